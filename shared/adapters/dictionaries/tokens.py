"""Texts as clauses of words, in the spelling that word lists are compared in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.domain.extracting.proof import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE_END = re.compile(
    r"(?<!\d)[.,،](?!\d)|[.,،](?=\s|$)|[!?؟;؛:\n|•]+|\s+(?:but|لكن|بس|however)\s+", re.IGNORECASE
)
_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")
_LEAST_STEM = 3
_CLAUSES_MAX = 200


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one clause as they are written, and their stems, one for each."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    def quote(self, start: int, end: int) -> str:
        """Give the words from `start` up to and without `end`."""
        return " ".join(self.words[max(0, start) : end])


def clauses(text: str) -> Iterator[Clause]:
    """Split a text where a thought ends: a negation reaches no further."""
    for part in _CLAUSE_END.split(text)[:_CLAUSES_MAX]:
        words = tuple(comparable(part).split())
        if words:
            yield Clause(words, tuple(map(stem, words)))


def phrases(listed: str) -> Iterator[tuple[str, ...]]:
    """Read a comma-separated list of phrases as stems."""
    for phrase in listed.split(","):
        stems = stems_of(phrase)
        if stems:
            yield stems


@lru_cache(maxsize=4096)
def stems_of(phrase: str) -> tuple[str, ...]:
    """Give the stems of a phrase of ours."""
    return tuple(map(stem, comparable(phrase).split()))


def stem(word: str) -> str:
    """Take article and joined particles off an Arabic word; English ones stay."""
    if word.isascii():
        return word
    if word[-1] == "ا" and len(word) > _LEAST_STEM + 1:  # noqa: RUF001 - Arabic
        word = word[:-1]  # a noun in the accusative
    for particle in _PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= _LEAST_STEM:
            return word[len(particle) :]
    is_joined = word[0] == "و" and len(word) >= _LEAST_STEM
    return word[1:] if is_joined else word
