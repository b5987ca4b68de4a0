"""Calendars for tests: shorthand, random ones, and the slow definition of working time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.domain.calendar.settings import CalendarSettings, read_calendar
from shared.domain.calendar.working_time import WorkingTime

if TYPE_CHECKING:
    from shared.domain.calendar.hours import Hours

ZONES = (
    "Asia/Riyadh",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
)
MINUTE = timedelta(minutes=1)
EVENTS = (
    date(2026, 3, 29),  # Berlin: 02:00 becomes 03:00
    date(2026, 10, 25),  # Berlin: 03:00 becomes 02:00
    date(2026, 4, 24),  # Cairo: midnight becomes 01:00
    date(2026, 10, 29),  # Cairo: midnight becomes 23:00 of the same day
    date(2026, 4, 5),  # Lord Howe: half an hour back
    date(2026, 2, 15),  # Casablanca: clocks go back for Ramadan
    date(2026, 11, 1),  # Havana: 01:00 becomes midnight, which comes twice
    date(2026, 12, 31),  # from one year's table to the next
    date(2026, 3, 18),  # the end of Ramadan and the feast
    date(2011, 12, 30),  # Apia leaves this day out
)


def worked(**settings: object) -> WorkingTime:
    return WorkingTime(read_calendar(settings))


def local(text: str, zone: str = "Asia/Riyadh", fold: int = 0) -> datetime:
    """Read a local time as it is written and give it in UTC."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return moment.astimezone(UTC)


def shown(moment: datetime, zone: str = "Asia/Riyadh") -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@st.composite
def spans(draw: st.DrawFn) -> str:
    edges = draw(st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True))
    halves = sorted(edges)[: len(edges) // 2 * 2]
    times = [f"{half // 2:02}:{half % 2 * 30:02}" for half in halves]
    return ", ".join("-".join(pair) for pair in list(pairwise(times))[::2])


@st.composite
def calendars(draw: st.DrawFn) -> CalendarSettings:
    around = draw(st.sampled_from(EVENTS))
    days = st.integers(-3, 5).map(lambda days: around + timedelta(days=days))
    weekend = draw(st.none() | st.frozensets(st.integers(1, 7), max_size=4))
    country = draw(st.sampled_from(("", "SA", "DE", "AE")))
    off = read_calendar({"weekend": weekend, "country": country}).days_off
    by_weekday = st.dictionaries(st.sampled_from(sorted(set(range(1, 8)) - off)), spans())
    closed = [{"first": day, "last": day, "name": "x"} for day in draw(st.lists(days, max_size=2))]
    return read_calendar(
        {
            "time_zone": draw(st.sampled_from(ZONES)),
            "country": country,
            "weekend": weekend,
            "hours": draw(spans()),
            "by_weekday": draw(by_weekday),
            "ramadan": draw(st.none() | spans()),
            "closed": closed,
            "open": draw(st.lists(days, max_size=2)),
        }
    )


def moments() -> st.SearchStrategy[datetime]:
    """Moments close to where something special happens."""
    minutes = st.integers(-3 * 1440, 4 * 1440)
    events = st.sampled_from([datetime.combine(day, time(), UTC) for day in EVENTS])
    return st.builds(lambda event, minute: event + minute * MINUTE, events, minutes)


def is_worked(settings: CalendarSettings, hours: Hours | None, moment: datetime) -> bool:
    """Tell by the clock on the wall whether a moment lies in the hours of its local day."""
    clock = moment.astimezone(ZoneInfo(settings.time_zone)).time()
    return hours is not None and any(
        start <= clock and (clock < end or end == time()) for start, end in hours.spans
    )
