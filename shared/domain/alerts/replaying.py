"""An opportunity's history played again: the alerts that there would have been under given rules.

It is judged when a fact comes and when something falls due, never by the minute. Nobody is told, so
caps, digests and ladders are left out; nobody answers, so an alert ends when its cause does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.following import follow
from shared.domain.alerts.past_pictures import changed_at, pictures, score_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shared.domain.alerts.alert import Alert, AlertId
    from shared.domain.alerts.cause import Cause
    from shared.domain.alerts.history import OpportunityHistory
    from shared.domain.alerts.known_people import KnownPeople
    from shared.domain.alerts.rules import RuleBook
    from shared.domain.alerts.trigger import Known
    from shared.domain.opportunity import Opportunity


def moments_of(
    history: OpportunityHistory, tenant: str, people: KnownPeople, until: datetime
) -> tuple[tuple[datetime, Known], ...]:
    """Give what was known of it after each moment up to `until` at which something changed."""
    found = [
        (at, people.known(picture, score_at(history.score, at)))
        for at, picture in _with_scores(history, tenant)
        if at <= until
    ]
    return tuple(found)


def replay(
    known: Iterable[tuple[datetime, Known]], rules: RuleBook, until: datetime
) -> tuple[Alert, ...]:
    """Give the alerts that would have been raised up to `until`, the earliest first."""
    alerts: dict[AlertId, Alert] = {}
    last: dict[Cause, Alert] = {}
    for at, one, end in _spans(known):
        due: datetime | None = at
        while due is not None and due <= until and (end is None or due < end):
            found = follow(one, tuple(last.values()), rules.rules_for(one), due)
            alerts.update({alert.id: alert for alert in found.alerts})
            last.update({alert.cause: alert for alert in found.alerts})
            due = found.next_check_at
    return tuple(sorted(alerts.values(), key=lambda alert: (alert.raised_at, alert.cause)))


def _spans(
    known: Iterable[tuple[datetime, Known]],
) -> Iterator[tuple[datetime, Known, datetime | None]]:
    """Give each with the moment at which the next one takes its place; None: it is the last."""
    before: tuple[datetime, Known] | None = None
    for at, one in known:
        if before is not None:
            yield *before, at
        before = (at, one)
    if before is not None:
        yield *before, None


def _with_scores(
    history: OpportunityHistory, tenant: str
) -> Iterator[tuple[datetime, Opportunity]]:
    """Give the pictures, and the same one again where only its score has changed."""
    score, before = history.score, None
    changes = sorted({score.arrived_at, changed_at(score)}) if score else []
    for at, picture in pictures(history, tenant):
        while changes and changes[0] <= at:
            moment = changes.pop(0)
            if before is not None and moment < at:
                yield moment, before
        yield at, picture
        before = picture
    if before is not None:
        yield from ((moment, before) for moment in changes)
