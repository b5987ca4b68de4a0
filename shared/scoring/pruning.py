"""Keeps an artefact small: what tells the least, for the room it takes, is left out or joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shared.scoring.artefact import dumps
from shared.scoring.lookup import Bins, Levels
from shared.scoring.scorecard import Scorecard, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.scoring.columns import Floats
    from shared.scoring.scorecard import Content, Pair

_ROUNDS_MAX = 200
_SHARE_A_ROUND = 0.1
"""A tenth of what is too much goes at a time, at least one thing."""
_NUMBER_CHARS = 8


class _Loss(NamedTuple):
    """What leaving one thing out costs: weighted squared units, for the characters that it frees."""

    cost_a_char: float
    chars: int
    table: int
    place: int
    """-1: the pair number `table`."""


def pruned(
    content: Content,
    counts: Sequence[Floats],
    grid_counts: Sequence[Floats],
    max_chars: int,
) -> Content:
    """Leave out until the artefact has at most `max_chars` bytes, or nothing is left to leave out.

    `counts` and `grid_counts` say how many leads lie in the places of tables and cells of pairs.
    """
    weights = list(counts)
    grids = list(grid_counts)
    for _ in range(_ROUNDS_MAX):
        excess = len(dumps(Scorecard(content)).encode()) - max_chars
        losses = sorted([*_pair_losses(content, grids), *_place_losses(content, weights)])
        if excess <= 0 or not losses:
            break
        content = _without(content, _cheapest(losses, excess * _SHARE_A_ROUND), weights, grids)
    return content


def _cheapest(losses: Sequence[_Loss], excess: float) -> list[_Loss]:
    """Take the cheapest until enough is freed; one place a table at a time, as places shift."""
    taken: dict[tuple[int, bool], _Loss] = {}
    freed = 0.0
    for loss in losses:
        if freed >= max(1.0, excess):
            break
        key = (loss.table, loss.place < 0)
        if key not in taken:
            taken[key] = loss
            freed += loss.chars
    return list(taken.values())


def _pair_losses(content: Content, grids: Sequence[Floats]) -> Iterator[_Loss]:
    for at, (pair, counts) in enumerate(zip(content.pairs, grids, strict=True)):
        cost = float((counts * np.array(pair.points, dtype=np.float64) ** 2).sum())
        chars = sum(len(str(units)) + 1 for row in pair.points for units in row)
        yield _Loss(cost / chars, chars, at, -1)


def _place_losses(content: Content, weights: Sequence[Floats]) -> Iterator[_Loss]:
    """Joining a level with `other`, or a bin with the one before it."""
    for at, (table, counts) in enumerate(zip(content.tables, weights, strict=True)):
        places = table.places
        if isinstance(places, Bins):
            for place in range(1, len(places.edges) + 1):
                apart = table.points[place] - table.points[place - 1]
                both = _harmonic(counts[place], counts[place - 1])
                yield _Loss(both * apart**2 / (2 * _NUMBER_CHARS), 2 * _NUMBER_CHARS, at, place)
        else:
            other = table.points[places.other]
            for place, name in enumerate(places.names):
                chars = len(name.encode()) + 3 + _NUMBER_CHARS
                apart = table.points[place] - other
                yield _Loss((counts[place] + 1) * apart**2 / chars, chars, at, place)


def _harmonic(one: float, two: float) -> float:
    return one * two / (one + two) if one and two else min(one, two) + 1.0


def _without(
    content: Content, losses: Sequence[_Loss], weights: list[Floats], grids: list[Floats]
) -> Content:
    tables = list(content.tables)
    pairs: list[Pair] = list(content.pairs)
    for loss in losses:
        if loss.place >= 0:
            tables[loss.table] = _joined(tables[loss.table], loss.place, weights, loss.table)
    gone = {loss.table for loss in losses if loss.place < 0}
    pairs = [pair for at, pair in enumerate(pairs) if at not in gone]
    grids[:] = [grid for at, grid in enumerate(grids) if at not in gone]
    used = {position for pair in pairs for position in (pair.first, pair.second)}
    tidy = (table if at in used else replace(table, cells=()) for at, table in enumerate(tables))
    return replace(content, tables=tuple(tidy), pairs=tuple(pairs))


def _joined(table: Table, place: int, weights: list[Floats], at: int) -> Table:
    """Take a place out; where it goes, the points are the average by leads."""
    places = table.places
    into = place - 1 if isinstance(places, Bins) else places.other
    counts = weights[at]
    both = counts[place] + counts[into]
    points = list(table.points)
    if both:
        mixed = counts[place] * points[place] + counts[into] * points[into]
        points[into] = round(float(mixed / both))
    counts = counts.copy()
    counts[into] = both
    weights[at] = np.delete(counts, place)
    del points[place]
    cells = [cell for where, cell in enumerate(table.cells) if where != place]
    return Table(table.field, _shortened(places, place), tuple(points), tuple(cells))


def _shortened(places: Bins | Levels, place: int) -> Bins | Levels:
    if isinstance(places, Bins):
        return Bins([edge for at, edge in enumerate(places.edges) if at != place - 1])
    return Levels([name for at, name in enumerate(places.names) if at != place])
