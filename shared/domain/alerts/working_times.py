"""The working time of calendars: laid out once for each, and in a person's own zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.calendar.settings import CalendarSettings
from shared.domain.calendar.working_time import FIRST_YEAR, LAST_YEAR, WorkingTime

CALENDARS = 128
_ONE_DAY = timedelta(days=1)
_FIRST, _LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
"""A date beyond is a slip of somebody's pen."""


def working_time(calendar: CalendarSettings, zone: str | None = None) -> WorkingTime:
    """Give a calendar's working time, in a person's own zone where he has one that is known."""
    if zone and zone != calendar.time_zone and _is_zone(zone):
        calendar = calendar.model_copy(update={"time_zone": zone})
    return _laid_out(calendar.model_dump_json())


def start_of_day(working: WorkingTime, day: date) -> datetime:
    """Give the moment at which a local date begins."""
    return working.clock.moment_of(min(max(day, _FIRST), _LAST), time())


def end_of_day(working: WorkingTime, day: date) -> datetime:
    """Give the moment at which a local date is over."""
    return start_of_day(working, min(day, _LAST) + _ONE_DAY)


@lru_cache(maxsize=CALENDARS)
def _laid_out(calendar: str) -> WorkingTime:
    return WorkingTime(CalendarSettings.model_validate_json(calendar))


@lru_cache(maxsize=CALENDARS)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
