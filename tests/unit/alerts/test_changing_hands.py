"""A record that gets another owner takes its alerts along."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.domain.alerts.alert import Alert, NextStep
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.alerts.following import follow
from shared.domain.alerts.ladder import after_telling
from shared.domain.alerts.saying import Word, said
from shared.domain.opportunity import Named
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, at, known, rules_of, set_to

OTHER, THIRD = 17, 27
CREATED, DUE = at("2026-11-22 10:00"), at("2026-11-26 10:00")
NEXT, LATER = DUE + timedelta(days=1), DUE + timedelta(days=2)
ONLY = {cause: {"is_on": False} for cause in Cause if cause is not Cause.CLOSE_DATE_PASSED}
SETTINGS = set_to(causes=ONLY)
"""A close date that is over is a cause that no act ends but another date."""


def record(owner: int | None, now: datetime, **more: Any) -> Any:
    named = Named(id=owner, name="") if owner else None
    facts = {"created_at": CREATED, "close_date": date(2026, 11, 25), "seen_at": now}
    return known(**facts | {"owner": named} | more)


def seen(
    alert: Alert, owner: int | None, now: datetime, *, settings: Any = SETTINGS, **more: Any
) -> Alert:
    """Give the alert after its record was looked at."""
    one = record(owner, now, **more)
    found = follow(one, (alert,), rules_of(one, settings), now).alerts
    return found[0] if found else alert


def told(alert: Alert, now: datetime, owner: int = OWNER) -> Alert:
    telling = alert.telling(now)
    assert telling is not None
    return after_telling(alert, telling, rules_of(record(owner, now), SETTINGS))


@pytest.fixture
def alert() -> Alert:
    """Give an alert that was told to its first owner."""
    one = record(OWNER, DUE)
    (raised,) = follow(one, (), rules_of(one, SETTINGS), DUE).alerts
    return told(raised, DUE)


def test_the_ladder_begins_anew_for_the_new_owner_and_the_activity_is_his(alert: Alert) -> None:
    after = seen(alert, OTHER, NEXT)
    assert (after.acted and after.acted.how, after.begun_for) == ("assigned", OTHER)
    assert (after.rung, after.reader_id, after.awaits_digest) == (Rung.OWNER, OTHER, True)
    assert (alert.holders, after.holders) == ((OWNER,), (OWNER, OTHER))
    rungs = []
    while after.rung is not None:
        rungs.append((after.rung, after.reader_id))
        after = told(after, NEXT, OTHER)
    assert rungs == [
        (Rung.OWNER, OTHER),
        (Rung.REMINDER, OTHER),
        (Rung.MANAGER, LEADER),
        (Rung.REASSIGN, LEADER),
    ]
    assert after.holders == (OWNER, OTHER)


def test_seen_again_nothing_more_comes_of_it(alert: Alert) -> None:
    after = seen(alert, OTHER, NEXT)
    assert seen(after, OTHER, NEXT) is after
    once = told(after, NEXT, OTHER)
    assert seen(once, OTHER, LATER) is once


def test_an_urgent_one_is_told_to_him_at_once() -> None:
    urgent = {Cause.CLOSE_DATE_PASSED: {"urgency": "urgent"}}
    settings = set_to(causes={**ONLY, **urgent})
    one = record(OWNER, DUE)
    (raised,) = follow(one, (), rules_of(one, settings), DUE).alerts
    after = seen(told(raised, DUE), OTHER, NEXT, settings=settings)
    assert (after.rung, after.reader_id, after.tell_at) == (Rung.OWNER, OTHER, NEXT)
    assert not after.awaits_digest


def test_who_was_told_before_gets_the_activity_back_and_is_told_no_second_time(
    alert: Alert,
) -> None:
    with_other = told(seen(alert, OTHER, NEXT), NEXT, OTHER)
    back = seen(with_other, OWNER, LATER)
    assert (back.rung, back.holders) == (None, (OWNER, OTHER, OWNER))
    again = seen(back, OTHER, LATER + timedelta(hours=1))
    assert (again.rung, again.holders[-1]) == (None, OTHER)
    third = seen(again, THIRD, LATER + timedelta(hours=2))
    assert (third.rung, third.reader_id, third.holders[-1]) == (Rung.OWNER, THIRD, THIRD)


def test_who_lost_it_before_he_was_told_is_not_told_and_the_next_one_is() -> None:
    one = record(OWNER, DUE)
    (raised,) = follow(one, (), rules_of(one, SETTINGS), DUE).alerts
    after = seen(raised, OTHER, NEXT)
    assert (after.rung, after.reader_id, after.holders) == (Rung.OWNER, OTHER, ())
    assert told(after, NEXT, OTHER).holders == (OTHER,)
    back = seen(after, OWNER, LATER)
    assert (back.rung, back.reader_id) == (Rung.OWNER, OWNER)


def test_what_nobody_owned_is_told_to_who_gets_it_but_not_to_who_was_told_of_it() -> None:
    one = record(None, DUE)
    (raised,) = follow(one, (), rules_of(one, SETTINGS), DUE).alerts
    with_leader = told(raised, DUE)
    assert with_leader.told[0].reader_id == LEADER
    to_other = seen(with_leader, OTHER, NEXT)
    assert (to_other.rung, to_other.reader_id, to_other.holders) == (
        Rung.OWNER,
        OTHER,
        (LEADER, OTHER),
    )
    assert seen(with_leader, LEADER, NEXT).rung is None


def test_an_absent_new_owners_manager_is_told_and_has_the_activity(alert: Alert) -> None:
    away = {"first": "2026-11-26", "last": "2026-11-29", "name": "Leave"}
    settings = set_to(causes=ONLY, readers={str(OTHER): {"absent": [away]}})
    after = seen(alert, OTHER, NEXT, settings=settings)
    assert (after.rung, after.reader_id, after.holders[-1]) == (Rung.OWNER, LEADER, LEADER)


def test_a_record_that_loses_its_owner_keeps_everything_as_it_is(alert: Alert) -> None:
    nobodys = seen(alert, None, NEXT)
    assert (nobodys.rung, nobodys.holders, nobodys.begun_for) == (Rung.REMINDER, (OWNER,), None)
    assert seen(nobodys, OWNER, LATER).rung is Rung.REMINDER


def test_what_was_delegated_stays_with_whom_it_was_delegated_to(alert: Alert) -> None:
    given = told(said(alert, Word("delegate", "x", to=THIRD), NEXT), NEXT)
    assert given.holders == (OWNER, THIRD)
    after = seen(given, OTHER, LATER)
    assert (after.delegated_to, after.rung, after.holders) == (THIRD, None, (OWNER, THIRD))


@pytest.mark.parametrize(
    ("who", "standing", "rung"),
    [
        ("noura@example.com", Standing.OPEN, Rung.OWNER),
        (f"user-{LEADER}", Standing.OPEN, Rung.OWNER),
        (f"user-{OTHER}", Standing.ACKNOWLEDGED, None),
        (f"crm:{OTHER}", Standing.ACKNOWLEDGED, None),
    ],
)
def test_what_another_had_in_hand_is_told_to_the_new_owner_and_what_he_has_himself_is_not(
    alert: Alert, who: str, standing: Standing, rung: Rung | None
) -> None:
    in_hand = said(alert, Word("acknowledge", who), DUE)
    after = seen(in_hand, OTHER, NEXT)
    assert (after.standing, after.rung, after.holders[-1]) == (standing, rung, OTHER)


def test_what_was_put_off_stays_so_and_is_told_to_the_new_owner_then(alert: Alert) -> None:
    put_off = said(alert, Word("snooze", "x", until=LATER), DUE)
    after = seen(put_off, OTHER, NEXT)
    assert (after.standing, after.holders[-1]) == (Standing.SNOOZED, OTHER)
    awake = seen(after, OTHER, LATER)
    assert (awake.standing, awake.rung, awake.reader_id) == (Standing.OPEN, Rung.OWNER, OTHER)


def test_what_he_does_himself_stops_his_ladder(alert: Alert) -> None:
    after = seen(seen(alert, OTHER, NEXT), OTHER, LATER, last_contact_at=LATER)
    assert (after.is_live, after.rung, after.begun_for) == (True, None, OTHER)


def test_another_owner_whom_the_ladders_end_proposed_is_not_proposed_to_himself(
    alert: Alert,
) -> None:
    at_end = alert.model_copy(update={"next_step": NextStep(kind="reassign", user_id=OTHER)})
    assert seen(at_end, OTHER, NEXT).next_step == NextStep(kind="close_date")


def test_on_the_next_level_whoever_owns_it_by_then_is_told_once() -> None:
    causes = {cause: {"is_on": False} for cause in Cause if cause is not Cause.IDLE}
    settings, first, second = set_to(causes=causes), at("2026-12-01 10:00"), at("2026-12-10 10:00")
    one = record(OWNER, first)
    (raised,) = follow(one, (), rules_of(one, settings), first).alerts
    in_hand = said(told(raised, first), Word("acknowledge", "x"), first)
    after = seen(in_hand, OTHER, second, settings=settings)
    assert (after.level, after.rung, after.reader_id) == (2, Rung.OWNER, OTHER)
    assert (after.begun_for, after.holders) == (None, (OWNER, OTHER))
    assert seen(told(after, second, OTHER), OTHER, second, settings=settings).rung is Rung.REMINDER


def test_the_manager_of_the_first_ladder_is_told_in_the_new_owners_as_well(alert: Alert) -> None:
    settings = set_to(causes=ONLY, default_manager_id=DEFAULT_MANAGER)
    up = alert
    for _ in range(2):
        up = told(up, DUE)
    assert up.told[-1].reader_id == LEADER
    after = seen(up, OTHER, NEXT, settings=settings)
    for _ in range(3):
        after = told(after, NEXT, OTHER)
    assert (after.told[-1].rung, after.told[-1].reader_id) == (Rung.MANAGER, LEADER)
