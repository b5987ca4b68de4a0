"""From the clock on the wall of a time zone to moments in UTC, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.calendar.hours import MIDNIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from shared.domain.calendar.hours import Hours

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


class Opening(NamedTuple):
    """A stretch of time in UTC, from its start until just before its end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock on the wall of one time zone.

    When clocks go back, an hour comes twice and counts twice; when they go forward, the hour that
    is left out has no moments.
    """

    zone: ZoneInfo

    def day_of(self, moment: datetime) -> date:
        """Give the local date of a moment."""
        return moment.astimezone(self.zone).date()

    def moment_of(self, day: date, at: time) -> datetime:
        """Give the first moment, in UTC, at which the clock shows that time or has passed it."""
        local = datetime.combine(day, at.replace(fold=0), self.zone)
        before, behind = _offset(local), _offset(local.replace(fold=1))
        early = local.replace(tzinfo=UTC) - before
        if behind <= before:
            return early
        # left out: clocks go forward within the difference of both offsets
        return self._change(local.replace(tzinfo=UTC) - behind, early)

    def openings(self, day: date, hours: Hours) -> Iterator[Opening]:
        """Give the stretches of a day at which the clock shows one of the hours, in order."""
        offset = _offset(datetime.combine(day, MIDNIGHT, self.zone))
        if offset != _offset(datetime.combine(day + _DAY, MIDNIGHT, self.zone)):
            yield from self._on_change(day, hours)
            return
        first = datetime.combine(day, MIDNIGHT, UTC) - offset
        yield from _within(Opening(first, first + _DAY), first, hours)

    def _on_change(self, day: date, hours: Hours) -> Iterator[Opening]:
        """Give the openings of a day on which clocks change, if the zone has that day at all."""
        first, last = self.moment_of(day, MIDNIGHT), self.moment_of(day + _DAY, MIDNIGHT)
        if first >= last:
            return  # such as 30 December 2011 in Apia
        change = self._change(first, last - _TICK)
        for part in (Opening(first, change), Opening(change, last)):
            offset = _offset(part.start.astimezone(self.zone))
            yield from _within(part, datetime.combine(day, MIDNIGHT, UTC) - offset, hours)

    def _change(self, low: datetime, high: datetime) -> datetime:
        """Give the first moment after `low` of another offset; `low` itself if none up to `high`."""
        before = _offset(low.astimezone(self.zone))
        if _offset(high.astimezone(self.zone)) == before:
            return low
        while high - low > _TICK:
            middle = low + (high - low) / 2
            is_before = _offset(middle.astimezone(self.zone)) == before
            low, high = (middle, high) if is_before else (low, middle)
        return high


def _within(part: Opening, midnight: datetime, hours: Hours) -> Iterator[Opening]:
    """Give the openings of a part of a day whose clock runs evenly, as if from that midnight."""
    for opens, closes in hours.spans:
        start = max(part.start, midnight + _since_midnight(opens))
        end = min(part.end, midnight + (_since_midnight(closes) or _DAY))
        if start < end:
            yield Opening(start, end)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
