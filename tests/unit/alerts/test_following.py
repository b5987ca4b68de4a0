"""Following one record: raised, told up the ladder, stopped by an act, closed, raised again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.domain.alerts.alert import Alert, NextStep
from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.domain.alerts.following import Followed, check_at, follow
from shared.domain.alerts.ladder import after_telling
from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.subject import Around, ShownActivity
from shared.domain.alerts.trigger import Known
from shared.domain.opportunity import Named, Outcome, PlannedActivity
from shared.domain.score import Grade
from tests.alert_records import (
    DEFAULT_MANAGER,
    LEADER,
    OWNER,
    at,
    known,
    opportunity,
    rules_of,
    set_to,
)

SUNDAY = at("2026-11-22 10:00")
HOT: dict[str, Any] = {"grade": Grade.HOT, "created_at": SUNDAY, "seen_at": SUNDAY}
ONLY_IDLE = {cause: {"is_on": False} for cause in Cause if cause is not Cause.IDLE}
IDLE = set_to(causes=ONLY_IDLE)
DUE = at("2026-12-01 10:00")


def followed(
    one: Known, now: datetime, *alerts: Alert, settings: AlertSettings | None = None, **around: Any
) -> Followed:
    rules = rules_of(one, settings)
    return follow(one, alerts, rules, now, Around(**around))


def idle_alert(now: datetime = DUE, **more: Any) -> Alert:
    (alert,) = followed(known(created_at=SUNDAY), now, settings=IDLE).alerts
    return alert.model_copy(update=more)


def told(alert: Alert, now: datetime, one: Known, settings: AlertSettings | None = None) -> Alert:
    telling = alert.telling(now)
    assert telling is not None
    return after_telling(alert, telling, rules_of(one, settings))


def test_nothing_is_raised_before_it_is_due_and_the_next_look_is_then() -> None:
    done = followed(known(**HOT), SUNDAY + timedelta(minutes=4, seconds=59))
    assert (done.alerts, done.next_check_at) == ((), SUNDAY + timedelta(minutes=5))


def test_an_urgent_alert_is_raised_for_its_owner_at_once() -> None:
    now = SUNDAY + timedelta(minutes=6)
    (alert,) = followed(known(**HOT), now).alerts
    assert (alert.cause, alert.episode, alert.level) == (Cause.HOT_NOT_CONTACTED, 1, 1)
    assert (alert.due_at, alert.raised_at) == (SUNDAY + timedelta(minutes=5), now)
    assert (alert.rung, alert.reader_id, alert.tell_at) == (Rung.OWNER, OWNER, now)
    assert (alert.awaits_digest, alert.next_step.kind) == (False, "call")


def test_a_normal_alert_waits_for_the_morning() -> None:
    alert = idle_alert()
    assert (alert.urgency, alert.rung, alert.awaits_digest) == (Urgency.NORMAL, Rung.OWNER, True)


def test_the_urgent_ladder_counts_working_minutes_from_the_telling_before() -> None:
    one = known(**HOT)
    now = at("2026-11-22 17:50")
    (alert,) = followed(one, now).alerts
    steps = []
    while alert.rung is not None:
        assert alert.tell_at is not None
        now = max(now, alert.tell_at)
        steps.append((alert.rung, alert.reader_id, now))
        alert = told(alert, now, one)
    assert steps == [
        (Rung.OWNER, OWNER, at("2026-11-22 17:50")),
        (Rung.REMINDER, OWNER, at("2026-11-23 09:05")),
        (Rung.MANAGER, LEADER, at("2026-11-23 09:35")),
        (Rung.REASSIGN, LEADER, at("2026-11-23 10:35")),
    ]
    assert (alert.tell_at, alert.awaits_digest, len(alert.told)) == (None, False, 4)


def test_the_same_telling_again_changes_nothing() -> None:
    one = known(**HOT)
    (alert,) = followed(one, SUNDAY + timedelta(minutes=6)).alerts
    once = told(alert, SUNDAY, one)
    assert after_telling(once, once.told[0], rules_of(one)) is once


def test_a_leader_who_owns_it_himself_is_not_his_own_manager() -> None:
    one = known(**HOT, owner=Named(id=LEADER, name="Huda"))
    settings = set_to(default_manager_id=DEFAULT_MANAGER)
    (alert,) = followed(one, SUNDAY + timedelta(minutes=6), settings=settings).alerts
    for _ in range(2):
        alert = told(alert, SUNDAY, one, settings)
    assert (alert.rung, alert.reader_id) == (Rung.MANAGER, DEFAULT_MANAGER)


@pytest.mark.parametrize("away", [True, False])
def test_an_absent_or_missing_owners_alerts_go_to_the_leader(away: bool) -> None:
    span = {"first": "2026-11-22", "last": "2026-11-23", "name": "Leave"}
    settings = set_to(readers={str(OWNER): {"absent": [span]}}) if away else AlertSettings()
    one = known(**HOT, is_owner_known=away)
    alerts = followed(one, SUNDAY + timedelta(minutes=6), settings=settings).alerts
    assert {alert.cause: alert.reader_id for alert in alerts} == {
        Cause.HOT_NOT_CONTACTED: LEADER,
        Cause.OWNER_ABSENT: LEADER,
    }


def test_where_nobody_is_to_be_told_the_alert_stands_all_the_same() -> None:
    one = known(created_at=SUNDAY, owner=None, leader_id=None, grade=Grade.WARM)
    (alert,) = followed(one, at("2026-11-22 10:40")).alerts
    assert (alert.cause, alert.reader_id, alert.rung) == (Cause.UNASSIGNED, None, Rung.OWNER)


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("contact", {"last_contact_at": DUE + timedelta(minutes=5)}),
    ("stage", {"stage": Named(id=9, name="Offer")}),
    ("planned", {"next_activity": PlannedActivity(id=3, due_on=date(2026, 12, 24))}),
]


@pytest.mark.parametrize(("how", "change"), ACTS, ids=[how for how, _ in ACTS])
def test_any_act_stops_the_ladder(how: str, change: dict[str, Any]) -> None:
    """Of a cause that the act itself does not end: a close date that is over."""
    only = {cause: {"is_on": False} for cause in Cause if cause is not Cause.CLOSE_DATE_PASSED}
    settings = set_to(causes=only)
    facts: dict[str, Any] = {"created_at": SUNDAY, "close_date": date(2026, 11, 25)}
    (alert,) = followed(known(**facts, seen_at=DUE), DUE, settings=settings).alerts
    later = DUE + timedelta(hours=1)
    (after,) = followed(
        known(**facts | change, seen_at=later), later, alert, settings=settings
    ).alerts
    assert after.is_live
    assert (after.acted and after.acted.how, after.rung, after.awaits_digest) == (how, None, False)


def test_a_customers_message_and_a_technical_write_are_no_act() -> None:
    only = {cause: {"is_on": False} for cause in Cause if cause is not Cause.STAGE_OVERRUN}
    settings, now = set_to(causes=only), at("2026-12-20 10:00")
    (alert,) = followed(known(stage_since=SUNDAY), now, settings=settings).alerts
    wrote: dict[str, Any] = {
        "last_contact_at": now,
        "last_customer_message_at": now,
        "title": "New title",
    }
    one = known(stage_since=SUNDAY, **wrote)
    assert followed(one, now + timedelta(hours=1), alert, settings=settings).alerts == ()


def test_the_second_level_begins_the_ladder_anew() -> None:
    one = known(created_at=SUNDAY)
    first = told(idle_alert(), DUE, one, IDLE)
    (second,) = followed(one, at("2026-12-10 10:00"), first, settings=IDLE).alerts
    assert (second.id, second.level, second.rung) == (first.id, 2, Rung.OWNER)
    assert second.rank > first.rank


def test_what_the_end_of_the_ladder_proposed_is_not_proposed_to_the_owner_on_the_next_level() -> (
    None
):
    to_another = NextStep(kind="reassign", user_id=DEFAULT_MANAGER)
    first = idle_alert(next_step=to_another, rung=None)
    one = known(created_at=SUNDAY)
    (second,) = followed(one, at("2026-12-10 10:00"), first, settings=IDLE).alerts
    assert (second.reader_id, second.next_step) == (OWNER, NextStep(kind="call"))


def test_an_alert_closes_when_its_cause_is_gone() -> None:
    one = known(created_at=SUNDAY, last_contact_at=DUE + timedelta(minutes=1))
    (closed,) = followed(one, DUE + timedelta(hours=1), idle_alert(), settings=IDLE).alerts
    assert (closed.standing, closed.closed_at) == (Standing.MENDED, DUE + timedelta(hours=1))
    assert closed.acted is not None


@pytest.mark.parametrize(
    "end", [{"outcome": Outcome.WON}, {"outcome": Outcome.LOST}, {"is_active": False}]
)
def test_it_is_gone_when_the_record_is_closed(end: dict[str, Any]) -> None:
    done = followed(known(created_at=SUNDAY, **end), DUE, idle_alert(), settings=IDLE)
    assert [one.standing for one in done.alerts] == [Standing.GONE]
    assert done.next_check_at is None


def test_a_cool_down_passes_before_the_next_one() -> None:
    contact = DUE + timedelta(days=20)
    one = known(created_at=SUNDAY, last_contact_at=DUE)
    mended = idle_alert(standing=Standing.MENDED, closed_at=contact)
    assert followed(one, contact, mended, settings=IDLE).alerts == ()
    due = followed(one, contact, mended, settings=IDLE).next_check_at
    assert due == at("2026-12-22 10:00")
    (again,) = followed(one, due, mended, settings=IDLE).alerts
    assert (again.episode, again.id != mended.id) == (2, True)


@pytest.mark.parametrize(
    ("standing", "silent_until"),
    [(Standing.DISMISSED, None), (Standing.DONE, at("2026-12-08 10:00"))],
)
def test_what_a_person_said_holds_for_the_facts_it_was_said_of(
    standing: Standing, silent_until: datetime | None
) -> None:
    said = idle_alert(standing=standing, closed_at=DUE)
    same, moved = known(created_at=SUNDAY), known(created_at=SUNDAY, stage_since=DUE)
    assert followed(same, DUE, said, settings=IDLE).next_check_at == silent_until
    later = at("2027-03-01 10:00")
    assert len(followed(same, later, said, settings=IDLE).alerts) == (silent_until is not None)
    assert len(followed(moved, later, said, settings=IDLE).alerts) == 1


def test_our_own_activity_that_a_person_did_closes_it() -> None:
    alert = idle_alert()
    around = {alert.id: ShownActivity(id=77, made_at=DUE)}
    shown = known(opportunity(created_at=SUNDAY, alert_activities=(77,)))
    undone = followed(shown, DUE, alert, settings=IDLE, activities=around)
    assert undone.alerts == ()
    (done,) = followed(
        known(created_at=SUNDAY), DUE, alert, settings=IDLE, activities=around
    ).alerts
    assert (done.standing, done.acted and done.acted.how) == (Standing.DONE, "activity")


def test_a_state_from_before_the_activity_says_nothing_of_it() -> None:
    alert, early = idle_alert(), opportunity(created_at=SUNDAY, seen_at=DUE)
    around = {alert.id: ShownActivity(id=77, made_at=DUE - timedelta(seconds=1))}
    assert followed(known(early), DUE, alert, settings=IDLE, activities=around).alerts == ()


def test_an_old_lead_that_is_first_seen_today_is_no_new_one() -> None:
    one = known(created_at=at("2026-01-01 10:00"), grade=Grade.HOT)
    causes = {alert.cause for alert in followed(one, DUE).alerts}
    assert Cause.HOT_NOT_CONTACTED not in causes
    assert Cause.IDLE in causes


def test_a_customer_who_writes_again_waits_all_the_longer() -> None:
    now = SUNDAY + timedelta(hours=3)
    (alert,) = followed(known(last_customer_message_at=SUNDAY), now).alerts
    again = known(last_customer_message_at=now)
    (kept,) = followed(again, now + timedelta(minutes=1), alert).alerts
    assert (kept.id, kept.standing) == (alert.id, Standing.OPEN)


def test_a_sweep_whose_moment_is_past_changes_nothing() -> None:
    alert = idle_alert(at("2026-12-02 10:00"))
    one = known(created_at=SUNDAY)
    assert followed(one, at("2026-11-25 10:00"), alert, settings=IDLE).alerts == ()


def test_the_next_look_is_when_somebody_is_to_be_told() -> None:
    now = SUNDAY + timedelta(minutes=6)
    (alert,) = followed(known(**HOT), now).alerts
    later = alert.model_copy(update={"tell_at": now + timedelta(minutes=9)})
    assert check_at(None, [later], now) == now + timedelta(minutes=9)
    assert check_at(now + timedelta(minutes=1), [later], now) == now + timedelta(minutes=1)
    assert check_at(None, [later.model_copy(update={"awaits_digest": True})], now) is None
