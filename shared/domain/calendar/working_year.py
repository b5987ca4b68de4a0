"""The working time of one year as a table that is searched, never walked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.calendar.day_rules import DayRules
    from shared.domain.calendar.wall_clock import WallClock

_NONE = timedelta()


@dataclass(slots=True)
class WorkingYear:
    """The openings of a year in order, how much had been worked by each end, and its days."""

    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)
    worked: list[timedelta] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    """Where the openings of each day begin in the other lists."""
    total: timedelta = _NONE

    @classmethod
    def of(cls, year: int, rules: DayRules, clock: WallClock) -> WorkingYear:
        """Lay out a year."""
        table = cls()
        day, last = date(year, 1, 1), date(year, 12, 31)
        while day <= last:
            table._add(day, rules, clock)
            day += timedelta(days=1)
        return table

    def _add(self, day: date, rules: DayRules, clock: WallClock) -> None:
        hours = rules.hours_of(day)
        before = len(self.starts)
        for start, end in clock.openings(day, hours) if hours else ():
            self.total += end - start
            self.starts.append(start)
            self.ends.append(end)
            self.worked.append(self.total)
        if len(self.starts) > before:
            self.days.append(day)
            self.firsts.append(before)

    def worked_until(self, moment: datetime) -> timedelta:
        """Give how much of the year's working time has passed."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return _NONE
        return self.worked[index] - max(_NONE, self.ends[index] - moment)

    def when_worked(self, amount: timedelta) -> datetime:
        """Give the first moment at which so much (more than nothing, at most all) has passed."""
        index = bisect_left(self.worked, amount)
        return self.ends[index] - (self.worked[index] - amount)

    def is_working(self, moment: datetime) -> bool:
        """Tell whether a moment is working time."""
        index = bisect_right(self.starts, moment) - 1
        return index >= 0 and moment < self.ends[index]

    def opening_from(self, moment: datetime) -> datetime | None:
        """Give the first moment of working time from a moment on, None if the year has no more."""
        index = bisect_right(self.ends, moment)
        return max(moment, self.starts[index]) if index < len(self.starts) else None

    def has_day(self, day: date) -> bool:
        """Tell whether anything is worked on a day."""
        index = bisect_left(self.days, day)
        return index < len(self.days) and self.days[index] == day

    def days_until(self, day: date) -> int:
        """Give how many working days the year has up to a day, that one included."""
        return bisect_right(self.days, day)

    def clipped(self, number: int, at: time, clock: WallClock) -> datetime:
        """Give a local time on the year's working day of that number, moved into its hours."""
        moment = clock.moment_of(self.days[number], at)
        first = self.firsts[number]
        until = self.firsts[number + 1] if number + 1 < len(self.firsts) else len(self.starts)
        for start, end in zip(self.starts[first:until], self.ends[first:until], strict=True):
            if moment <= end:
                return max(moment, start)
        return self.ends[until - 1]
