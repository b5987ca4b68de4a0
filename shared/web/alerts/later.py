"""Until when an alert is to wait: an hour, tomorrow, next week, or a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.errors import BadInput
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOICES: Mapping[str, str] = MappingProxyType(
    {"hour": N_("In an hour"), "tomorrow": N_("Tomorrow"), "week": N_("In a week")}
)
MORNING = time(8, 30)
FURTHEST = timedelta(days=366)
_DAYS = MappingProxyType({"tomorrow": 1, "week": 7})


def until(choice: str, day: str, now: datetime, zone: str) -> datetime:
    """Give the moment: of days the morning, in this zone; without a choice `day` (ISO) counts.

    Raises BadInput for what is neither, and for a day that is past or over a year away.
    """
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice in _DAYS:
        today = now.astimezone(ZoneInfo(zone)).date()
        return _morning(today + timedelta(days=_DAYS[choice]), now, zone)
    if choice or not day:
        raise BadInput("is none of ours", path="until")
    return _morning(_day(day), now, zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("is not a day such as 2026-01-31", path="day") from None


def _morning(day: date, now: datetime, zone: str) -> datetime:
    try:
        moment = datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        raise BadInput("is too far away", path="day") from None
    if not now < moment <= now + FURTHEST:
        raise BadInput("is past, or over a year away", path="day")
    return moment
