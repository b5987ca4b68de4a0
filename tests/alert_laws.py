"""Laws of alerts: none lost, none twice, nobody woken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from shared.domain.alerts.alert import Alert
from shared.domain.alerts.cause import Cause, Standing, Urgency
from shared.domain.alerts.cause_rules import DEFAULTS
from shared.domain.alerts.episodes import UNTIL_DONE
from shared.domain.alerts.judge import is_open
from shared.domain.alerts.telling import is_due_at_once
from shared.domain.alerts.trigger import Trigger
from tests.alert_histories import PEOPLE, History
from tests.alert_oracle import Held, held
from tests.alert_voices import check_one_voice, put_off_by, stronger_than
from tests.alert_world import World

WORKED = frozenset({Cause.HOT_NOT_CONTACTED, Cause.CUSTOMER_WAITS})


def check_each_record(world: World, past: History, now: datetime) -> None:
    """What holds has an alert or a stronger one, what is gone has none, and no cause has two."""
    for number in past.records:
        known, alerts = past.known_at(number, now), world.of_record(number)
        live = [one for one in alerts if one.is_live]
        assert len({one.cause for one in live}) == len(live)
        if known is None:
            continue
        if not is_open(known.opportunity):
            assert all(one.standing is Standing.GONE for one in alerts if one.closed_at == now)
        triggers = world.judged(known).triggers
        for one in live:
            assert any(keeps(trigger, one, now) for trigger in triggers), one
        check_one_voice(live)
        due = [(one.cause, holding(one, now)) for one in triggers if one.level(now) > 0]
        for cause, found in (*due, *held(known, past.settings, now).items()):
            own = [one for one in alerts if one.cause is cause]
            is_said = waits(cause, found.level, alerts, triggers, now)
            assert is_said or has_alert(own, found, now), (number, cause, found)


def keeps(trigger: Trigger, alert: Alert, now: datetime) -> bool:
    is_so = trigger.cause in UNTIL_DONE or trigger.level(now) > 0
    return trigger.cause is alert.cause and is_so


def holding(trigger: Trigger, now: datetime) -> Held:
    return Held(trigger.since, trigger.level(now), trigger.raise_until)


def waits(
    cause: Cause, level: int, alerts: list[Alert], triggers: Sequence[Trigger], now: datetime
) -> bool:
    """A stronger one says it; of a normal one also if it was said, mended a day ago, or is put off."""
    live = [one for one in alerts if one.is_live]
    if put_off_by(cause, level, live):
        return True
    if all(one.urgency is Urgency.URGENT for one in triggers if one.cause is cause):
        return False
    silent = [
        one
        for one in triggers
        if one.level(now) > 0
        and stronger_than(one.cause, one.level(now), cause, level)
        and not any(each.cause is one.cause for each in live)
    ]
    return any(one.standing is Standing.SNOOZED for one in live) or any(
        has_alert([each for each in alerts if each.cause is one.cause], holding(one, now), now)
        for one in silent
    )


def has_alert(own: list[Alert], found: Held, now: datetime) -> bool:
    """A live one; or what a person said, the cool-down, or its age speaks against one."""
    if any(one.is_live and one.level >= found.level for one in own):
        return True
    if found.raise_until is not None and found.raise_until <= now:
        return True
    last = max(own, key=lambda one: one.episode, default=None)
    if last is None or last.closed_at is None:
        return False
    if last.standing is Standing.DISMISSED:
        return found.since <= last.since or now - last.closed_at < timedelta(days=5)
    is_done = last.standing is Standing.DONE and found.since <= last.since
    silent_for = timedelta(days=12 if is_done else 5)
    return last.standing is not Standing.GONE and now - last.closed_at < silent_for


def check_nobody_waits(world: World, now: datetime) -> None:
    """What may be told is told: at once, or in the digest of the morning, up to the caps."""
    for alert in world.all():
        if not alert.is_live or alert.reader_id is None:
            continue
        assert not is_due_at_once(alert, now), alert
        reader, due_at = world.reader(alert.reader_id), world.digests.get(alert.reader_id)
        came_now = alert.told != () and alert.told[-1].at == now
        if alert.awaits_digest and not came_now and due_at is not None:
            assert reader.digest_due(due_at, now) is None


def check_tellings(world: World, past: History) -> None:
    """None twice, none by night, none above the caps."""
    keys = Counter(
        (one.alert_id, one.level, one.rung, one.given_to, one.owner_id) for one in world.tellings
    )
    assert [key for key, times in keys.items() if times > 1] == []
    causes: dict[str, Cause] = {one.id: one.cause for one in world.all()}
    at_once: Counter[object] = Counter()
    in_digest: Counter[object] = Counter()
    for one in world.tellings:
        day = (one.reader_id, local(one.reader_id, one.at, past).date())
        (in_digest if one.is_digest else at_once)[day] += 1
        if not one.is_digest:
            assert not is_quiet(local(one.reader_id, one.at, past), past), one
            is_worked = world.reader(one.reader_id).working.is_working(one.at)
            assert is_worked or causes[one.alert_id] not in WORKED, one
    caps = past.settings.caps
    assert all(times <= caps.urgent_a_day for times in at_once.values())
    assert all(times <= caps.told_a_day for times in in_digest.values())
    assert len(set(world.sent)) == len(world.sent)
    for waiting, told, more in world.digest_sizes:
        assert (told, more) == (min(waiting, caps.told_a_day), max(0, waiting - caps.told_a_day))
    assert set(world.crowded) <= {caps.urgent_a_day}


def local(reader_id: int, moment: datetime, past: History) -> datetime:
    """Give the reader's own clock, by a second way of finding it."""
    zone = "Africa/Casablanca" if reader_id == 17 else "Asia/Riyadh"
    return moment.astimezone(ZoneInfo(zone))


