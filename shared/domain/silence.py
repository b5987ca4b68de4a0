"""Whether it has been quiet for unusually long, by a company's own rhythm.

The yardstick is what the same hours brought in each of the four weeks before: nights, weekends
and working hours are in it by themselves. Of the four the lowest but one counts, so that a holiday
or an outage among them does not hide the next one, nor a rush make one up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEKS = 4
FEWEST_WEEKS = 2
"""With less history a rhythm cannot be told."""
EXPECTED = 9
"""Where nine leads are expected, none comes by chance once in ten thousand times."""
SHORTEST = timedelta(hours=3)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long it has been quiet, and how many leads were to be expected meanwhile."""

    lasted: timedelta
    expected: int

    @property
    def is_unusual(self) -> bool:
        """More than chance explains."""
        return self.lasted >= SHORTEST and self.expected >= EXPECTED


def same_hours_before(last: datetime, now: datetime, first: datetime) -> tuple[Span, ...]:
    """Give the span since the last lead, moved back by one to four weeks, as far as leads go."""
    spans = (Span(last - week * _WEEK, now - week * _WEEK) for week in range(1, WEEKS + 1))
    return tuple(span for span in spans if span.start >= first)


def quiet(last: datetime, now: datetime, counts: Sequence[int]) -> Quiet | None:
    """Judge the time since the last lead by what those spans brought; None: too few to tell."""
    if len(counts) < FEWEST_WEEKS:
        return None
    ordered = sorted(counts)
    return Quiet(now - last, ordered[1] if len(ordered) == WEEKS else ordered[0])
