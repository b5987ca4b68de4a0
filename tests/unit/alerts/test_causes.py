"""Every cause: when it falls due by the facts alone, and what exempts from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.alerts.judge import judge
from shared.domain.opportunity import CloseDateSeen, Opportunity, Outcome, PlannedActivity
from shared.domain.score import Correction, Grade, Verdict
from tests.alert_records import (
    OWNER,
    at,
    dues_of,
    known,
    opportunity,
    rules_of,
    scored,
    set_to,
    trigger_of,
)

SUNDAY = at("2026-11-22 10:00")
THURSDAY_LATE = at("2026-11-26 17:58")
LATE = date(2027, 6, 1)


def step(day: date | None, user_id: int | None = OWNER) -> PlannedActivity:
    return PlannedActivity(id=5, type="Call", due_on=day, user_id=user_id)


DUES: list[tuple[str, Cause, dict[str, Any], tuple[str, ...]]] = [
    ("hot", Cause.HOT_NOT_CONTACTED, {"grade": Grade.HOT, "created_at": SUNDAY}, ("2026-11-22 10:05",)),
    ("hot over the weekend", Cause.HOT_NOT_CONTACTED, {"grade": Grade.HOT, "created_at": THURSDAY_LATE}, ("2026-11-29 09:03",)),
    ("hot by night", Cause.HOT_NOT_CONTACTED, {"grade": Grade.HOT, "created_at": at("2026-11-22 23:00")}, ("2026-11-23 09:05",)),
    ("hot, contacted", Cause.HOT_NOT_CONTACTED, {"grade": Grade.HOT, "created_at": SUNDAY, "last_contact_at": SUNDAY + timedelta(minutes=1)}, ()),
    ("warm is not hot", Cause.HOT_NOT_CONTACTED, {"grade": Grade.WARM, "created_at": SUNDAY}, ()),
    ("new", Cause.NEW_NOT_CONTACTED, {"grade": Grade.WARM, "created_at": SUNDAY}, ("2026-11-22 14:00",)),
    ("new, not graded", Cause.NEW_NOT_CONTACTED, {"created_at": SUNDAY}, ("2026-11-22 14:00",)),
    ("new, a lead", Cause.NEW_NOT_CONTACTED, {"created_at": SUNDAY, "type": "lead"}, ("2026-11-22 14:00",)),
    ("new across a night", Cause.NEW_NOT_CONTACTED, {"created_at": at("2026-11-22 16:00")}, ("2026-11-23 11:00",)),
    ("new is not hot", Cause.NEW_NOT_CONTACTED, {"grade": Grade.HOT, "created_at": SUNDAY}, ()),
    ("new, spam", Cause.NEW_NOT_CONTACTED, {"grade": Grade.SPAM, "created_at": SUNDAY}, ()),
    ("new, contacted", Cause.NEW_NOT_CONTACTED, {"created_at": SUNDAY, "last_contact_at": SUNDAY + timedelta(hours=1)}, ()),
    ("waits", Cause.CUSTOMER_WAITS, {"last_contact_at": SUNDAY, "last_customer_message_at": SUNDAY}, ("2026-11-22 12:00",)),
    ("waits, spam too", Cause.CUSTOMER_WAITS, {"grade": Grade.SPAM, "last_contact_at": SUNDAY, "last_customer_message_at": SUNDAY}, ("2026-11-22 12:00",)),
    ("waits over the weekend", Cause.CUSTOMER_WAITS, {"last_customer_message_at": THURSDAY_LATE}, ("2026-11-29 10:58",)),
    ("answered", Cause.CUSTOMER_WAITS, {"last_contact_at": SUNDAY + timedelta(minutes=1), "last_customer_message_at": SUNDAY}, ()),
    ("never wrote", Cause.CUSTOMER_WAITS, {"last_contact_at": SUNDAY}, ()),
    ("no reply", Cause.NO_REPLY, {"last_contact_at": SUNDAY}, ("2026-11-29 10:00",)),
    ("no reply since the answer", Cause.NO_REPLY, {"last_contact_at": SUNDAY, "last_customer_message_at": SUNDAY - timedelta(days=1)}, ("2026-11-29 10:00",)),
    ("replied", Cause.NO_REPLY, {"last_contact_at": SUNDAY, "last_customer_message_at": SUNDAY}, ()),
    ("no reply, planned soon", Cause.NO_REPLY, {"last_contact_at": SUNDAY, "next_activity": step(date(2026, 11, 24))}, ("2026-11-29 10:00",)),
    ("no reply, planned late", Cause.NO_REPLY, {"last_contact_at": SUNDAY, "next_activity": step(LATE)}, ("2027-06-02 00:00",)),
    ("nothing planned", Cause.NO_NEXT_STEP, {"created_at": SUNDAY}, ("2026-11-24 10:00",)),
    ("nothing planned over the weekend", Cause.NO_NEXT_STEP, {"created_at": at("2026-11-25 10:00")}, ("2026-11-29 10:00",)),
    ("nothing planned since the contact", Cause.NO_NEXT_STEP, {"created_at": SUNDAY, "last_contact_at": SUNDAY + timedelta(days=1)}, ("2026-11-25 10:00",)),
    ("planned", Cause.NO_NEXT_STEP, {"created_at": SUNDAY, "next_activity": step(LATE)}, ()),
    ("planned, overdue", Cause.NO_NEXT_STEP, {"created_at": SUNDAY, "next_activity": step(date(2026, 11, 1))}, ()),
    ("step", Cause.STEP_OVERDUE, {"next_activity": step(date(2026, 11, 25))}, ("2026-11-26 00:00",)),
    ("step in the owner's zone", Cause.STEP_OVERDUE, {"zone": "Africa/Casablanca", "next_activity": step(date(2026, 11, 25))}, ("2026-11-26 02:00",)),
    ("step of somebody else", Cause.STEP_OVERDUE, {"zone": "Africa/Casablanca", "next_activity": step(date(2026, 11, 25), 99)}, ("2026-11-26 00:00",)),
    ("step, the zone is none", Cause.STEP_OVERDUE, {"zone": "Mars/Base", "next_activity": step(date(2026, 11, 25))}, ("2026-11-26 00:00",)),
    ("step without a day", Cause.STEP_OVERDUE, {"next_activity": step(None)}, ()),
    ("stage", Cause.STAGE_OVERRUN, {"stage_since": SUNDAY}, ("2026-12-13 10:00",)),
    ("stage by Odoo's threshold", Cause.STAGE_OVERRUN, {"stage_since": SUNDAY, "rotting_after_days": 3}, ("2026-11-25 10:00",)),
    ("stage, contact does not count", Cause.STAGE_OVERRUN, {"stage_since": SUNDAY, "last_contact_at": SUNDAY + timedelta(days=9)}, ("2026-12-13 10:00",)),
    ("stage since it came in", Cause.STAGE_OVERRUN, {"created_at": SUNDAY}, ("2026-12-13 10:00",)),
    ("no stage", Cause.STAGE_OVERRUN, {"stage": None, "stage_since": SUNDAY}, ()),
    ("idle", Cause.IDLE, {"created_at": SUNDAY}, ("2026-12-01 10:00", "2026-12-10 10:00")),
    ("idle since the move", Cause.IDLE, {"created_at": SUNDAY, "stage_since": SUNDAY + timedelta(days=1)}, ("2026-12-02 10:00", "2026-12-13 10:00")),
    ("idle, planned late", Cause.IDLE, {"created_at": SUNDAY, "next_activity": step(date(2026, 12, 6))}, ("2026-12-07 00:00", "2026-12-10 10:00")),
    ("idle, planned later than both", Cause.IDLE, {"created_at": SUNDAY, "next_activity": step(LATE)}, ("2027-06-02 00:00", "2027-06-02 00:00")),
    ("idle, nothing is known", Cause.IDLE, {}, ()),
    ("close date", Cause.CLOSE_DATE_PASSED, {"close_date": date(2026, 11, 25)}, ("2026-11-26 00:00",)),
    ("close date in the owner's zone", Cause.CLOSE_DATE_PASSED, {"zone": "Asia/Dubai", "close_date": date(2026, 11, 25)}, ("2026-11-25 23:00",)),
    ("no close date", Cause.CLOSE_DATE_PASSED, {}, ()),
    ("unassigned", Cause.UNASSIGNED, {"owner": None, "created_at": SUNDAY}, ("2026-11-22 10:30",)),
    ("unassigned by night", Cause.UNASSIGNED, {"owner": None, "created_at": at("2026-11-26 18:00")}, ("2026-11-29 09:30",)),
    ("unassigned spam", Cause.UNASSIGNED, {"owner": None, "created_at": SUNDAY, "grade": Grade.SPAM}, ()),
    ("assigned", Cause.UNASSIGNED, {"created_at": SUNDAY}, ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "facts", "expected"), [case[1:] for case in DUES], ids=[case[0] for case in DUES]
)
def test_a_cause_falls_due_by_the_facts(
    cause: Cause, facts: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert dues_of(cause, known(**facts)) == expected


def test_a_level_is_reached_at_its_due_moment_and_not_a_moment_before() -> None:
    trigger = trigger_of(Cause.IDLE, known(created_at=SUNDAY))
    assert trigger is not None
    first, second = trigger.dues
    tick = timedelta(microseconds=1)
    levels = [trigger.level(one) for one in (first - tick, first, second - tick, second)]
    assert levels == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "closed",
    [
        {"outcome": Outcome.WON},
        {"outcome": Outcome.LOST, "is_active": False},
        {"is_active": False},
    ],
)
def test_what_is_won_lost_or_archived_has_no_causes(closed: dict[str, Any]) -> None:
    one = known(created_at=SUNDAY, owner=None, close_date=date(2026, 11, 1), **closed)
    assert judge(one, rules_of(one)) == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_that_is_a_slip_of_the_pen_stops_nothing(day: date) -> None:
    one = known(created_at=SUNDAY, next_activity=step(day), close_date=day)
    causes = {trigger.cause for trigger in judge(one, rules_of(one))}
    assert {Cause.STEP_OVERDUE, Cause.CLOSE_DATE_PASSED, Cause.IDLE} <= causes


def test_what_is_gone_has_no_causes() -> None:
    gone = known(opportunity().model_copy(update={"state": None}))
    assert judge(gone, rules_of(gone)) == ()


def test_a_moment_after_we_learnt_of_it_counts_as_when_we_did() -> None:
    """The CRM's clock is two hours ahead."""
    one = known(created_at=SUNDAY + timedelta(hours=2), seen_at=SUNDAY, grade=Grade.HOT)
    assert dues_of(Cause.HOT_NOT_CONTACTED, one) == ("2026-11-22 10:05",)


