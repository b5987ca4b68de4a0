"""From what is known of a record to the causes that hold: no clock is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.answers import customer_waits, no_reply
from shared.domain.alerts.causes.close_dates import close_date_passed, close_date_pushed
from shared.domain.alerts.causes.idle import idle
from shared.domain.alerts.causes.not_contacted import hot_not_contacted, new_not_contacted
from shared.domain.alerts.causes.owners import owner_absent, unassigned
from shared.domain.alerts.causes.scores import score_fell
from shared.domain.alerts.causes.stages import stage_overrun
from shared.domain.alerts.causes.steps import no_next_step, step_overdue
from shared.domain.opportunity import Outcome
from shared.domain.score import Grade

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger
    from shared.domain.opportunity import Opportunity

    CauseFunction = Callable[[Known, Rules], Trigger | None]

CAUSES: tuple[CauseFunction, ...] = (
    hot_not_contacted,
    new_not_contacted,
    customer_waits,
    no_reply,
    no_next_step,
    step_overdue,
    stage_overrun,
    idle,
    close_date_passed,
    close_date_pushed,
    score_fell,
    unassigned,
)
OF_SPAM = frozenset({Cause.CUSTOMER_WAITS, Cause.STEP_OVERDUE})
"""What counts even for spam: somebody wrote again, or a person planned something."""


def is_open(opportunity: Opportunity) -> bool:
    """Tell whether a record can have alerts: it is there, not archived, neither won nor lost."""
    state = opportunity.state
    return state is not None and state.is_active and state.outcome is Outcome.OPEN


def judge(known: Known, rules: Rules) -> tuple[Trigger, ...]:
    """Give every cause that holds or will, with when; of `owner_absent` one for each absence."""
    if not is_open(known.opportunity):
        return ()
    found = [one for cause in CAUSES if (one := cause(known, rules)) is not None]
    if known.score is not None and known.score.grade is Grade.SPAM:
        found = [one for one in found if one.cause in OF_SPAM]
    return (*found, *owner_absent(known, rules, found))
