"""Typed text made fit to be read: nothing hidden in it, nobody's address in it, not too long."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from shared.domain.cleaning.text import ascii_digits, shorten, tidy
from shared.domain.extraction import FreeText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEXTS_MAX = 20
TEXT_MAX_CHARS = 1_500
QUESTION_MAX_CHARS = 200
TOTAL_MAX_CHARS = 6_000
"""Of all questions and texts of a lead: about 3,000 tokens of Arabic."""
LEAST_LEFT_CHARS = 20

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Controls, bidi and zero-width characters, tags, private and unassigned ones: nobody sees them."""
_SELECTOR = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]{1,255}")
_PHONE = re.compile(
    r"(?<![\w.])(?!\d{1,2}[/.-]\d{1,2}[/.-]20\d\d(?!\d))"  # not a day such as 05/12/2026
    r"(?:(?:\+|0)(?:[ ()/.-]{0,2}\d){7,14}|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}|\d{9,})(?!\w)"
)
"""With + or 0 in front, as in America, or too long for anything else; sums and years stay."""


def prepared(texts: Sequence[FreeText]) -> tuple[FreeText, ...]:
    """Give what a reader may see; the order stays, texts that hold nothing go.

    NFKC, so that look-alikes by compatibility become plain; invisible characters out; digits of
    any script as 0 to 9; e-mail addresses and phone numbers masked; each text, and all together,
    cut to size.
    """
    return tuple(_within_total(_one(text) for text in texts[:TEXTS_MAX]))


def plain(text: str, max_chars: int = TEXT_MAX_CHARS) -> str:
    """Give one line without anything invisible or anybody's address in it."""
    visible = _visible(unicodedata.normalize("NFKC", tidy(text, max_chars)))
    return shorten(_masked(ascii_digits(visible)), max_chars)


def _one(text: FreeText) -> FreeText:
    return FreeText(question=plain(text.question, QUESTION_MAX_CHARS), text=plain(text.text))


def _within_total(texts: Iterator[FreeText]) -> Iterator[FreeText]:
    left = TOTAL_MAX_CHARS
    for one in texts:
        left -= len(one.question)
        if left < LEAST_LEFT_CHARS:
            return
        if one.text:
            cut = shorten(one.text, left)
            left -= len(cut)
            yield FreeText(question=one.question, text=cut)


def _visible(text: str) -> str:
    kept = (" " if letter.isspace() else letter for letter in text if not _is_hidden(letter))
    return " ".join(_SELECTOR.sub("", "".join(kept)).split())


def _is_hidden(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) in _HIDDEN


def _masked(text: str) -> str:
    """Nobody needs an address to read what is wanted, and the reader may be somebody else's."""
    return _PHONE.sub("[phone]", _EMAIL.sub("[email]", text) if "@" in text else text)