def test_ramadan_hours_count_where_they_are_set() -> None:
    """Ramadan of 2026 begins on 18 February."""
    lead = known(created_at=at("2026-02-18 14:30"))
    assert dues_of(Cause.NEW_NOT_CONTACTED, lead) == ("2026-02-19 09:30",)
    short = set_to(calendar={"ramadan": "10:00-15:00"})
    assert dues_of(Cause.NEW_NOT_CONTACTED, lead, short) == ("2026-02-19 13:30",)


def test_a_holiday_is_no_working_day() -> None:
    """23 September is the Saudi national day; in 2026 a Wednesday."""
    one = known(created_at=at("2026-09-22 10:00"))
    assert dues_of(Cause.NO_NEXT_STEP, one) == ("2026-09-27 10:00",)


def test_a_cold_lead_is_told_in_the_morning_and_any_other_new_one_at_once() -> None:
    found = [
        trigger_of(Cause.NEW_NOT_CONTACTED, known(created_at=SUNDAY, grade=grade))
        for grade in (Grade.COLD, Grade.WARM, None)
    ]
    assert [one.urgency for one in found if one] == [
        Urgency.NORMAL, Urgency.URGENT, Urgency.URGENT
    ]  # fmt: skip


def test_a_hot_lead_is_a_new_one_where_hot_ones_have_no_rule() -> None:
    off = set_to(causes={"hot_not_contacted": {"is_on": False}})
    one = known(created_at=SUNDAY, grade=Grade.HOT)
    assert dues_of(Cause.HOT_NOT_CONTACTED, one, off) == ()
    assert dues_of(Cause.NEW_NOT_CONTACTED, one, off) == ("2026-11-22 14:00",)


