"""Days as a company counts them: from midnight to midnight in its own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class LocalDays:
    """The days of one time zone."""

    zone: tzinfo

    def of(self, moment: datetime) -> date:
        """Give the day on which a moment falls."""
        return moment.astimezone(self.zone).date()

    def start(self, day: date) -> datetime:
        """Give a day's first moment, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def floor(self, moment: datetime) -> datetime:
        """Give the first moment of the day on which a moment falls."""
        return self.start(self.of(moment))

    def later(self, moment: datetime, days: int) -> datetime:
        """Give the midnight that many days after the day of a moment has begun."""
        return self.start(self.of(moment) + timedelta(days=days))
