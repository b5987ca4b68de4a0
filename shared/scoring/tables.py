"""From weights to points: pairs cleared of what single fields can say, everything centred.

Centred means: over the leads each table's points average 0, so that points read "compared with the
average lead". Nothing here changes the score of a lead that was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.card import units
from shared.scoring.design import counted
from shared.scoring.pairs import CELLS, coarse
from shared.scoring.scorecard import Pair, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.columns import Column, Floats
    from shared.scoring.evidence import Fit, Problem

_CLEARINGS = 20


@dataclass(slots=True)
class Points:
    """Points (log-odds) of all tables; counts are how much the leads in a place weigh."""

    base: float
    singles: list[Floats]
    single_counts: list[Floats]
    grids: list[Floats]
    grid_counts: list[Floats]


def points_of(problem: Problem, found: Fit, pairs: Sequence[tuple[int, int]]) -> Points:
    """Give the points of a fit; `pairs` are positions of single columns."""
    deviations = found.tables(problem.columns)
    counts = [counted(column, problem.importance) for column in problem.columns]
    total = problem.importance.sum()
    means = [float(c @ d) / total for c, d in zip(counts, deviations, strict=True)]
    singles = problem.singles
    points = Points(
        base=found.intercept - sum(means),
        singles=[c.prior + d for c, d in zip(problem.columns, deviations[:singles], strict=False)],
        single_counts=counts[:singles],
        grids=[grid.reshape(CELLS, CELLS) for grid in deviations[singles:]],
        grid_counts=[count.reshape(CELLS, CELLS) for count in counts[singles:]],
    )
    for at, (first, second) in enumerate(pairs):
        _clear(points, at, (problem.columns[first], first), (problem.columns[second], second))
    _centre(points, problem.columns)
    return points


def _clear(points: Points, at: int, first: tuple[Column, int], second: tuple[Column, int]) -> None:
    """Move what rows and columns of a pair average to the single fields, where it belongs."""
    grid, counts = points.grids[at], points.grid_counts[at]
    for _ in range(_CLEARINGS):
        for axis, (column, position) in ((1, first), (0, second)):
            weights = counts.sum(axis)
            means = np.divide(
                (grid * counts).sum(axis), weights, where=weights > 0, out=weights * 0
            )
            grid = grid - (means[:, None] if axis else means[None, :])
            points.singles[position] = points.singles[position] + means[coarse(column)]
    grid[counts == 0] = 0.0
    points.grids[at] = grid


def _centre(points: Points, columns: Sequence[Column]) -> None:
    for at, (table, counts) in enumerate(zip(points.singles, points.single_counts, strict=True)):
        mean = float(counts @ table) / counts.sum()
        points.base += mean
        centred = table - mean
        centred[(counts == 0) & ~columns[at].is_expert] = 0.0
        points.singles[at] = centred


def tables_of(
    columns: Sequence[Column], points: Points, pairs: Sequence[tuple[int, int]]
) -> tuple[tuple[Table, ...], tuple[Pair, ...]]:
    """Round the points to units."""
    used = {position for pair in pairs for position in pair}
    tables = tuple(
        Table(
            column.field,
            column.places,
            _rounded(table),
            tuple(coarse(column).tolist()) if at in used else (),
        )
        for at, (column, table) in enumerate(zip(columns, points.singles, strict=True))
    )
    grids = zip(pairs, points.grids, strict=True)
    return tables, tuple(Pair(*pair, tuple(map(_rounded, grid))) for pair, grid in grids)


def _rounded(points: Floats) -> tuple[int, ...]:
    return tuple(units(float(value)) for value in points)
