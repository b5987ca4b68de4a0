"""The language of what was typed, by its letters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from shared.adapters.dictionaries.lexicon import LEXICON
from shared.adapters.dictionaries.looking import Hit
from shared.domain.extracting.proof import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.extraction import FreeText

_ARABIC = re.compile("[\u0621-\u064a]{2,}")
_LATIN = re.compile("[A-Za-z]{2,}")
_FOREIGN = re.compile(
    "[\u067e\u0686\u0698\u06af\u06cc\u0679\u0688\u0691\u06ba\u06be\u06d2"  # Persian, Urdu
    "\u00c0-\u024f\u0370-\u052f\u0590-\u05ff\u0900-\u109f\u3040-\u30ff\u4e00-\u9fff]"
)
_PLACEHOLDER = re.compile(r"\[(?:email|phone)\]|https?://\S+|www\.\S+", re.IGNORECASE)
_MORE_ENGLISH = (
    "the and for you your are is am this that with from have has can will would please hello hi "
    "yes no not what when where how thanks thank we our my me to of in on it at be or if so need"
)
_ARABIZI = "abgha mohtam ahjez ashtery ashtri bkam bekam"
_LEAST_QUOTE_CHARS = 2
_SHARE = 0.25
"""Less of a second script than that is a brand or a unit, not a second language."""


def language_of(texts: Sequence[FreeText]) -> Iterator[Hit]:
    """Give the language, if the letters tell; Latin letters only where English words stand.

    All that was typed proves it: the longest text is the quote.
    """
    quote = max((one.text for one in texts), key=len, default="")
    level = _level(" ".join(_PLACEHOLDER.sub(" ", one.text) for one in texts))
    if level and len(comparable(quote)) >= _LEAST_QUOTE_CHARS:
        yield Hit("language", level, quote)


def _level(typed: str) -> str | None:
    if _FOREIGN.search(typed):
        return "other"
    arabic, latin = _ARABIC.findall(typed), _LATIN.findall(typed)
    letters = sum(map(len, arabic)), sum(map(len, latin))
    if not any(letters):
        return None
    share = letters[0] / sum(letters)
    if share >= 1 - _SHARE:
        return "ar"
    if not any(word.casefold() in _english() for word in latin):
        return None
    return "en" if share <= _SHARE else "mixed"


@cache
def _english() -> frozenset[str]:
    listed = " ".join(phrases for levels in LEXICON.values() for phrases in levels.values())
    words = {word for word in re.findall(r"[a-z0-9]+", listed) if word.isalpha()}
    return frozenset(words - set(_ARABIZI.split())) | frozenset(_MORE_ENGLISH.split())
