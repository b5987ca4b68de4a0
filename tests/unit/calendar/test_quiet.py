from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.calendar.quiet import QuietHours, morning_of, next_digest, quiet_until
from shared.domain.calendar.settings import CalendarSettings
from shared.domain.calendar.working_time import WorkingTime
from shared.errors import BadInput
from tests.unit.calendar.calendars import (
    MINUTE,
    calendars,
    is_worked,
    local,
    moments,
    shown,
    worked,
)

READER = worked()
NIGHTS = QuietHours()
HALF_HOURS = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-01-11 10:00", "Sun 2026-01-11 10:00"),
        ("2026-01-11 19:59", "Sun 2026-01-11 19:59"),
        ("2026-01-11 20:00", "Mon 2026-01-12 08:00"),
        ("2026-01-12 03:00", "Mon 2026-01-12 08:00"),
        ("2026-01-12 08:00", "Mon 2026-01-12 08:00"),
        ("2026-01-15 20:00", "Sun 2026-01-18 08:00"),
        ("2026-01-16 12:00", "Sun 2026-01-18 08:00"),
        ("2026-03-18 21:00", "Wed 2026-03-25 08:00"),
    ],
)
def test_nights_and_days_off_are_quiet(moment: str, until: str) -> None:
    assert shown(quiet_until(NIGHTS, READER, local(moment))) == until


def test_days_off_need_not_be_quiet() -> None:
    nights_only = QuietHours(also_days_off=False)
    assert shown(quiet_until(nights_only, READER, local("2026-01-16 12:00"))) == (
        "Fri 2026-01-16 12:00"
    )
    assert shown(quiet_until(nights_only, READER, local("2026-01-16 23:00"))) == (
        "Sat 2026-01-17 08:00"
    )


@pytest.mark.parametrize(
    ("start", "end", "moment", "until"),
    [
        ("12:00", "15:00", "2026-01-11 13:00", "Sun 2026-01-11 15:00"),
        ("12:00", "15:00", "2026-01-11 23:30", "Sun 2026-01-11 23:30"),
        ("00:00", "08:00", "2026-01-11 23:30", "Sun 2026-01-11 23:30"),
        ("00:00", "08:00", "2026-01-12 00:00", "Mon 2026-01-12 08:00"),
        ("20:00", "24:00", "2026-01-11 20:30", "Mon 2026-01-12 00:00"),
        ("20:00", "00:00", "2026-01-11 20:30", "Mon 2026-01-12 00:00"),
    ],
)
def test_quiet_hours_may_lie_within_a_day_or_touch_midnight(
    start: str, end: str, moment: str, until: str
) -> None:
    quiet = QuietHours.model_validate({"start": start, "end": end})
    assert shown(quiet_until(quiet, READER, local(moment))) == until


def test_quiet_hours_cannot_take_the_whole_day() -> None:
    with pytest.raises(ValidationError, match="must differ"):
        QuietHours(start=time(8), end=time(8))


def test_quiet_hours_are_kept_and_read_again_as_they_were() -> None:
    quiet = QuietHours(start=time(21, 30), end=time(7), also_days_off=False)
    assert QuietHours.model_validate_json(quiet.model_dump_json()) == quiet


@settings(max_examples=50, deadline=None)
@given(calendars(), moments(), HALF_HOURS, HALF_HOURS, st.booleans())
def test_the_end_of_quiet_is_the_first_moment_that_is_not(
    calendar: CalendarSettings, moment: datetime, start: time, end: time, also_days_off: bool
) -> None:
    if start == end:
        end = (datetime.combine(date(2026, 1, 1), end) + 30 * MINUTE).time()
    quiet, reader = (
        QuietHours(start=start, end=end, also_days_off=also_days_off),
        WorkingTime(calendar),
    )
    until = quiet_until(quiet, reader, moment)

    def is_quiet(at: datetime) -> bool:
        is_off = also_days_off and not reader.is_working_day(reader.day_of(at))
        return is_off or not is_worked(calendar, quiet.awake(), at)

    assert until >= moment
    assert not is_quiet(until)
    waited = min((until - moment) // MINUTE, 3_000)
    assert all(is_quiet(moment + passed * MINUTE) for passed in range(waited))


@pytest.mark.parametrize(
    ("moment", "digest"),
    [
        ("2026-01-12 08:29", "Mon 2026-01-12 08:30"),
        ("2026-01-12 08:30", "Tue 2026-01-13 08:30"),
        ("2026-01-15 09:00", "Sun 2026-01-18 08:30"),
        ("2026-03-18 09:00", "Wed 2026-03-25 08:30"),
    ],
)
def test_the_next_digest_is_on_the_next_working_morning(moment: str, digest: str) -> None:
    assert shown(next_digest(READER, time(8, 30), local(moment))) == digest


def test_a_morning_is_at_the_readers_local_time() -> None:
    berlin = worked(time_zone="Europe/Berlin", country="DE")
    winter, summer = morning_of(berlin, date(2026, 3, 27)), morning_of(berlin, date(2026, 3, 30))
    assert summer - winter == timedelta(days=3) - timedelta(hours=1)
    assert shown(summer, "Europe/Berlin") == "Mon 2026-03-30 08:30"


def test_a_reader_whose_year_is_off_is_told_about_and_not_searched_for_ever() -> None:
    years = [
        {"first": f"{year}-01-01", "last": f"{year}-12-31", "name": "Closed"}
        for year in (2026, 2027, 2028)
    ]
    reader = worked(closed=years)
    moment = local("2026-01-12 23:00")
    with pytest.raises(BadInput, match="next year are off"):
        quiet_until(NIGHTS, reader, moment)
    with pytest.raises(BadInput, match="next year are off"):
        next_digest(reader, time(8, 30), moment)
