"""When a reader is left alone, and when the next morning's digest is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from shared.domain.calendar.hours import MIDNIGHT, Hours, LocalTime
from shared.domain.values import StoredValue
from shared.errors import BadInput

if TYPE_CHECKING:
    from shared.domain.calendar.working_time import WorkingTime

MORNING = time(8, 30)
_DAY = timedelta(days=1)
_FURTHEST_DAYS = 366


class QuietHours(StoredValue):
    """When nobody is to be disturbed, by the reader's clock; mostly across midnight."""

    start: LocalTime = time(20)
    end: LocalTime = time(8)
    also_days_off: bool = True
    """Weekends, holidays and closed days are quiet as a whole."""

    @model_validator(mode="after")
    def _leaves_some_time(self) -> Self:
        if self.start == self.end:
            raise ValueError("start and end must differ")
        return self

    def awake(self) -> Hours:
        """Give the hours that are not quiet."""
        if self.end < self.start or self.start == MIDNIGHT:
            return Hours(spans=((self.end, self.start),))
        return Hours(spans=((MIDNIGHT, self.start), (self.end, MIDNIGHT)))


def quiet_until(quiet: QuietHours, reader: WorkingTime, moment: datetime) -> datetime:
    """Give the earliest moment at or after a moment that is not quiet for the reader, in UTC.

    Raises BadInput if all days of the next year are off.
    """
    at, awake = moment.astimezone(UTC), quiet.awake()
    day = reader.day_of(at)
    for _ in range(_FURTHEST_DAYS):
        if reader.is_working_day(day) or not quiet.also_days_off:
            for start, end in reader.clock.openings(day, awake):
                if at < end:
                    return max(at, start)
        day += _DAY
    raise BadInput("all days of the next year are off", path="closed")


def morning_of(working_time: WorkingTime, day: date, at: time = MORNING) -> datetime:
    """Give the moment, in UTC, of a local time on a day."""
    return working_time.clock.moment_of(day, at)


def next_digest(working_time: WorkingTime, at: time, moment: datetime) -> datetime:
    """Give the first morning of a working day that is strictly after a moment, in UTC.

    Raises BadInput if all days of the next year are off.
    """
    day = working_time.day_of(moment)
    for _ in range(_FURTHEST_DAYS):
        if working_time.is_working_day(day):
            morning = morning_of(working_time, day, at)
            if morning > moment:
                return morning
        day += _DAY
    raise BadInput("all days of the next year are off", path="closed")
