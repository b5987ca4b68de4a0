"""Following a record: which alerts are raised, kept and closed, and when to look again.

The same facts, alerts and moment always give the same. A sweep whose moment is before the last that
wrote counts as at that one, so that late and double sweeps change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Standing, Urgency
from shared.domain.alerts.episodes import followed, raise_at
from shared.domain.alerts.judge import judge
from shared.domain.alerts.precedence import OfCause, spoken_for
from shared.domain.alerts.subject import Around, Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Cause
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a record's alerts."""

    alerts: tuple[Alert, ...]
    """Those that are new or changed: they are to be written, the others left as they are."""
    next_check_at: datetime | None
    """When something falls due by itself; None: nothing does until the facts change."""


_NOTHING_AROUND = Around()


def follow(
    known: Known,
    alerts: Sequence[Alert],
    rules: Rules,
    now: datetime,
    around: Around = _NOTHING_AROUND,
) -> Followed:
    """Follow one record; `alerts` are all of it, or at least the latest of each cause."""
    subject = subject_of(known, around)
    return follow_subject(subject, judge(known, rules), alerts, rules, now)


def follow_subject(
    subject: Subject,
    triggers: Sequence[Trigger],
    alerts: Sequence[Alert],
    rules: Rules,
    now: datetime,
) -> Followed:
    """Follow a record or a salesperson with the triggers that hold."""
    moment = max(now, *_marks(alerts)) if alerts else now
    of_cause, before = _by_cause(triggers), _latest_by_cause(alerts)
    causes = []
    for cause in sorted(of_cause.keys() | before.keys()):
        own, last = of_cause.get(cause, []), before.get(cause)
        if last is not None and last.is_live:
            last = followed(last, subject, own, rules, moment)
        causes.append(OfCause(cause, own, last))
    changed: list[Alert] = []
    standing: list[Alert] = []
    for cause, after in spoken_for(causes, subject, rules, moment).items():
        was = before.get(cause)
        changed += [one for one in after if one is not was and one != was]
        standing += after[-1:]
    dues = _dues(standing, triggers, rules, moment) if subject.is_open else ()
    return Followed(tuple(changed), check_at(min(dues, default=None), standing, moment))


def latest(alerts: Iterable[Alert], cause: Cause) -> Alert | None:
    """Give the last alert of a cause: at most it is live."""
    return _latest_by_cause(alerts).get(cause)


def check_at(due: datetime | None, alerts: Iterable[Alert], now: datetime) -> datetime | None:
    """Give when to look at a record: as the facts want it, or as somebody is to be told at once.

    For after telling: `due` is what `follow` gave, `alerts` are all live ones of the record.
    """
    moments = [due] if due is not None else []
    moments += [one.tell_at for one in alerts if _is_told_at_once(one) and one.tell_at is not None]
    return min((one for one in moments if one > now), default=None)


def _dues(
    alerts: Sequence[Alert], triggers: Sequence[Trigger], rules: Rules, now: datetime
) -> Iterator[datetime]:
    """Give the moments after now at which the facts by themselves change something."""
    latest_of = _latest_by_cause(alerts)
    for trigger in triggers:
        last = latest_of.get(trigger.cause)
        is_live = last is not None and last.is_live
        moments = [*trigger.dues, trigger.ends]
        if not is_live:
            at = raise_at(trigger, last, rules)
            is_never = at is None or (trigger.raise_until and trigger.raise_until <= at)
            moments = [*([] if is_never else [at, *trigger.dues[1:]]), trigger.ends]
        yield from (one for one in moments if one is not None and one > now)
    live = [one for one in alerts if one.is_live]
    yield from (one.snoozed_until for one in live if one.snoozed_until is not None)
    told = [one for one in live if one.rung is not None]
    others = [one.delegated_to for one in told]
    change = rules.people.next_change(rules.owner_time, now, others)
    if change is not None and told:
        yield change


def _is_told_at_once(alert: Alert) -> bool:
    is_open = alert.standing is Standing.OPEN and alert.rung is not None
    return is_open and alert.urgency is Urgency.URGENT and not alert.awaits_digest


def _marks(alerts: Iterable[Alert]) -> Iterator[datetime]:
    for one in alerts:
        yield one.raised_at
        if one.closed_at is not None:
            yield one.closed_at
        if one.told:
            yield one.told[-1].at


def _by_cause(triggers: Iterable[Trigger]) -> dict[Cause, list[Trigger]]:
    found: dict[Cause, list[Trigger]] = {}
    for one in triggers:
        found.setdefault(one.cause, []).append(one)
    return found


def _latest_by_cause(alerts: Iterable[Alert]) -> dict[Cause, Alert]:
    found: dict[Cause, Alert] = {}
    for one in alerts:
        before = found.get(one.cause)
        if before is None or one.episode > before.episode:
            found[one.cause] = one
    return found