def pushed(*days: int) -> Opportunity:
    """Give one whose close date was set to days of December, one after the other."""
    start = int(SUNDAY.timestamp() * 1000)
    seen = [
        CloseDateSeen(revision=start + n * 3_600_000, day=date(2026, 12, day))
        for n, day in enumerate(days)
    ]
    shown = opportunity(close_date=date(2026, 12, days[-1]) if days else None)
    return shown.model_copy(update={"close_dates": tuple(reversed(seen))})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((1,), ()),
        ((1, 2), ()),
        ((1, 2, 3), ("2026-11-22 11:00",)),
        ((3, 2, 1), ()),
        ((1, 5, 2, 6), ("2026-11-22 12:00",)),
    ],
)
def test_a_close_date_that_is_pushed_twice_is_a_cause(
    days: tuple[int, ...], expected: tuple[str, ...]
) -> None:
    assert dues_of(Cause.CLOSE_DATE_PUSHED, known(pushed(*days))) == expected


def test_how_many_pushes_are_too_many_is_set() -> None:
    once = set_to(causes={"close_date_pushed": {"at_least": 1}})
    trigger = trigger_of(Cause.CLOSE_DATE_PUSHED, known(pushed(1, 2)), once)
    assert trigger is not None
    assert (trigger.facts["pushes"], trigger.facts["close_date"]) == (1, "2026-12-02")


