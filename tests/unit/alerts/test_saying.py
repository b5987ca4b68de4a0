"""What people say of an alert, and a salesperson who has too much."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.alerts.alert import Alert
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.alerts.following import follow
from shared.domain.alerts.ladder import after_telling
from shared.domain.alerts.overload import Load, follow_person, person_key
from shared.domain.alerts.reader_rules import OverloadLimit
from shared.domain.alerts.saying import Word, said
from shared.domain.score import Grade
from shared.errors import BadInput
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, at, known, rules_of, set_to

SUNDAY = at("2026-11-22 10:00")
NOW = SUNDAY + timedelta(minutes=6)
HOT = known(grade=Grade.HOT, created_at=SUNDAY, seen_at=SUNDAY)


def hot() -> Alert:
    (alert,) = follow(HOT, (), rules_of(HOT), NOW).alerts
    return alert


def tell(alert: Alert, now: datetime) -> Alert:
    told = alert.telling(now)
    assert told is not None
    return after_telling(alert, told, rules_of(HOT))


def word(kind: Any, **more: Any) -> Word:
    return Word(kind, "huda@example.com", **more)


def test_who_acknowledges_has_it_in_hand() -> None:
    alert = said(hot(), word("acknowledge"), NOW)
    assert (alert.standing, alert.rung, alert.tell_at) == (Standing.ACKNOWLEDGED, None, None)
    assert (alert.acted and alert.acted.how, alert.said_by) == ("button", "huda@example.com")
    assert alert.is_live


def test_a_snooze_pauses_the_ladder_where_it_stands() -> None:
    until = NOW + timedelta(hours=2)
    snoozed = said(hot(), word("snooze", until=until, reason="In a meeting"), NOW)
    assert (snoozed.standing, snoozed.rung) == (Standing.SNOOZED, Rung.OWNER)
    asleep = follow(HOT, [snoozed], rules_of(HOT), NOW + timedelta(hours=1))
    assert (asleep.alerts, asleep.next_check_at) == ((), until)
    (awake,) = follow(HOT, [snoozed], rules_of(HOT), until).alerts
    assert (awake.standing, awake.rung, awake.tell_at) == (Standing.OPEN, Rung.OWNER, until)


def test_a_snoozed_alert_closes_all_the_same_when_its_cause_is_gone() -> None:
    snoozed = said(hot(), word("snooze", until=NOW + timedelta(days=9)), NOW)
    one = known(grade=Grade.HOT, created_at=SUNDAY, last_contact_at=NOW)
    (closed,) = (
        alert
        for alert in follow(one, [snoozed], rules_of(one), NOW + timedelta(minutes=9)).alerts
        if alert.cause is Cause.HOT_NOT_CONTACTED
    )
    assert (closed.standing, closed.snoozed_until) == (Standing.MENDED, None)


@pytest.mark.parametrize(
    ("kind", "standing"), [("dismiss", Standing.DISMISSED), ("done", Standing.DONE)]
)
def test_dismissed_and_done_close_it_with_the_reason(kind: str, standing: Standing) -> None:
    closed = said(hot(), word(kind, reason="x" * 999), NOW)
    assert (closed.standing, closed.closed_at, len(closed.said_reason)) == (standing, NOW, 300)
    assert (closed.rung, closed.is_live) == (None, False)


def test_a_word_on_a_closed_alert_comes_too_late() -> None:
    closed = said(hot(), word("done"), NOW)
    assert said(closed, word("dismiss"), NOW) is closed


def test_delegated_back_nobody_is_told_twice_and_the_ladder_goes_on() -> None:
    rules = rules_of(HOT)
    alert = tell(said(hot(), word("delegate", to=17), NOW), NOW)
    alert = tell(alert, NOW + timedelta(minutes=20))
    alert = tell(said(alert, word("delegate", to=27), NOW), NOW)
    assert (alert.rung, alert.holders) == (Rung.REMINDER, (17, 27))
    back = said(alert, word("delegate", to=17), NOW)
    assert back.holders == (17, 27, 17)
    (gone_on,) = follow(HOT, [back], rules, NOW + timedelta(minutes=21)).alerts
    assert (gone_on.rung, gone_on.reader_id) == (Rung.MANAGER, LEADER)


def test_another_one_is_told_what_was_delegated_to_him() -> None:
    alert = said(hot(), word("delegate", to=17), NOW)
    assert (alert.reader_id, alert.delegated_to, alert.rung, alert.tell_at) == (
        17,
        17,
        Rung.OWNER,
        NOW,
    )
    assert follow(HOT, [alert], rules_of(HOT), NOW).alerts == ()


def test_reopening_goes_on_where_the_ladder_stood() -> None:
    snoozed = said(hot(), word("snooze", until=NOW + timedelta(days=1)), NOW)
    again = said(snoozed, word("reopen"), NOW + timedelta(minutes=1))
    assert (again.standing, again.tell_at) == (Standing.OPEN, NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"kind": "snooze"}, "until"),
        ({"kind": "snooze", "until": NOW}, "until"),
        ({"kind": "delegate"}, "to"),
    ],
)
def test_half_a_word_is_refused(given: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as refused:
        said(hot(), word(**given), NOW)
    assert refused.value.path == path


LIMIT = OverloadLimit(alerts=10, uncontacted=5)
RULES = rules_of(known(created_at=SUNDAY), set_to(default_manager_id=DEFAULT_MANAGER))


def load(alerts: int, uncontacted: int = 0, user_id: int = OWNER) -> Load:
    return Load("default", user_id, alerts, uncontacted, team_id=1)


def test_the_manager_of_an_overloaded_owner_is_told() -> None:
    assert follow_person(load(9, 4), LIMIT, (), RULES, NOW).alerts == ()
    for too_much in (load(10), load(0, 5)):
        (alert,) = follow_person(too_much, LIMIT, (), RULES, NOW).alerts
        assert (alert.cause, alert.owner_id, alert.reader_id) == (
            Cause.OWNER_OVERLOADED, OWNER, LEADER
        )  # fmt: skip
        assert (alert.opportunity, alert.crm_lead_id) == (person_key("default", OWNER), 0)
        assert (alert.is_of_person, alert.facts["limit_alerts"]) == (True, 10)


def test_a_leader_who_is_overloaded_is_not_told_himself() -> None:
    (alert,) = follow_person(load(10, user_id=LEADER), LIMIT, (), RULES, NOW).alerts
    assert alert.reader_id == DEFAULT_MANAGER


def test_an_overload_closes_well_below_its_limit_only() -> None:
    (alert,) = follow_person(load(10), LIMIT, (), RULES, NOW).alerts
    (still,) = follow_person(load(8), LIMIT, [alert], RULES, NOW + timedelta(hours=1)).alerts
    assert (still.is_live, still.facts["alerts"]) == (True, 8)
    (closed,) = follow_person(load(7), LIMIT, [still], RULES, NOW + timedelta(hours=2)).alerts
    assert closed.standing is Standing.MENDED


def test_a_dismissed_overload_is_silent_for_five_working_days() -> None:
    (alert,) = follow_person(load(10), LIMIT, (), RULES, NOW).alerts
    dismissed = said(alert, word("dismiss"), NOW)
    done = follow_person(load(12), LIMIT, [dismissed], RULES, NOW + timedelta(hours=1))
    assert (done.alerts, done.next_check_at) == ((), at("2026-11-29 10:06"))
    (again,) = follow_person(load(12), LIMIT, [dismissed], RULES, at("2026-11-29 10:06")).alerts
    assert again.episode == 2
