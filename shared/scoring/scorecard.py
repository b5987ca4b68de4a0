"""A scorecard in service: points by looking up, and the same points as reasons.

Standard library only. Points are log-odds against the average lead; they are kept as whole
numbers of `UNIT` so that sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from shared.scoring.lookup import Bins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shared.scoring.lookup import FieldValue, Places

    Lead = Mapping[str, FieldValue | None]

UNIT = 1e-5
"""Log-odds of one unit."""
SHOWS_PROBABILITY_FROM = 100
"""Fewer outcomes give a grade, no percentage: too few to be calibrated."""
SILENT = "unknown"
"""The level of a capped field that says as little as a missing one."""
_EXP_MAX = 700.0

Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a score: a field's level, or a pair's two levels, and its points (log-odds)."""

    fields: tuple[str, ...]
    levels: tuple[str, ...]
    """Readable: a category's own text, `5 to 8`, `other`, `missing`."""
    points: float
    ranges: tuple[Range | None, ...] = ()
    """For each field: from and to, if it is a number that is there; may be left out."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A score in its parts: `base + sum(points) == log_odds`, to float rounding (1e-9)."""

    log_odds: float
    base: float
    terms: tuple[Term, ...]
    """In the scorecard's order; terms of no points are left out."""


@dataclass(frozen=True, slots=True)
class Table:
    """One field's points, a whole number of units a place."""

    field: str
    places: Places
    points: tuple[int, ...]
    cells: tuple[int, ...] = ()
    """Place -> coarse cell, for the pairs; empty where no pair needs it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two fields do together: `points[cell of first][cell of second]`, in units.

    `first` and `second` are positions in the scorecard's tables.
    """

    first: int
    second: int
    points: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """Fields (positions of tables) that together may add at most so many units over silence."""

    name: str
    at_most: int
    tables: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that a scorecard consists of; `hot` and `warm` are least scores, in units."""

    version: str
    outcomes: int
    base: int
    hot: int
    warm: int
    tables: tuple[Table, ...]
    pairs: tuple[Pair, ...] = ()
    caps: tuple[Cap, ...] = ()


def silence(table: Table) -> int:
    """Give the points of a capped field of which nothing was said: the lower of missing and SILENT."""
    missing = table.points[table.places.missing]
    return min(missing, table.points[table.places.place(SILENT)])


class Scorecard:
    """Log-odds, grade and reasons of leads; immutable, safe to share between threads."""

    __slots__ = ("_caps", "_fields", "_pairs", "_plain", "content")

    def __init__(self, content: Content) -> None:
        """`content` has to be coherent: see artefact.loads, which checks what comes from outside."""
        self.content = content
        tables = content.tables
        capped = {position for cap in content.caps for position in cap.tables}
        self._fields = tuple((table.field, table.places.place) for table in tables)
        zeros = [(0,) * len(table.points) for table in tables]
        self._plain = tuple(
            zeros[position] if position in capped else table.points
            for position, table in enumerate(tables)
        )
        self._pairs = tuple(
            (pair.first, pair.second, _expanded(pair, tables)) for pair in content.pairs
        )
        self._caps = tuple(_CappedGroup(cap, tables) for cap in content.caps)

    @property
    def version(self) -> str:
        """Which scorecard this is."""
        return self.content.version

    @property
    def outcomes(self) -> int:
        """How many outcomes it was trained on; 0 for an expert card."""
        return self.content.outcomes

    @property
    def shows_probability(self) -> bool:
        """Whether `probability` may be shown to people."""
        return self.outcomes >= SHOWS_PROBABILITY_FROM

    def log_odds(self, lead: Lead) -> float:
        """Score a lead (field -> value); about 5 us. Never raises for any str, float or None."""
        places = self._places(lead)
        return self._total(places) * UNIT

    def probability(self, lead: Lead) -> float:
        """Give the chance of the outcome, 0 to 1."""
        return probability_of(self.log_odds(lead))

    def explain(self, lead: Lead) -> Explained:
        """Take the score of a lead apart into its exact terms."""
        places = self._places(lead)
        terms = tuple(term for term in self._terms(places) if term.points)
        return Explained(self._total(places) * UNIT, self.content.base * UNIT, terms)

    def grade(self, log_odds: float) -> str:
        """Say `hot`, `warm` or `cold`."""
        units = round(log_odds / UNIT)
        if units >= self.content.hot:
            return "hot"
        return "warm" if units >= self.content.warm else "cold"

    def _places(self, lead: Lead) -> list[int]:
        get = lead.get
        return [place(get(field)) for field, place in self._fields]

    def _total(self, places: Sequence[int]) -> float:
        total: float = self.content.base
        for points, place in zip(self._plain, places, strict=True):
            total += points[place]
        for first, second, rows in self._pairs:
            total += rows[places[first]][places[second]]
        for cap in self._caps:
            total += cap.total(places)
        return total

    def _terms(self, places: Sequence[int]) -> Iterator[Term]:
        tables = self.content.tables
        for table, points, place in zip(tables, self._plain, places, strict=True):
            if points[place]:
                yield _term((table,), (place,), points[place])
        for cap in self._caps:
            for position, units in cap.parts(places):
                yield _term((tables[position],), (places[position],), units)
        for first, second, rows in self._pairs:
            both = places[first], places[second]
            if units := rows[both[0]][both[1]]:
                yield _term((tables[first], tables[second]), both, units)


class _CappedGroup:
    """A cap in service: what is said over silence counts up to the cap, what is said below fully."""

    __slots__ = ("_at_most", "_silences", "_tables")

    def __init__(self, cap: Cap, tables: Sequence[Table]) -> None:
        self._at_most = cap.at_most
        self._tables = tuple((position, tables[position].points) for position in cap.tables)
        self._silences = tuple(silence(tables[position]) for position in cap.tables)

    def total(self, places: Sequence[int]) -> float:
        return sum(units for _, units in self.parts(places))

    def parts(self, places: Sequence[int]) -> list[tuple[int, float]]:
        """Give position and units of each field."""
        over = [
            points[places[position]] - silent
            for (position, points), silent in zip(self._tables, self._silences, strict=True)
        ]
        raised = sum(units for units in over if units > 0)
        share = self._at_most / raised if raised > self._at_most else 1
        return [
            (position, silent + (units * share if units > 0 else units))
            for (position, _), silent, units in zip(self._tables, self._silences, over, strict=True)
        ]


def probability_of(log_odds: float) -> float:
    """Turn log-odds into a chance, 0 to 1; never overflows."""
    return 1 / (1 + exp(-max(-_EXP_MAX, min(_EXP_MAX, log_odds))))


def _expanded(pair: Pair, tables: Sequence[Table]) -> tuple[tuple[int, ...], ...]:
    """Write a pair's cells out for every two places, so that serving looks up once."""
    columns = tables[pair.second].cells
    rows = [tuple(row[cell] for cell in columns) for row in pair.points]
    return tuple(rows[cell] for cell in tables[pair.first].cells)


def _term(tables: tuple[Table, ...], places: tuple[int, ...], units: float) -> Term:
    both = tuple(zip(tables, places, strict=True))
    return Term(
        fields=tuple(table.field for table in tables),
        levels=tuple(table.places.level(place) for table, place in both),
        points=units * UNIT,
        ranges=tuple(
            table.places.bounds(place) if isinstance(table.places, Bins) else None
            for table, place in both
        ),
    )
