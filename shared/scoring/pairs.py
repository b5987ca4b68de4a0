"""Pairs of fields that say more together than apart: screened by what the single fields leave over."""

from __future__ import annotations

from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.columns import Column
from shared.scoring.evidence import chances_of
from shared.scoring.lookup import Levels

if TYPE_CHECKING:
    from shared.scoring.columns import Floats, Whole
    from shared.scoring.evidence import Fit, Problem
    from shared.scoring.options import Options

CELLS = 6
"""Coarse cells of a field: five and missing."""
_SWEEPS = 4
_LEAST_VARIANCE = 0.5
"""A cell with less expected variance has too few leads for the statistic."""


def coarse(column: Column) -> Whole:
    """Give the coarse cell of each place: four levels and the rest, or five joined bins; missing."""
    places = column.places
    if isinstance(places, Levels):
        cells = np.minimum(np.arange(len(places)), CELLS - 2)
    else:
        counts = np.bincount(column.codes, minlength=len(places))[:-1].astype(np.float64)
        middle = (np.cumsum(counts) - counts / 2) / max(counts.sum(), 1.0)
        cells = np.minimum((middle * (CELLS - 1)).astype(np.int64), CELLS - 2)
        cells = np.append(cells, 0)
    cells[-1] = CELLS - 1
    return cells


def pairs_of(problem: Problem, fit: Fit, options: Options) -> list[tuple[int, int]]:
    """Give the positions of pairs whose residual score statistic stands out, best first."""
    chances = chances_of(fit.scores)
    left = problem.importance * (problem.outcomes - chances)
    variance = problem.importance * chances * (1 - chances)
    cells = [coarse(column)[column.codes] for column in problem.columns]
    free = [at for at, column in enumerate(problem.columns) if not column.is_capped]
    least_z = max(options.pair_z, _by_chance(len(free) * (len(free) - 1) // 2))
    found = [
        (_z(cells[one] * CELLS + cells[two], left, variance), one, two)
        for one, two in combinations(free, 2)
    ]
    found.sort(key=lambda entry: (-entry[0], entry[1:]))
    return [(one, two) for z, one, two in found if z > least_z][: options.max_pairs]


def _by_chance(tests: int) -> float:
    """Give the deviate that one of so many tests passes where there is nothing."""
    return NormalDist().inv_cdf(1 - 1 / max(2, tests))


def _z(cells: Whole, left: Floats, variance: Floats) -> float:
    """Score statistic of a table of cells beyond its rows and columns, as a normal deviate."""
    size = CELLS * CELLS
    spread = np.bincount(cells, variance, size).reshape(CELLS, CELLS)
    spread = np.where(spread > _LEAST_VARIANCE, spread, 0.0)
    counts = spread > 0
    freedom = int(counts.sum() - counts.any(0).sum() - counts.any(1).sum() + 1)
    if freedom <= 0:
        return 0.0
    sums = np.where(counts, np.bincount(cells, left, size).reshape(CELLS, CELLS), 0.0)
    for _ in range(_SWEEPS):
        for axis in (0, 1):
            total = np.maximum(spread.sum(axis, keepdims=True), _LEAST_VARIANCE)
            sums = sums - spread * (sums.sum(axis, keepdims=True) / total)
    return deviate(float((sums[counts] ** 2 / spread[counts]).sum()), freedom)


def deviate(statistic: float, freedom: int) -> float:
    """Turn a chi-square statistic into a normal deviate (Wilson and Hilferty, 1931)."""
    part = 2 / (9 * freedom)
    return float(((statistic / freedom) ** (1 / 3) - (1 - part)) / part**0.5)


def pair_column(first: Column, second: Column) -> Column:
    """Give the column of a pair: one place a combination of coarse cells."""
    codes = coarse(first)[first.codes] * CELLS + coarse(second)[second.codes]
    size = CELLS * CELLS
    return Column(
        f"{first.field} x {second.field}",
        Levels([str(at) for at in range(size - 2)]),
        codes,
        np.zeros(size),
        np.zeros(size, dtype=np.bool_),
        np.eye(size),
    )