@pytest.mark.parametrize(
    ("before", "after", "falls"),
    [
        ((Grade.HOT, None), (Grade.WARM, None), True),
        ((Grade.HOT, None), (Grade.HOT, None), False),
        ((Grade.WARM, None), (Grade.COLD, None), False),
        ((Grade.WARM, 0.40), (Grade.WARM, 0.20), True),
        ((Grade.WARM, 0.40), (Grade.WARM, 0.21), False),
        ((Grade.HOT, 0.9), (Grade.SPAM, 0.1), False),
        ((None, None), (Grade.WARM, 0.1), False),
    ],
)
def test_a_score_falls_from_hot_or_by_twenty_points(
    before: tuple[Grade | None, float | None], after: tuple[Grade, float | None], falls: bool
) -> None:
    score = scored(
        after[0], probability=after[1], grade_before=before[0], probability_before=before[1]
    )
    found = dues_of(Cause.SCORE_FELL, known(score=score))
    assert found == (("2026-11-22 10:00",) if falls else ())


def test_a_persons_own_word_on_the_grade_is_no_fall() -> None:
    said = Correction(verdict=Verdict.NOT_HOT, at=SUNDAY)
    news = f"{'k' * 32}-said-not_hot-{int(SUNDAY.timestamp() * 1000)}"
    score = scored(Grade.WARM, grade_before=Grade.HOT, correction=said, news_id=news)
    assert dues_of(Cause.SCORE_FELL, known(score=score)) == ()


def test_what_the_alert_is_explained_by_stands_among_the_facts() -> None:
    trigger = trigger_of(Cause.IDLE, known(created_at=SUNDAY))
    assert trigger is not None
    assert trigger.facts == {
        "since": "2026-11-22T07:00:00.000000Z",
        "limit": "7 working days",
        "limit_2": "14 working days",
    }
