"""A record on which nothing happens: warming, then stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of, step_overdue_at

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger


def idle(known: Known, rules: Rules) -> Trigger | None:
    """No contact, no move, nothing new; a planned step exempts until its day is over."""
    return triggered(
        Cause.IDLE,
        rules,
        life_of(known).touched_at,
        not_before=step_overdue_at(known.opportunity.state, rules),
    )
