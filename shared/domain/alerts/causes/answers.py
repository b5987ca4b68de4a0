"""Messages that wait: the customer's for us, ours for the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of, step_overdue_at

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger

WAITS_FOR = timedelta(days=30)
"""A customer who has waited longer than this when we first see it waits no more."""


def customer_waits(known: Known, rules: Rules) -> Trigger | None:
    """The last word is the customer's."""
    since = life_of(known).waits_since
    return triggered(Cause.CUSTOMER_WAITS, rules, since, told_within=WAITS_FOR)


def no_reply(known: Known, rules: Rules) -> Trigger | None:
    """The last word is ours; a planned step exempts until its day is over."""
    return triggered(
        Cause.NO_REPLY,
        rules,
        life_of(known).unanswered_since,
        not_before=step_overdue_at(known.opportunity.state, rules),
    )
