"""How long to wait before the next try: full jitter, so that many waiters do not return at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

BASE_S = 5.0
CAP_S = 900.0
ASKED_AT_MOST_S = 86_400.0
"""Nobody's word keeps a lead waiting longer than a day."""


def wait(attempts: int, rng: Random, *, asked_s: float | None = None) -> timedelta:
    """Give uniform(0, min(cap, base * 2^attempts)) seconds, but never less than was asked for (a day at most)."""
    ceiling = min(CAP_S, BASE_S * 2.0 ** min(attempts, 20))
    if asked_s is None:
        return timedelta(seconds=rng.uniform(0.0, ceiling))
    asked_s = min(asked_s, ASKED_AT_MOST_S)
    return timedelta(seconds=max(rng.uniform(0.0, ceiling), asked_s + rng.uniform(0.0, BASE_S)))
