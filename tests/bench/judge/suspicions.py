"""Fields that know the outcome too well to have been there when the lead came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.evaluation import Unmeasurable, figures
from tests.bench.judge.matrices import fields_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.bench.judge.lead_set import LeadSet
    from tests.bench.judge.matrices import Field

TOO_GOOD = 0.9
HALF = 0.5
_BELIEVED_AS = 1.0
"""How many leads of the average a value's own leads are mixed with."""


def suspicions(judged: LeadSet) -> list[str]:
    """Say which fields alone put won leads above lost ones more than nine times in ten."""
    found = [(_auc_alone(field, judged), field.name) for field in fields_of(judged.leads)]
    return [
        f'"{name}" alone nearly tells the outcome (AUC {auc:.2f}): was it filled in later?'
        for auc, name in sorted(found, reverse=True)
        if auc > TOO_GOOD
    ]


def _auc_alone(field: Field, judged: LeadSet) -> float:
    """Take the share of won leads of each value from one half of the leads, and try it on the other."""
    bins, learnt = field.bins(judged.leads), np.random.default_rng(1).random(len(judged.won)) < HALF
    rates = _rates(bins[learnt], judged.won[learnt], field.width)
    try:
        return figures(judged.won[~learnt], rates[bins[~learnt]]).auc
    except Unmeasurable:  # one half has one outcome only: nothing can be said
        return 0.0


def _rates(bins: NDArray[np.intp], won: NDArray[np.bool_], width: int) -> NDArray[np.float64]:
    leads = np.bincount(bins, minlength=width)
    wins = np.bincount(bins, won, width)
    return np.asarray((wins + _BELIEVED_AS * won.mean()) / (leads + _BELIEVED_AS))
