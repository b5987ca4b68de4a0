"""The leads as the peers want them: numbers, codes of categories, or quantile bins."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tests.bench.judge.lead_set import Lead

_MOSTLY = 0.95
_MOST_LEVELS = 200


def number(value: str | None) -> float:
    """Read a finite number, or give NaN."""
    try:
        found = float(value) if value is not None else math.nan
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it was in the training leads."""

    name: str
    levels: tuple[str, ...] = ()
    """Of a category, the most frequent first; empty for numbers."""
    edges: tuple[float, ...] = ()
    """Inner quantiles of a number."""

    def codes(self, leads: Sequence[Lead]) -> NDArray[np.float64]:
        """Give numbers as they are and categories by place; what is missing or unseen is NaN."""
        if not self.levels:
            return np.array([number(lead.get(self.name)) for lead in leads])
        place = {level: float(at) for at, level in enumerate(self.levels)}
        return np.array([place.get(lead.get(self.name) or "", math.nan) for lead in leads])

    def bins(self, leads: Sequence[Lead]) -> NDArray[np.intp]:
        """Give the place of each lead's value, from 1 on; 0 for what is missing or unseen."""
        codes = self.codes(leads)
        missing = np.isnan(codes)
        filled = np.where(missing, 0, codes)
        places = filled if self.levels else np.searchsorted(self.edges, filled, side="left")
        return np.where(missing, 0, places.astype(np.intp) + 1)

    @property
    def width(self) -> int:
        """Count the values that `bins` may give."""
        return 1 + (len(self.levels) or len(self.edges) + 1)


def fields_of(leads: Sequence[Lead], *, bins: int = 10, fewest: int = 1) -> list[Field]:
    """See which fields are numbers and which are categories (levels of at least `fewest` leads)."""
    return [_field(name, [lead[name] for lead in leads], bins, fewest) for name in leads[0]]


def _field(name: str, values: Sequence[str | None], bins: int, fewest: int) -> Field:
    filled = [value for value in values if value is not None]
    numbers = np.array([number(value) for value in filled])
    if filled and np.isfinite(numbers).sum() >= _MOSTLY * len(filled):
        inner = np.quantile(numbers[np.isfinite(numbers)], np.linspace(0, 1, bins + 1)[1:-1])
        return Field(name, edges=tuple(np.unique(inner).tolist()))
    counts = Counter(filled).most_common(_MOST_LEVELS)
    return Field(name, levels=tuple(level for level, count in counts if count >= fewest) or ("",))
