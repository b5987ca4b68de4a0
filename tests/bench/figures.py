"""Measured times summed up: percentiles, and ratios that say which side is which."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_DRAWS = 1000
_UNSURE = 0.01


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of a number of measurements, in milliseconds."""

    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """Sum up times given in seconds (at least two)."""
        cuts = [cut * 1000 for cut in quantiles(seconds, n=100, method="inclusive")]
        return cls(len(seconds), cuts[49], cuts[94], cuts[98])

    @property
    def cells(self) -> tuple[float, float, float]:
        """Give p50, p95 and p99 for a table."""
        return self.p50_ms, self.p95_ms, self.p99_ms


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two measurements, and the interval in which it lies with a certainty of 99 %."""

    middle: float
    low: float
    high: float

    @classmethod
    def of_pairs(cls, ours: Sequence[float], theirs: Sequence[float], rng: Random) -> Ratio:
        """Compare what was measured in the same rounds, by medians of pairs drawn again."""
        pairs = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        drawn = sorted(median(rng.choices(pairs, k=len(pairs))) for _ in range(_DRAWS))
        aside = int(_DRAWS * _UNSURE / 2)
        return cls(median(pairs), drawn[aside], drawn[-1 - aside])
