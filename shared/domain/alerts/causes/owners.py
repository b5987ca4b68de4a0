"""Records whose owner is not there, or that have none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of
from shared.domain.alerts.working_times import end_of_day, start_of_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger
    from shared.domain.calendar.date_span import DateSpan

NEW_FOR = timedelta(days=30)
_AT_ONCE = frozenset({Cause.HOT_NOT_CONTACTED, Cause.NEW_NOT_CONTACTED})


def unassigned(known: Known, rules: Rules) -> Trigger | None:
    """Nobody owns it since it came in."""
    state = known.opportunity.state
    if state is None or state.owner is not None:
        return None
    return triggered(Cause.UNASSIGNED, rules, life_of(known).created_at, told_within=NEW_FOR)


def owner_absent(known: Known, rules: Rules, others: Iterable[Trigger]) -> tuple[Trigger, ...]:
    """Something else is due, or the lead is new, while its owner is away: one for each absence.

    `others` are the record's other triggers. An owner who works in the CRM no more is away for good.
    """
    state = known.opportunity.state
    moments = [one.since if one.cause in _AT_ONCE else one.dues[0] for one in others]
    if state is None or state.owner is None or not moments:
        return ()
    matter = min(moments)
    if rules.people.is_owner_missing:
        found = [_for_good(known, rules, matter)]
    else:
        spans = rules.people.absent.get(state.owner.id, ())
        found = [_while_away(rules, span, matter) for span in spans]
    return tuple(one for one in found if one is not None)


def _for_good(known: Known, rules: Rules, matter: datetime) -> Trigger | None:
    since = life_of(known).created_at or matter
    return triggered(Cause.OWNER_ABSENT, rules, since, not_before=matter, is_missing=True)


def _while_away(rules: Rules, span: DateSpan, matter: datetime) -> Trigger | None:
    starts = start_of_day(rules.owner_time, span.first)
    ends = end_of_day(rules.owner_time, span.last)
    if matter >= ends:
        return None
    return triggered(
        Cause.OWNER_ABSENT,
        rules,
        starts,
        not_before=matter,
        ends=ends,
        is_missing=False,
        absent_from=span.first.isoformat(),
        absent_until=span.last.isoformat(),
    )
