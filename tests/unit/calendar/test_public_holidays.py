"""The dates of the library beside those that were announced or that the law fixes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from shared.domain.calendar.public_holidays import holidays_known, public_holidays
from shared.domain.calendar.ramadan import is_ramadan, ramadans

ANNOUNCED = {
    # Ministry of Human Resources, 4 March 2026 (en.dailypakistan.com.pk, latestly.com of 9 March):
    # four days after the end of work on Wednesday 18 March, 29 Ramadan 1447
    "SA": ["2026-03-19", "2026-03-20", "2026-03-21", "2026-02-22", "2026-05-27", "2026-09-23"],
    # dayofdubai.com, March 2026: from Thursday 19 to Sunday 22 March
    "AE": ["2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22", "2026-12-02", "2026-12-03"],
    # Dar al-Ifta (sis.gov.eg, March 2026): the feast begins on Friday 20 March
    "EG": ["2026-03-20", "2026-03-21", "2026-01-07", "2026-04-13", "2026-07-23"],
    "MA": ["2026-01-11", "2026-01-14", "2026-07-30", "2026-11-06", "2026-11-18"],
    "DE": ["2026-04-03", "2026-04-06", "2026-05-14", "2026-10-03", "2026-12-25", "2026-12-26"],
    "US": ["2026-01-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25"],
}
WORKED = {
    "SA": ["2026-03-18", "2026-01-01", "2026-12-25"],
    "AE": ["2026-03-18", "2026-12-25"],
    "EG": ["2026-03-18", "2026-12-25"],
    "MA": ["2026-12-25"],
    "DE": ["2026-01-06", "2026-03-20"],
    "US": ["2026-04-06", "2026-03-20"],
}


@pytest.mark.parametrize("country", ANNOUNCED)
def test_the_holidays_are_those_that_were_announced(country: str) -> None:
    days = public_holidays(country, 2026)
    assert {date.fromisoformat(day) for day in ANNOUNCED[country]} <= days.keys()
    assert days.keys().isdisjoint(map(date.fromisoformat, WORKED[country]))


@pytest.mark.parametrize(
    ("country", "day", "english", "arabic"),
    [
        ("SA", date(2026, 3, 20), "Eid al-Fitr Holiday", "عطلة عيد الفطر"),
        ("SA", date(2026, 9, 23), "National Day Holiday", "اليوم الوطني"),
        ("EG", date(2026, 3, 20), "Eid al-Fitr", "عيد الفطر المبارك"),
        ("MA", date(2026, 7, 30), "Throne Day", "عيد العرش"),
        ("DE", date(2026, 10, 3), "German Unity Day", "German Unity Day"),
    ],
)
def test_a_holiday_has_a_name_in_both_languages_where_there_is_one(
    country: str, day: date, english: str, arabic: str
) -> None:
    assert public_holidays(country, day.year, "en")[day] == english
    assert public_holidays(country, day.year, "ar")[day] == arabic


def test_a_country_that_is_not_known_has_no_holidays_and_says_so() -> None:
    assert not holidays_known("XX")
    assert public_holidays("XX", 2026) == {}


def test_a_name_of_the_library_that_is_no_country_is_not_known() -> None:
    assert not holidays_known("XY")
    assert holidays_known("GB")


def test_who_asks_for_no_holidays_gets_none_and_no_warning() -> None:
    assert holidays_known("")
    assert public_holidays("", 2026) == {}


# Unicode's ICU, islamcal.cpp (UMALQURA_MONTHLENGTH, read November 2026): counted from
# 26 June 2025 = 1 Muharram 1447, months of 1447 are 0xBAA and of 1448 are 0x5B5.
# The Saudi ministry's 18 March 2026 = 29 Ramadan (above) says the same of 2026.
@pytest.mark.parametrize(
    ("year", "first", "feast"),
    [(2026, date(2026, 2, 18), date(2026, 3, 20)), (2027, date(2027, 2, 8), date(2027, 3, 9))],
)
def test_ramadan_is_when_a_second_source_says(year: int, first: date, feast: date) -> None:
    (ramadan,) = ramadans(year)
    assert (ramadan.first, (feast - ramadan.last).days) == (first, 1)
    assert is_ramadan(first)
    assert not is_ramadan(feast)


def test_a_year_can_have_two_and_a_ramadan_can_cross_new_year() -> None:
    assert [span.first for span in ramadans(2030)] == [date(2030, 1, 5), date(2030, 12, 26)]
    assert is_ramadan(date(2030, 12, 31))
    assert is_ramadan(date(2031, 1, 1))


@pytest.mark.parametrize("year", [1900, 2077, 2199])
def test_beyond_the_published_calendar_there_is_no_ramadan(year: int) -> None:
    assert ramadans(year) == ()


def test_from_1970_on_every_ramadan_has_29_or_30_days() -> None:
    years = [ramadans(year) for year in range(1970, 2077)]
    assert all(years)
    assert {(span.last - span.first).days + 1 for spans in years for span in spans} == {29, 30}


def test_the_libraries_are_loaded_only_when_they_are_needed() -> None:
    program = (
        "import sys, shared.domain.calendar.quiet, shared.domain.calendar.settings as s, "
        "shared.domain.calendar.working_time as w; w.WorkingTime(s.CalendarSettings());"
        "print([name for name in ('holidays', 'hijridate') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
