"""Which alerts come first: value x chance x urgency."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Urgency
from shared.domain.score import Grade

if TYPE_CHECKING:
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.trigger import Known

_URGENCY = {Urgency.URGENT: 4.0, Urgency.NORMAL: 1.0}
_CHANCE = {Grade.HOT: 0.4, Grade.WARM: 0.2, Grade.COLD: 0.05, Grade.SPAM: 0.01}
_USUAL_CHANCE = 0.15
_LEAST_CHANCE, _LEAST_VALUE = 0.01, Decimal(1)
_PER_LEVEL = 0.5


def worth_of(known: Known) -> float:
    """Give value x chance of a record.

    The value goes in by its order of magnitude: ten times the money is one step more, so that one
    large deal does not hide all others; one that is not known counts as 1, the least. The chance is
    Odoo's, which knows the stage, else the score's, else one for its grade.
    """
    return _magnitude(known) * _chance(known)


def rank_of(worth: float, urgency: Urgency, level: int) -> float:
    """Give an alert's rank; each further level weighs half as much again."""
    return round(worth * _URGENCY[urgency] * (1 + _PER_LEVEL * (level - 1)), 6)


def order_of(alert: Alert) -> tuple[bool, float, str, str]:
    """Sort alerts by this: urgent ones first, then by rank, then the oldest."""
    return (
        alert.urgency is not Urgency.URGENT,
        -alert.rank,
        alert.due_at.isoformat(),
        alert.id,
    )


def _magnitude(known: Known) -> float:
    state = known.opportunity.state
    value = state.expected_revenue if state else None
    return _log10(10 + (value if value is not None and value > 0 else _LEAST_VALUE))


@lru_cache(maxsize=1024)
def _log10(value: Decimal) -> float:
    return float(value.log10())


def _chance(known: Known) -> float:
    state, score = known.opportunity.state, known.score
    if state is not None and state.probability:
        return min(1.0, max(_LEAST_CHANCE, state.probability / 100))
    if score is None:
        return _USUAL_CHANCE
    return max(_LEAST_CHANCE, score.probability or _CHANCE[score.grade])
