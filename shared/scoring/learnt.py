"""What training found out about fields and pairs, in figures for a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.columns import Column, Floats
    from shared.scoring.evidence import Fit
    from shared.scoring.tables import Points


@dataclass(frozen=True, slots=True)
class Learnt:
    """What became of one field."""

    field: str
    is_number: bool
    places: int
    """Levels or bins, `other` and `missing` included."""
    filled: float
    """Share of the leads that have it."""
    strength: float
    """Standard deviation of its points over the leads, log-odds."""
    moved: float
    """Standard deviation over the leads of what the outcomes changed on the expert card, log-odds."""
    determined: float
    """How many of its weights the leads determined; near 0: it is still the card, or says nothing."""


@dataclass(frozen=True, slots=True)
class LearntPair:
    """A pair of fields that says more together than apart."""

    fields: tuple[str, str]
    strength: float
    """Standard deviation of its points over the leads, log-odds."""


def learnt(columns: Sequence[Column], points: Points, found: Fit) -> tuple[Learnt, ...]:
    """Say what became of each field, strongest first."""
    fields = []
    for at, column in enumerate(columns):
        counts, deviation = points.single_counts[at], column.basis @ found.weights[at]
        fields.append(
            Learnt(
                field=column.field,
                is_number=column.is_number,
                places=len(column.places),
                filled=1 - float(counts[column.places.missing] / counts.sum()),
                strength=_root_mean_square(points.singles[at], counts),
                moved=_root_mean_square(deviation - (counts @ deviation) / counts.sum(), counts),
                determined=float(found.determined[at]),
            )
        )
    return tuple(sorted(fields, key=lambda learnt: (-learnt.strength, learnt.field)))


def learnt_pairs(
    columns: Sequence[Column], points: Points, pairs: Sequence[tuple[int, int]]
) -> tuple[LearntPair, ...]:
    """Say how much each pair adds."""
    return tuple(
        LearntPair((columns[first].field, columns[second].field), _root_mean_square(grid, counts))
        for (first, second), grid, counts in zip(
            pairs, points.grids, points.grid_counts, strict=True
        )
    )


def _root_mean_square(points: Floats, counts: Floats) -> float:
    return float(np.sqrt((counts * points**2).sum() / counts.sum()))
