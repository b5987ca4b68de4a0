"""What one reader is told: at once, later, in the morning, and never too much."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.domain.alerts.reader_rules import Caps
from shared.domain.alerts.reader_time import ReaderTime, reader_time
from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.telling import digest_of, due_tellings
from shared.domain.calendar.quiet import QuietHours
from shared.domain.calendar.settings import CalendarSettings
from shared.domain.calendar.working_time import WorkingTime
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from tests.alert_records import OWNER, at

READER = reader_time(AlertSettings(), OWNER)
NOON = at("2026-11-22 12:00")
CAPS = Caps(urgent_a_day=2, told_a_day=4)


def alert(number: int, rank: float = 1.0, cause: Cause = Cause.UNASSIGNED, **more: Any) -> Alert:
    lead = CrmLeadId(number)
    key = opportunity_key("default", lead)
    values = {
        "id": alert_id("default", key, cause, 1),
        "tenant": "default",
        "opportunity": key,
        "crm_lead_id": lead,
        "cause": cause,
        "episode": 1,
        "level": 1,
        "urgency": Urgency.URGENT,
        "since": NOON,
        "due_at": NOON,
        "raised_at": NOON,
        "rank": rank,
        "reader_id": OWNER,
        "next_step": NextStep(kind="call"),
        "rung": Rung.OWNER,
        "tell_at": NOON,
        **more,
    }
    return Alert(**values)


def normal(number: int, rank: float = 1.0, **more: Any) -> Alert:
    own = {"urgency": Urgency.NORMAL, "awaits_digest": True, "tell_at": None}
    return alert(number, rank, Cause.IDLE, **own | more)


def test_the_most_important_are_told_at_once_up_to_the_cap() -> None:
    low, high, middle = alert(1, 1.0), alert(2, 9.0), alert(3, 5.0)
    told = due_tellings([low, high, middle], READER, 0, CAPS, NOON)
    assert (told.now, told.to_digest, told.later) == ((high, middle), (low,), ())
    assert due_tellings([low], READER, 2, CAPS, NOON).to_digest == (low,)


@pytest.mark.parametrize(
    "more",
    [
        {"tell_at": NOON + timedelta(seconds=1)},
        {"tell_at": None},
        {"standing": Standing.SNOOZED},
        {"standing": Standing.ACKNOWLEDGED},
        {"rung": None},
        {"reader_id": None},
        {"awaits_digest": True},
        {"urgency": Urgency.NORMAL},
    ],
)
def test_what_is_not_due_is_not_told(more: dict[str, Any]) -> None:
    told = due_tellings([alert(1, **more)], READER, 0, CAPS, NOON)
    assert (told.now, told.later, told.to_digest) == ((), (), ())


@pytest.mark.parametrize(
    ("cause", "now", "until"),
    [
        (Cause.UNASSIGNED, "2026-11-22 19:59", "2026-11-22 19:59"),
        (Cause.UNASSIGNED, "2026-11-22 20:00", "2026-11-23 08:00"),
        (Cause.UNASSIGNED, "2026-11-26 21:00", "2026-11-29 08:00"),
        (Cause.CUSTOMER_WAITS, "2026-11-22 17:59", "2026-11-22 17:59"),
        (Cause.CUSTOMER_WAITS, "2026-11-22 18:00", "2026-11-23 09:00"),
        (Cause.HOT_NOT_CONTACTED, "2026-11-23 08:10", "2026-11-23 09:00"),
    ],
)
def test_quiet_hours_put_off_and_customers_wait_for_working_time(
    cause: Cause, now: str, until: str
) -> None:
    assert READER.allowed_from(cause, at(now)) == at(until)


def test_who_works_in_his_quiet_hours_is_told_when_they_end() -> None:
    night = CalendarSettings(hours="00:00-06:00, 21:00-24:00")
    reader = ReaderTime(WorkingTime(night), QuietHours(), time(8, 30))
    assert reader.allowed_from(Cause.CUSTOMER_WAITS, at("2026-11-22 22:00")) == at(
        "2026-11-23 08:00"
    )


MONDAY = READER.day_of(at("2026-11-23 08:30"))


def test_a_digest_tells_the_highest_ranks_and_counts_the_others() -> None:
    waiting = [normal(number, float(number)) for number in range(1, 8)]
    choice = digest_of(waiting, READER, MONDAY, Caps(told_a_day=4))
    assert (len(choice.told), choice.more) == (4, 3)
    assert {one.crm_lead_id for one in choice.told} > {7, 6, 5}


def test_one_place_in_four_is_for_what_has_waited_longest() -> None:
    old = normal(1, 0.1, raised_at=NOON - timedelta(days=9))
    waiting = [old, *(normal(number, 5.0) for number in range(2, 9))]
    choice = digest_of(waiting, READER, MONDAY, Caps(told_a_day=4))
    assert old in choice.told


def test_urgent_ones_above_their_cap_come_first_in_the_digest() -> None:
    urgent = alert(1, 0.1, awaits_digest=True)
    choice = digest_of([normal(2, 9.0), urgent], READER, MONDAY, CAPS)
    assert choice.told[0] == urgent


def test_a_reminder_comes_in_the_digest_of_its_day() -> None:
    """It is due at nine, the digest comes at half past eight: the day counts."""
    reminder = normal(1, tell_at=at("2026-11-23 09:00"))
    assert digest_of([reminder], READER, MONDAY, CAPS).told == (reminder,)
    tomorrow = normal(1, tell_at=at("2026-11-24 00:00"))
    assert digest_of([tomorrow], READER, MONDAY, CAPS).told == ()


@pytest.mark.parametrize(
    ("now", "is_sent"),
    [
        ("2026-11-23 08:29", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 17:00", True),
        ("2026-11-23 21:00", False),
        ("2026-11-24 07:00", False),
        ("2026-11-27 12:00", False),
    ],
)
def test_a_missed_digest_is_made_up_for_at_a_decent_hour(now: str, is_sent: bool) -> None:
    due_at = at("2026-11-23 08:30")
    day = READER.digest_due(due_at, at(now))
    assert day == (MONDAY if is_sent else None)


def test_the_next_digest_is_on_the_next_working_day() -> None:
    found: list[datetime] = [
        READER.next_digest(at(one)) for one in ("2026-11-22 08:29", "2026-11-26 08:30")
    ]
    assert found == [at("2026-11-22 08:30"), at("2026-11-29 08:30")]
