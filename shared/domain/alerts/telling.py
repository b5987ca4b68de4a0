"""Who is told what and when: at once, later, or in the morning's digest, and never too much.

Everything here is about one reader. He never gets more at once on a day of his than the cap says,
nor more in a digest; what does not fit is counted, and comes on a later day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Standing, Urgency
from shared.domain.alerts.ranking import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.reader_rules import Caps
    from shared.domain.alerts.reader_time import ReaderTime

_OLDEST_OF = 4
"""One place in so many is kept for what has waited longest, so that nothing waits for ever."""


@dataclass(frozen=True, slots=True)
class Tellings:
    """What is due for one reader."""

    now: tuple[Alert, ...] = ()
    """To be told at once, the most important first."""
    later: tuple[tuple[Alert, datetime], ...] = ()
    """To be put off until that moment."""
    to_digest: tuple[Alert, ...] = ()
    """Above what he is told at once on a day: they wait for his morning."""


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What goes into one morning's digest."""

    told: tuple[Alert, ...]
    more: int
    """How many are left out, and stay untold."""


def due_tellings(
    alerts: Iterable[Alert], reader: ReaderTime, told_today: int, caps: Caps, now: datetime
) -> Tellings:
    """Decide about a reader's urgent alerts; `told_today` are those told at once on his day."""
    due = sorted((one for one in alerts if is_due_at_once(one, now)), key=order_of)
    allowed = [(one, reader.allowed_from(one.cause, now)) for one in due]
    ready = [one for one, at in allowed if at <= now]
    room = max(0, caps.urgent_a_day - told_today)
    return Tellings(
        now=tuple(ready[:room]),
        later=tuple((one, at) for one, at in allowed if at > now),
        to_digest=tuple(ready[room:]),
    )


def is_due_at_once(alert: Alert, now: datetime) -> bool:
    """Tell whether somebody is to be told of an alert at once, by now."""
    if alert.urgency is not Urgency.URGENT or alert.awaits_digest or not _is_to_be_told(alert):
        return False
    return alert.tell_at is not None and alert.tell_at <= now


def is_for_digest(alert: Alert, reader: ReaderTime, day: date) -> bool:
    """Tell whether an alert belongs in the reader's digest of a day."""
    if not alert.awaits_digest or not _is_to_be_told(alert):
        return False
    return alert.tell_at is None or reader.day_of(alert.tell_at) <= day


def digest_of(
    alerts: Iterable[Alert], reader: ReaderTime, day: date, caps: Caps, told_before: int = 0
) -> DigestChoice:
    """Choose what a reader's digest of a day tells; `told_before` are told in it already.

    Urgent ones and the highest ranks come first, but a quarter of the places is for those that
    have waited longest.
    """
    waiting = sorted((one for one in alerts if is_for_digest(one, reader, day)), key=order_of)
    room = max(0, caps.told_a_day - told_before)
    chosen = _chosen(waiting, room)
    told = tuple(one for one in waiting if one.id in chosen)
    return DigestChoice(told, len(waiting) - len(told))


def _chosen(waiting: Sequence[Alert], room: int) -> set[str]:
    for_oldest = -(-room // _OLDEST_OF)
    oldest = sorted(waiting, key=lambda one: (one.tell_at or one.raised_at, one.id))
    ids = [one.id for one in oldest[:for_oldest]]
    ids += [one.id for one in waiting if one.id not in ids]
    return set(ids[:room])


def _is_to_be_told(alert: Alert) -> bool:
    is_open = alert.standing is Standing.OPEN
    return is_open and alert.rung is not None and alert.reader_id is not None
