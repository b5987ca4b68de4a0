from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from shared.domain.calendar.spans import CalendarDays, Minutes, Span, WorkingDays, WorkingMinutes
from shared.errors import BadInput
from tests.unit.calendar.calendars import local, shown, worked

SAUDI = worked()
DUBAI = worked(
    time_zone="Asia/Dubai", country="AE", by_weekday={"5": "09:00-12:00"}, ramadan="09:00-15:00"
)
CAIRO = worked(time_zone="Africa/Cairo", country="EG", hours="09:00-13:00, 15:00-19:00")
BERLIN = worked(time_zone="Europe/Berlin", country="DE", hours="00:00-24:00", weekend=[])


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-01-11 10:00", WorkingMinutes(15), "Sun 2026-01-11 10:15"),
        ("2026-01-11 17:00", WorkingMinutes(60), "Sun 2026-01-11 18:00"),
        ("2026-01-11 17:00", WorkingMinutes(61), "Mon 2026-01-12 09:01"),
        ("2026-01-11 18:00", WorkingMinutes(1), "Mon 2026-01-12 09:01"),
        ("2026-01-11 22:30", WorkingMinutes(0), "Mon 2026-01-12 09:00"),
        ("2026-01-15 17:55", WorkingMinutes(15), "Sun 2026-01-18 09:10"),  # over the weekend
        ("2026-03-18 17:50", WorkingMinutes(20), "Wed 2026-03-25 09:10"),  # over the feast
        ("2026-01-11 22:30", Minutes(15), "Sun 2026-01-11 22:45"),
        ("2026-01-11 22:30", CalendarDays(3), "Wed 2026-01-14 22:30"),
        ("2026-01-11 10:00", CalendarDays(0), "Sun 2026-01-11 10:00"),
        ("2026-01-11 10:00", WorkingDays(0), "Sun 2026-01-11 10:00"),
        ("2026-01-11 10:00", WorkingDays(5), "Sun 2026-01-18 10:00"),
        ("2026-01-11 22:30", WorkingDays(1), "Tue 2026-01-13 09:00"),
        ("2026-01-16 12:00", WorkingDays(1), "Mon 2026-01-19 09:00"),
        ("2026-01-11 10:00", WorkingDays(260), "Sun 2027-01-24 10:00"),
        ("2026-12-31 17:50", WorkingMinutes(20), "Sun 2027-01-03 09:10"),
    ],
)
def test_a_span_is_over_when_a_person_would_say_so(start: str, span: Span, due: str) -> None:
    assert shown(SAUDI.after(local(start), span)) == due


def test_a_short_friday_moves_what_would_be_later_to_its_closing_time() -> None:
    thursday = local("2026-01-15 16:00", "Asia/Dubai")
    assert shown(DUBAI.after(thursday, WorkingDays(1)), "Asia/Dubai") == "Fri 2026-01-16 12:00"
    assert shown(DUBAI.after(thursday, WorkingDays(2)), "Asia/Dubai") == "Mon 2026-01-19 16:00"


def test_the_hours_of_ramadan_replace_all_others() -> None:
    friday = local("2026-02-20 14:59", "Asia/Dubai")
    assert DUBAI.is_working(friday)
    assert not DUBAI.is_working(friday + timedelta(minutes=1))
    before, after = local("2026-02-17 17:00", "Asia/Dubai"), local("2026-02-18 17:00", "Asia/Dubai")
    assert (DUBAI.is_working(before), DUBAI.is_working(after)) == (True, False)


def test_a_break_at_noon_is_not_working_time() -> None:
    noon = local("2026-01-12 12:50", "Africa/Cairo")
    due = CAIRO.after(noon, WorkingMinutes(30))
    assert shown(due, "Africa/Cairo") == "Mon 2026-01-12 15:20"
    assert CAIRO.between(noon, due) == timedelta(minutes=30)
    assert shown(CAIRO.next_opening(local("2026-01-12 13:00", "Africa/Cairo")), "Africa/Cairo") == (
        "Mon 2026-01-12 15:00"
    )


def test_years_may_lie_in_between() -> None:
    start, end = local("2020-01-01 00:00"), local("2030-01-01 00:00")
    minutes = SAUDI.between(start, end) // timedelta(minutes=1)
    last = SAUDI.after(start, WorkingMinutes(minutes))
    assert shown(last) == "Mon 2029-12-31 18:00"
    assert SAUDI.days_between(start, end) == minutes // 540 - 1


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-01-11 10:00", "2026-01-12 09:59", 0),
        ("2026-01-11 10:00", "2026-01-12 10:00", 1),
        ("2026-01-14 10:00", "2026-01-17 23:00", 1),
        ("2026-01-16 10:00", "2026-01-18 23:00", 0),
        ("2026-01-16 10:00", "2026-01-19 09:00", 1),
        ("2025-12-30 10:00", "2026-01-05 12:00", 4),
        ("2026-01-12 10:00", "2026-01-11 10:00", 0),
    ],
)
def test_whole_working_days_are_counted(start: str, end: str, days: int) -> None:
    assert SAUDI.days_between(local(start), local(end)) == days


def test_nothing_lies_between_a_moment_and_an_earlier_one() -> None:
    assert SAUDI.between(local("2026-01-12 10:00"), local("2026-01-11 10:00")) == timedelta()


