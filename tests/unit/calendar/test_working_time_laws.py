"""Laws of working time, and a slow definition, minute by minute, that it must agree with."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.calendar.settings import CalendarSettings
from shared.domain.calendar.spans import WorkingDays, WorkingMinutes
from shared.domain.calendar.working_time import WorkingTime
from tests.unit.calendar.calendars import MINUTE, calendars, is_worked, moments

TICK = timedelta(microseconds=1)
AMOUNTS = st.integers(0, 5_000)
EXAMPLES = settings(max_examples=50, deadline=None)


def is_worked_or_just_closed(time: WorkingTime, moment: datetime) -> bool:
    return time.is_working(moment) or time.is_working(moment - TICK)


@EXAMPLES
@given(calendars(), moments(), st.integers(0, 2 * 1440))
def test_it_is_what_the_clock_on_the_wall_says_minute_by_minute(
    calendar: CalendarSettings, start: datetime, minutes: int
) -> None:
    time = WorkingTime(calendar)
    walk = [start + passed * MINUTE for passed in range(minutes)]
    rules = {day: time.rules.hours_of(day) for day in {time.day_of(moment) for moment in walk}}
    worked = [is_worked(calendar, rules[time.day_of(moment)], moment) for moment in walk]
    assert [time.is_working(moment) for moment in walk] == worked
    assert time.between(start, start + minutes * MINUTE) == sum(worked) * MINUTE
    for passed in {0, sum(worked) // 2, sum(worked) - 1} - {-1}:
        if sum(worked) > passed:
            nth = [moment for moment, is_open in zip(walk, worked, strict=True) if is_open][passed]
            assert time.after(start, WorkingMinutes(passed + 1)) == nth + MINUTE


@EXAMPLES
@given(calendars(), moments(), AMOUNTS)
def test_what_has_passed_by_the_end_of_a_span_is_the_span(
    calendar: CalendarSettings, start: datetime, minutes: int
) -> None:
    time = WorkingTime(calendar)
    end = time.after(start, WorkingMinutes(minutes))
    assert time.between(start, end) == minutes * MINUTE
    assert end >= start
    assert is_worked_or_just_closed(time, end)
    if minutes:
        assert time.between(start, end - TICK) < minutes * MINUTE


@EXAMPLES
@given(calendars(), moments(), AMOUNTS, st.integers(1, 5_000))
def test_two_spans_one_after_the_other_are_one(
    calendar: CalendarSettings, start: datetime, first: int, second: int
) -> None:
    time = WorkingTime(calendar)
    between = time.after(start, WorkingMinutes(first))
    assert time.after(between, WorkingMinutes(second)) == (
        time.after(start, WorkingMinutes(first + second))
    )


@EXAMPLES
@given(calendars(), st.tuples(moments(), moments(), moments()).map(sorted))
def test_times_between_add_up(calendar: CalendarSettings, points: list[datetime]) -> None:
    time = WorkingTime(calendar)
    first, middle, last = points
    whole = time.between(first, last)
    assert whole == time.between(first, middle) + time.between(middle, last)
    assert timedelta() <= whole <= last - first


@EXAMPLES
@given(calendars(), moments(), AMOUNTS, AMOUNTS, st.integers(0, 60))
def test_later_starts_and_longer_spans_end_later(
    calendar: CalendarSettings, start: datetime, delay: int, minutes: int, days: int
) -> None:
    time = WorkingTime(calendar)
    later = start + delay * MINUTE
    first = time.after(start, WorkingMinutes(minutes))
    assert first <= time.after(later, WorkingMinutes(minutes))
    assert first <= time.after(start, WorkingMinutes(minutes + 1))
    assert time.after(start, WorkingDays(days)) < time.after(start, WorkingDays(days + 1))
    assert is_worked_or_just_closed(time, time.after(start, WorkingDays(days)))


@EXAMPLES
@given(calendars(), moments(), st.integers(0, 400 * 1440))
def test_days_between_agrees_with_after(
    calendar: CalendarSettings, start: datetime, minutes: int
) -> None:
    time = WorkingTime(calendar)
    end = start + minutes * MINUTE
    days = time.days_between(start, end)
    assert days == 0 or time.after(start, WorkingDays(days)) <= end
    assert time.after(start, WorkingDays(days + 1)) > end


@EXAMPLES
@given(calendars(), moments())
def test_the_next_opening_is_the_first_moment_that_is_worked(
    calendar: CalendarSettings, moment: datetime
) -> None:
    time = WorkingTime(calendar)
    opening = time.next_opening(moment)
    assert time.is_working(opening)
    assert time.is_working_day(time.day_of(opening))
    assert time.between(moment, opening) == timedelta()
    assert (opening == moment) == time.is_working(moment)


@EXAMPLES
@given(calendars(), moments())
def test_a_day_is_worked_unless_there_is_a_reason(
    calendar: CalendarSettings, moment: datetime
) -> None:
    time = WorkingTime(calendar)
    if time.is_working(moment):
        assert time.why_closed(time.day_of(moment)) is None
    if time.is_working_day(time.day_of(moment)):
        assert time.rules.hours_of(time.day_of(moment)) is not None
