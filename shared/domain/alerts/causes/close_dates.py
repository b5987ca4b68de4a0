"""The expected closing date: over, or put off again and again."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.working_times import end_of_day
from shared.domain.opportunity_differences import moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger
    from shared.domain.opportunity import Opportunity


def close_date_passed(known: Known, rules: Rules) -> Trigger | None:
    """It falls due as the day ends where the owner lives."""
    state = known.opportunity.state
    if state is None or state.close_date is None:
        return None
    since = end_of_day(rules.owner_time, state.close_date)
    return triggered(Cause.CLOSE_DATE_PASSED, rules, since, close_date=state.close_date.isoformat())


def close_date_pushed(known: Known, rules: Rules) -> Trigger | None:
    """It was put off to a later day so many times; taking one back makes it one less."""
    rule = rules.causes.get(Cause.CLOSE_DATE_PUSHED)
    pushes, state = pushes_of(known.opportunity), known.opportunity.state
    if rule is None or len(pushes) < rule.at_least:
        return None
    if state is None or state.close_date is None:
        return None
    return triggered(
        Cause.CLOSE_DATE_PUSHED,
        rules,
        min(pushes[-1], known.opportunity.seen_at),
        pushes=len(pushes),
        close_date=state.close_date.isoformat(),
    )


def pushes_of(opportunity: Opportunity) -> tuple[datetime, ...]:
    """Give when it was put off, the oldest first: as late as the date before is known to stand."""
    seen = sorted(opportunity.close_dates, key=lambda one: (one.revision, one.day))
    return tuple(moment_of(one.revision) for one, later in pairwise(seen) if later.day > one.day)