def test_why_a_day_is_off_is_told_in_the_readers_words() -> None:
    company = worked(
        closed=[{"first": "2026-08-02", "last": "2026-08-06", "name": "Stocktaking"}],
        open=["2026-01-16", "2026-02-22"],
    )
    assert company.why_closed(date(2026, 8, 2)) == "Stocktaking"
    assert company.why_closed(date(2026, 1, 17)) == "weekend"
    assert company.why_closed(date(2026, 3, 20)) == "Eid al-Fitr Holiday"
    assert company.why_closed(date(2026, 3, 20), "ar") == "عطلة عيد الفطر"
    assert company.why_closed(date(2026, 1, 18)) is None


def test_a_day_that_is_declared_open_is_worked_and_keeps_its_name() -> None:
    company = worked(open=["2026-01-16", "2026-02-22"])
    friday, founding_day = date(2026, 1, 16), date(2026, 2, 22)
    assert company.is_working_day(friday)
    assert company.is_working_day(founding_day)
    assert company.why_closed(founding_day) is None
    assert company.holiday_name(founding_day) == "Founding Day Holiday"


def test_a_country_that_is_not_known_works_on_all_weekdays() -> None:
    before_the_feast = local("2026-03-18 10:00")
    due = worked(country="XX").after(before_the_feast, WorkingDays(2))
    assert shown(due) == "Fri 2026-03-20 10:00"


def test_a_calendar_that_is_closed_for_a_year_says_so_and_does_not_search_on() -> None:
    years = [
        {"first": f"{year}-01-01", "last": f"{year}-12-31", "name": "Closed"}
        for year in range(2026, 2029)
    ]
    closed = worked(closed=years)
    start = local("2026-02-01 10:00")
    with pytest.raises(BadInput, match="nothing is worked for a year"):
        closed.next_opening(start)
    for span in (WorkingMinutes(1), WorkingDays(1)):
        with pytest.raises(BadInput, match="nothing is worked for a year"):
            closed.after(start, span)


def test_a_date_that_is_a_slip_does_no_harm() -> None:
    slip, now = datetime.fromisoformat("0202-01-01T00:00Z"), local("2026-01-11 10:00")
    assert SAUDI.between(slip, now) > timedelta(days=365)
    assert SAUDI.between(now, datetime.fromisoformat("9999-12-31T23:59Z")) > timedelta(days=365)
    assert SAUDI.after(slip, WorkingDays(1)) < now
    assert not SAUDI.is_working_day(date(9999, 12, 31))


def test_a_span_that_leads_beyond_all_years_is_refused() -> None:
    with pytest.raises(BadInput, match="beyond"):
        worked(hours="09:00-09:30").after(local("2090-01-01 00:00"), WorkingMinutes(5_000_000))


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_on_which_clocks_change_is_as_long_as_it_is(day: str, hours: int) -> None:
    start = local(f"{day} 00:00", "Europe/Berlin")
    end = BERLIN.after(start, CalendarDays(1))
    assert end - start == timedelta(hours=hours)
    assert BERLIN.between(start, end) == timedelta(hours=hours)


def test_a_local_time_that_clocks_leave_out_is_the_moment_of_the_change() -> None:
    saturday = local("2026-03-28 02:30", "Europe/Berlin")
    for span in (CalendarDays(1), WorkingDays(1)):
        assert shown(BERLIN.after(saturday, span), "Europe/Berlin") == "Sun 2026-03-29 03:00"


def test_a_local_time_that_comes_twice_is_the_first_one() -> None:
    saturday = local("2026-10-24 02:30", "Europe/Berlin")
    assert BERLIN.after(saturday, CalendarDays(1)) == local("2026-10-25 02:30", "Europe/Berlin")
    again = local("2026-10-25 02:30", "Europe/Berlin", fold=1)
    assert BERLIN.after(again, CalendarDays(0)) == again
    assert BERLIN.after(again, CalendarDays(1)) == local("2026-10-26 02:30", "Europe/Berlin")


def test_a_midnight_that_cairo_leaves_out_opens_an_hour_later() -> None:
    nights = worked(time_zone="Africa/Cairo", country="", weekend=[], hours="00:00-02:00")
    opening = nights.next_opening(local("2026-04-23 12:00", "Africa/Cairo"))
    assert shown(opening, "Africa/Cairo") == "Fri 2026-04-24 01:00"
    assert nights.between(opening, opening + timedelta(hours=12)) == timedelta(hours=1)


def test_an_hour_that_cairo_has_twice_counts_twice() -> None:
    late = worked(time_zone="Africa/Cairo", country="", weekend=[], hours="22:00-24:00")
    start = local("2026-10-29 20:00", "Africa/Cairo")
    assert late.between(start, start + timedelta(hours=12)) == timedelta(hours=3)


def test_a_day_that_a_zone_left_out_is_no_working_day() -> None:
    apia = worked(time_zone="Pacific/Apia", country="", weekend=[])
    assert not apia.is_working_day(date(2011, 12, 30))
    thursday = local("2011-12-29 10:00", "Pacific/Apia")
    assert shown(apia.after(thursday, WorkingDays(1)), "Pacific/Apia") == "Sat 2011-12-31 10:00"
