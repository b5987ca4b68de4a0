"""How good probabilities were, against what became of the leads (numpy; never needed to serve).

Sources: Hanley and McNeil 1982 (AUC as the Mann-Whitney statistic), Brier 1950, Naeini et al. 2015
(expected calibration error).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

BINS = 10
TOP = 0.2
_CLIP = 1e-7


class Unmeasurable(ValueError):
    """These outcomes and probabilities have no figures; the message says why."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model was worth on leads that it had not seen; all but `n` and `positives` are shares."""

    n: int
    positives: int
    base_rate: float
    """Share of leads that were won."""
    base_entropy: float
    """Log-loss, in nats, of saying the base rate to every lead: what a model has to beat."""
    auc: float
    """Chance that a won lead was given more than a lost one, a tie counting half."""
    log_loss: float
    """Mean negative log-likelihood in nats, probabilities clipped to 1e-7 from 0 and 1."""
    brier: float
    ece: float
    """Expected calibration error over 10 bins of equal width."""
    precision_at_20: float
    """Share of won ones in the fifth of the leads with the highest probabilities."""
    lift_at_20: float
    """`precision_at_20` over the base rate."""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The leads whose probability was at least `low` and below `high` (the last bin: up to 1)."""

    low: float
    high: float
    n: int
    predicted: float
    """Mean probability; NaN for an empty bin."""
    observed: float
    """Share of won ones; NaN for an empty bin."""


def figures(outcomes: ArrayLike | Sequence[bool], probabilities: ArrayLike) -> Figures:
    """Measure probabilities in [0, 1] against outcomes (won or not), one of each a lead.

    Raises Unmeasurable when lengths differ, a value is not finite or out of range, or all leads
    have the same outcome.
    """
    won, chances = _checked(outcomes, probabilities)
    rate = float(won.mean())
    top = _precision_at(won, chances, TOP)
    return Figures(
        n=len(won),
        positives=int(won.sum()),
        base_rate=rate,
        base_entropy=_log_loss(won, np.full(len(won), rate)),
        auc=_auc(won, chances),
        log_loss=_log_loss(won, chances),
        brier=float(np.mean((won - chances) ** 2)),
        ece=_expected_calibration_error(won, chances),
        precision_at_20=top,
        lift_at_20=top / rate,
    )


def calibration(
    outcomes: ArrayLike | Sequence[bool], probabilities: ArrayLike
) -> tuple[CalibrationBin, ...]:
    """Say what was predicted and what happened in each tenth of [0, 1]; raises Unmeasurable."""
    won, chances = _checked(outcomes, probabilities)
    places = _places(chances)
    return tuple(
        _bin_of(place, won[places == place], chances[places == place]) for place in range(BINS)
    )


def _bin_of(place: int, won: Floats, chances: Floats) -> CalibrationBin:
    low, high = place / BINS, (place + 1) / BINS
    if not len(won):
        return CalibrationBin(low, high, 0, float("nan"), float("nan"))
    return CalibrationBin(low, high, len(won), float(chances.mean()), float(won.mean()))


def _checked(
    outcomes: ArrayLike | Sequence[bool], probabilities: ArrayLike
) -> tuple[Floats, Floats]:
    won, chances = _floats(outcomes, "outcomes"), _floats(probabilities, "probabilities")
    if len(won) != len(chances):
        raise Unmeasurable(f"{len(won)} outcomes, but {len(chances)} probabilities")
    if not np.isin(won, (0.0, 1.0)).all():
        raise Unmeasurable("an outcome is neither true nor false")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise Unmeasurable("a probability is not a number between 0 and 1")
    if not len(won) or won.min() == won.max():
        raise Unmeasurable("all leads have the same outcome" if len(won) else "no leads")
    return won, chances


def _floats(values: ArrayLike | Sequence[bool], what: str) -> Floats:
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Unmeasurable(f"{what} are not numbers") from error
    if found.ndim != 1:
        raise Unmeasurable(f"{what} are not one list")
    return found


def _auc(won: Floats, chances: Floats) -> float:
    _, where, counts = np.unique(chances, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    positives = won.sum()
    ranks_of_won = float(mean_ranks[where] @ won)
    below = ranks_of_won - positives * (positives + 1) / 2
    return float(below / (positives * (len(won) - positives)))


def _log_loss(won: Floats, chances: Floats) -> float:
    inside = np.clip(chances, _CLIP, 1 - _CLIP)
    return float(-np.mean(won * np.log(inside) + (1 - won) * np.log1p(-inside)))


def _places(chances: Floats) -> NDArray[np.intp]:
    return np.minimum((chances * BINS).astype(np.intp), BINS - 1)


def _expected_calibration_error(won: Floats, chances: Floats) -> float:
    gaps = np.bincount(_places(chances), weights=chances - won, minlength=BINS)
    return float(np.abs(gaps).sum() / len(won))


def _precision_at(won: Floats, chances: Floats, share: float) -> float:
    """Among leads tied at the edge, as many are won as would be on average if drawn by lot."""
    taken = max(1, round(len(won) * share))
    edge = np.sort(chances)[-taken]
    above, tied = chances > edge, chances == edge
    room = taken - int(above.sum())
    return float((won[above].sum() + room * won[tied].mean()) / taken)