def is_quiet(at: datetime, past: History) -> bool:
    """Quiet hours and weekends by hand; the history has no holiday of Saudi Arabia."""
    quiet, now = past.settings.quiet, time(at.hour, at.minute)
    crosses = quiet.end < quiet.start
    is_hour = now >= quiet.start or now < quiet.end
    if not crosses:
        is_hour = quiet.start <= now < quiet.end
    is_weekend = not past.settings.teams and at.isoweekday() in {5, 6}
    return is_hour or (quiet.also_days_off and is_weekend)


def check_put_off(world: World, past: History) -> None:
    """Nothing is put off beyond the first moment at which it may be told."""
    for alert, now, until in world.put_off:
        assert alert.reader_id is not None
        assert until > now
        assert not is_quiet(local(alert.reader_id, until, past), past)
        for part in range(8):
            between = now + (until - now) * part / 8
            is_late = alert.cause in WORKED
            is_worked = world.reader(alert.reader_id).working.is_working(between)
            is_off = is_quiet(local(alert.reader_id, between, past), past)
            assert is_off or (is_late and not is_worked), (alert, between)


def check_hands(world: World, past: History) -> None:
    """A new owner is told, or will be, unless somebody acts; and has the activity from then on."""
    of_owner = {
        (one.alert_id, one.level, one.owner_id) for one in world.tellings if one.rung == "owner"
    }
    to_him = {
        (one.alert_id, one.level, one.reader_id) for one in world.tellings if one.rung == "owner"
    }
    for alert in world.all():
        owner_id = alert.traces.owner_id or 0
        is_kept = alert.delegated_to is not None or not world.given.get(alert.id, False)
        if not alert.is_live or is_kept or owner_id == 0:
            continue
        is_told = (alert.id, alert.level, owner_id) in of_owner | to_him
        assert is_told or alert.rung is not None or alert.standing is Standing.ACKNOWLEDGED, alert
        is_there = alert.owner_id == owner_id and is_always_there(owner_id, past)
        if alert.holders and is_there:
            assert alert.holders[-1] == owner_id, alert


def is_always_there(user_id: int, past: History) -> bool:
    rules = past.settings.readers.get(user_id)
    is_away = rules is not None and rules.absent != ()
    return any(one.id == user_id for one in PEOPLE) and not is_away


def check_all_told(world: World) -> None:
    """At the end every alert that had somebody to tell was told, or is closed or in hand."""
    for alert in world.all():
        is_waiting = alert.standing is Standing.OPEN and alert.rung is not None
        if is_waiting and alert.reader_id is not None:
            assert alert.told != (), alert
    for alert in world.all():
        if alert.urgency is Urgency.URGENT and alert.is_live and alert.acted is None:
            assert alert.rung is None or alert.told or alert.reader_id is None


def check_episodes(world: World, past: History) -> None:
    """One after the other: closed, cooled down, raised again."""
    own = past.settings.causes
    for number in past.records:
        episodes = sorted(world.of_record(number), key=lambda one: (one.cause, one.episode))
        for before, after in pairwise(episodes):
            if before.cause is not after.cause:
                continue
            assert after.episode == before.episode + 1
            assert before.closed_at is not None
            is_set = before.cause in own and own[before.cause].cool_down is not None
            is_urgent = DEFAULTS[before.cause].urgency is Urgency.URGENT
            is_quick = is_set or is_urgent or before.standing is Standing.GONE
            cool_down = timedelta() if is_quick else timedelta(days=1)
            assert after.raised_at >= before.closed_at + cool_down
            assert before.standing is not Standing.DISMISSED or after.since > before.since
