"""Junk that no word list names: links to elsewhere, and letters without sense."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.adapters.dictionaries.looking import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.me|wa\.me|bit\.ly)/\S+", re.IGNORECASE)
_LINKS = 2
_ROW = re.compile(r"([^\W\d_])\1{4,}")
_MASHED = re.compile(r"asdf|sdfg|dfgh|qwer|wert|zxcv|hjkl|شسيب|سيبل|ضصثق", re.IGNORECASE)
_CONSONANTS = re.compile(r"\b[bcdfghjklmnpqrstvwxz]{6,}\b", re.IGNORECASE)
_TEST = re.compile(
    r"(?:test|testing|تجربة|تجربه|اختبار|xxx+|abc|aaa+)(?:\s+\S{1,8})?", re.IGNORECASE
)


def junk_in(text: str) -> Iterator[Hit]:
    """Give the junk of one text."""
    links = _LINK.findall(text)
    if len(links) >= _LINKS:
        yield Hit("spam", "advertising", links[0])
    if _TEST.fullmatch(text.strip()):
        yield Hit("spam", "nonsense", text)
    for pattern in (_ROW, _MASHED, _CONSONANTS):
        found = pattern.search(text)
        if found:
            yield Hit("spam", "nonsense", _word_around(text, found.start(), found.end()))


def _word_around(text: str, start: int, end: int) -> str:
    """Whole words only: a part of one is no proof."""
    first = text.rfind(" ", 0, start) + 1
    last = text.find(" ", end)
    return text[first : last if last >= 0 else len(text)]
