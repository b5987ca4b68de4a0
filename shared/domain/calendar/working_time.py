"""Working time: what is worked, when so much of it has passed, and how much lies in between.

Closing time is not working time any more, yet a span may end there: 60 working minutes from 17:00
are over at 18:00, not at nine the next morning.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.domain.calendar.day_rules import DayRules
from shared.domain.calendar.spans import CalendarDays, Minutes, Span, WorkingDays
from shared.domain.calendar.wall_clock import WallClock
from shared.domain.calendar.working_year import WorkingYear
from shared.errors import BadInput

if TYPE_CHECKING:
    from shared.domain.calendar.settings import CalendarSettings

FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Moments outside are slips."""
FURTHEST_YEAR = 2149
"""How far a span may lead."""
FURTHEST = timedelta(days=366)
"""How far ahead the next working time is searched."""
_FIRST = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC)
_LAST = datetime(LAST_YEAR, 12, 30, tzinfo=UTC)


class WorkingTime:
    """The working time of one calendar: built once, cheap to ask; years are laid out when needed.

    Moments are aware and results are in UTC. Moments before 1970 and after 2099, which are slips,
    count as the edge of those years. Raises BadInput where nothing is worked for a whole year.
    """

    __slots__ = ("_years", "clock", "rules", "settings")

    def __init__(self, settings: CalendarSettings) -> None:
        """Take the settings; nothing is laid out yet."""
        self.settings = settings
        self.rules = DayRules(settings)
        self.clock = WallClock(ZoneInfo(settings.time_zone))
        self._years: dict[int, WorkingYear] = {}

    def is_working(self, moment: datetime) -> bool:
        """Tell whether a moment is working time."""
        at = _within(moment)
        return self._year(self.day_of(at).year).is_working(at)

    def is_working_day(self, day: date) -> bool:
        """Tell whether anything is worked on a local date."""
        return FIRST_YEAR <= day.year <= LAST_YEAR and self._year(day.year).has_day(day)

    def day_of(self, moment: datetime) -> date:
        """Give the local date of a moment."""
        return self.clock.day_of(moment)

    def why_closed(self, day: date, language: str = "en") -> str | None:
        """Give the name of the company's closed days or of the holiday, or `weekend`, else None."""
        return self.rules.why_closed(day, language)

    def holiday_name(self, day: date, language: str = "en") -> str | None:
        """Give the name of a public holiday in `en` or `ar`, as far as the library has it."""
        return self.rules.holiday_name(day, language)

    def next_opening(self, moment: datetime) -> datetime:
        """Give the first moment of working time from a moment on, itself if it is one."""
        at = _within(moment)
        year = self.day_of(at).year
        opening = self._year(year).opening_from(at) or self._year(year + 1).opening_from(at)
        if opening is None or opening - at > FURTHEST:
            raise _closed(at)
        return opening

    def after(self, start: datetime, span: Span) -> datetime:
        """Give the moment at which so much time has passed since the start.

        A start outside working time counts from the next opening. Working days keep the local
        time of day, moved into that day's hours: to its opening, or to its closing time.
        """
        at = _within(start)
        if isinstance(span, Minutes):
            return at + timedelta(minutes=span.n)
        if isinstance(span, CalendarDays):
            return self._after_calendar_days(at, span.n)
        if isinstance(span, WorkingDays):
            return self._after_working_days(self.next_opening(at), span.n)
        return self._after_working(at, timedelta(minutes=span.n))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Give the working time from start to end, none if the end is not later."""
        since, until = _within(start), _within(end)
        if until <= since:
            return timedelta()
        first, last = self.day_of(since).year, self.day_of(until).year
        whole = sum((self._year(year).total for year in range(first, last)), timedelta())
        passed = self._year(last).worked_until(until) - self._year(first).worked_until(since)
        return whole + passed

    def days_between(self, start: datetime, end: datetime) -> int:
        """Give the most working days that `after` the start are over by the end."""
        until = _within(end)
        since = self.next_opening(start)
        if until <= since:
            return 0
        first, last = self.day_of(since), self.day_of(until)
        days = sum(len(self._year(year).days) for year in range(first.year, last.year))
        days += self._year(last.year).days_until(last) - self._year(first.year).days_until(first)
        is_over = days > 0 and self._after_working_days(since, days) <= until
        return days if is_over else max(0, days - 1)

    def _after_calendar_days(self, start: datetime, days: int) -> datetime:
        local = start.astimezone(self.clock.zone)
        if days == 0:
            return start
        return self.clock.moment_of(local.date() + timedelta(days=days), local.time())

    def _after_working_days(self, start: datetime, days: int) -> datetime:
        if days == 0:
            return start
        local = start.astimezone(self.clock.zone)
        year, number = local.year, days - 1
        number += self._year(year).days_until(local.date())
        while number >= len(self._year(year).days):
            number -= len(self._year(year).days)
            year += 1
            if not self._year(year).days:
                raise _closed(start)
        return self._year(year).clipped(number, local.time(), self.clock)

    def _after_working(self, start: datetime, amount: timedelta) -> datetime:
        if not amount:
            return self.next_opening(start)
        year = self.day_of(start).year
        amount += self._year(year).worked_until(start)
        while amount > self._year(year).total:
            amount -= self._year(year).total
            year += 1
            if not self._year(year).total:
                raise _closed(start)
        return self._year(year).when_worked(amount)

    def _year(self, year: int) -> WorkingYear:
        known = self._years.get(year)
        if known is None:
            if year > FURTHEST_YEAR:
                raise BadInput(f"leads beyond the year {FURTHEST_YEAR}", path="span")
            known = self._years[year] = WorkingYear.of(year, self.rules, self.clock)
        return known


def _within(moment: datetime) -> datetime:
    return min(max(moment.astimezone(UTC), _FIRST), _LAST)


def _closed(moment: datetime) -> BadInput:
    return BadInput(
        f"nothing is worked for a year after {moment.date()}; see the closed days", path="closed"
    )
