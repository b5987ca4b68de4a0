"""The ladder: whom an alert is told to next, and from when on, while nobody acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Rung, Standing, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.alerts.alert import Alert, Told
    from shared.domain.alerts.rules import Rules
    from shared.domain.calendar.spans import Span

    Rungs = Mapping[Rung, Span]

_STOPPED: Mapping[str, object] = {"rung": None, "tell_at": None, "awaits_digest": False}
_ORDER = tuple(Rung)


def begun(alert: Alert, rules: Rules, now: datetime) -> Alert:
    """Give the alert at the foot of its ladder: raised just now, or on a new level."""
    return _at_next_rung(alert, rules, now, after=None)


def stopped(alert: Alert) -> Alert:
    """Give the alert of which nobody is told any more, unless it reaches another level."""
    return alert.model_copy(update=dict(_STOPPED))


def after_telling(alert: Alert, told: Told, rules: Rules) -> Alert:
    """Give the alert after it was told; once told on a rung and level, again changes nothing.

    The next rung's delay counts from this telling.
    """
    if any(one.place == told.place for one in alert.told):
        return alert
    kept = alert.model_copy(update={"told": (*alert.told, told)})
    if told.rung is Rung.OWNER:
        kept = held_by(kept, told.reader_id)
    is_next = alert.rung is not None and told.place == alert.place_on(alert.rung)
    return _at_next_rung(kept, rules, told.at, after=told.rung) if is_next else kept


def held_by(alert: Alert, user_id: int | None) -> Alert:
    """Give the alert whose activity in the CRM is that user's, if it has one; None: it stays."""
    if user_id is None or not alert.holders or alert.holders[-1] == user_id:
        return alert
    return alert.model_copy(update={"handed_to": (*alert.handed_to, user_id)})


def put_off(alert: Alert, until: datetime) -> Alert:
    """Give an urgent alert that is told at that moment: now is quiet for its reader."""
    return alert.model_copy(update={"tell_at": until})


def to_digest(alert: Alert) -> Alert:
    """Give an urgent alert that waits for its reader's morning: he was told enough today."""
    return alert.model_copy(update={"awaits_digest": True})


def with_reader(alert: Alert, rules: Rules, now: datetime) -> Alert:
    """Give the alert with whoever is there today to be told next; nobody is told a thing twice.

    Delegated to one who had it before it stands where he was told already, and goes on from there.
    """
    if alert.rung is None or alert.standing is not Standing.OPEN:
        return alert
    if alert.was_told(alert.rung):
        return _at_next_rung(alert, rules, now, after=alert.rung)
    reader_id = rules.people.reader(alert.rung, rules.owner_time.day_of(now), alert)
    if reader_id == alert.reader_id:
        return alert
    return alert.model_copy(update={"reader_id": reader_id})


def _at_next_rung(alert: Alert, rules: Rules, since: datetime, after: Rung | None) -> Alert:
    first = 0 if after is None else _ORDER.index(after) + 1
    delays = dict(rules.ladders.get(alert.urgency, ()))
    day = rules.owner_time.day_of(since)
    for rung in _ORDER[first:]:
        if rung not in delays or alert.was_told(rung):
            continue
        if rules.people.has_reader(rung, alert):
            reader_id = rules.people.reader(rung, day, alert)
            return _standing_at(alert, rung, reader_id, rules.working.after(since, delays[rung]))
    return stopped(alert)


def _standing_at(alert: Alert, rung: Rung, reader_id: int | None, at: datetime) -> Alert:
    return alert.model_copy(
        update={
            "rung": rung,
            "reader_id": reader_id,
            "tell_at": at,
            "awaits_digest": alert.urgency is Urgency.NORMAL,
        }
    )
