"""Which days are worked, during which hours, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.calendar.public_holidays import public_holidays
from shared.domain.calendar.ramadan import is_ramadan

if TYPE_CHECKING:
    from datetime import date

    from shared.domain.calendar.hours import Hours
    from shared.domain.calendar.settings import CalendarSettings

WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class DayRules:
    """The days of one calendar."""

    settings: CalendarSettings

    def why_closed(self, day: date, language: str = "en") -> str | None:
        """Give the name of the closed days or the holiday, or `weekend`; None: it is worked."""
        if day in self.settings.open:
            return None
        name = self._closed_name(day) or self.holiday_name(day, language)
        if name:
            return name
        return WEEKEND if day.isoweekday() in self.settings.days_off else None

    def holiday_name(self, day: date, language: str = "en") -> str | None:
        """Give the name of a public holiday in `en` or `ar`, as far as the library has it."""
        return public_holidays(self.settings.country, day.year, language).get(day)

    def hours_of(self, day: date) -> Hours | None:
        """Give the hours of a day, None if it is off."""
        if self.why_closed(day) is not None:
            return None
        if self.settings.ramadan is not None and is_ramadan(day):
            return self.settings.ramadan
        return self.settings.by_weekday.get(day.isoweekday(), self.settings.hours)

    def _closed_name(self, day: date) -> str | None:
        return next((span.name for span in self.settings.closed if day in span), None)
