"""Steps: none is planned, or the planned one was not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of, step_overdue_at

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger


def no_next_step(known: Known, rules: Rules) -> Trigger | None:
    """Nothing is planned; a step that is overdue is a matter of its own."""
    state = known.opportunity.state
    if state is None or state.next_activity is not None:
        return None
    return triggered(Cause.NO_NEXT_STEP, rules, life_of(known).touched_at)


def step_overdue(known: Known, rules: Rules) -> Trigger | None:
    """The day of the planned step is over, where the person lives who is to do it."""
    state = known.opportunity.state
    step = state.next_activity if state else None
    if step is None or step.due_on is None:
        return None
    return triggered(
        Cause.STEP_OVERDUE,
        rules,
        step_overdue_at(state, rules),
        due_on=step.due_on.isoformat(),
        activity_id=step.id,
        step=step.type,
    )
