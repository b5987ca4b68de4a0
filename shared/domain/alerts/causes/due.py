"""Counting from the moment of the facts to the moments at which a rule's levels are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.trigger import Trigger
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from shared.domain.alerts.cause import Cause, Urgency
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Fact


def triggered(
    cause: Cause,
    rules: Rules,
    since: datetime | None,
    *,
    not_before: datetime | None = None,
    urgency: Urgency | None = None,
    told_within: timedelta | None = None,
    ends: datetime | None = None,
    **facts: Fact,
) -> Trigger | None:
    """Give the trigger of a cause that holds since then; None without such a moment or rule.

    Facts of every alert: `since`, `limit` and, with two levels, `limit_2`.
    """
    rule = rules.causes.get(cause)
    if rule is None or since is None:
        return None
    dues = [rules.working.after(since, span) for span in rule.spans]
    if not_before is not None:
        dues = [max(due, not_before) for due in dues]
    return Trigger(
        cause=cause,
        since=since,
        dues=tuple(max(dues[: n + 1]) for n in range(len(dues))),
        urgency=urgency or rule.urgency,
        facts={"since": moment_text(since), **rule.limits, **facts},
        raise_until=None if told_within is None else since + told_within,
        ends=ends,
    )
