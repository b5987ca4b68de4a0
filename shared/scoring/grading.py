"""Where grades begin: shares of the training leads, by their scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shared.scoring.columns import Floats


def least_score(scores: Floats, importance: Floats, share: float) -> float:
    """Give the score from which on a share of the leads lies, as near as ties allow.

    It lies midway between two scores that occur, or just above the highest if none is nearest.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, weights = scores[order], importance[order]
    reached = np.cumsum(weights) / weights.sum()
    lasts = np.append(np.flatnonzero(ranked[1:] < ranked[:-1]), len(ranked) - 1)
    shares = np.append(0.0, reached[lasts])
    nearest = int(np.abs(shares - share - 1e-12).argmin())
    if nearest == 0:
        return float(ranked[0]) + 1.0
    last = int(lasts[nearest - 1])
    if last + 1 == len(ranked):
        return float(ranked[-1]) - 1.0
    return float(ranked[last] + ranked[last + 1]) / 2
