"""Looking phrases up in a clause, negations included."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shared.adapters.dictionaries.lexicon import NEGATED, NEGATIONS, UNTURNED
from shared.adapters.dictionaries.tokens import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.adapters.dictionaries.tokens import Clause

Index = dict[str, list[tuple[tuple[str, ...], str, str]]]
"""By first stem: phrases, longest first, with name and level."""
REACH = 3
"""So many words before a phrase a negation may stand."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign that was found."""

    name: str
    level: str
    quote: str
    start: int = 0
    end: int = 0
    is_exact: bool = False
    """Worked out from a figure, which says more than a word."""
    is_turned: bool = False
    """Read off a negation, which says less than what is wished for beside it."""


def indexed(lexicon: Mapping[str, Mapping[str, str]]) -> Index:
    """Make a lexicon quick to look up."""
    index: Index = {}
    for name, levels in lexicon.items():
        for level, listed in levels.items():
            for phrase in phrases(listed):
                index.setdefault(phrase[0], []).append((phrase, name, level))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def hits(clause: Clause, index: Index) -> Iterator[Hit]:
    """Give what a clause shows; of one name's phrases at a place only the longest."""
    covered: dict[str, int] = {}
    for start, first in enumerate(clause.stems):
        for phrase, name, level in index.get(first, ()):
            end = start + len(phrase)
            if clause.stems[start:end] == phrase and covered.get(name, 0) <= start:
                covered[name] = end
                yield from _with_negation(
                    clause, Hit(name, level, clause.quote(start, end), start, end)
                )


def _with_negation(clause: Clause, hit: Hit) -> Iterator[Hit]:
    at = negation_before(clause, hit.start)
    if at is None or _is_said_with_negation(clause, hit):
        yield hit
        return
    opposite = NEGATED.get((hit.name, hit.level))
    if opposite and clause.stems[hit.start : hit.end] not in _unturned():
        yield Hit(hit.name, opposite, clause.quote(at, hit.end), at, hit.end, is_turned=True)


def negation_before(clause: Clause, start: int) -> int | None:
    """Give the place of a negation that reaches a phrase, or None."""
    reached = range(max(0, start - REACH), start)
    return next((at for at in reached if clause.stems[at] in _negations()), None)


def _is_said_with_negation(clause: Clause, hit: Hit) -> bool:
    """`not interested` is a phrase of its own, whatever stands before it."""
    return any(stem in _negations() for stem in clause.stems[hit.start : hit.end])


@cache
def _negations() -> frozenset[str]:
    return frozenset(stem for phrase in phrases(NEGATIONS) for stem in phrase)


@cache
def _unturned() -> frozenset[tuple[str, ...]]:
    return frozenset(phrases(UNTURNED))
