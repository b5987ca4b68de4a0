"""When Ramadan is, by Saudi Arabia's civil calendar (Umm al-Qura)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from shared.domain.calendar.date_span import DateSpan

_LAST_YEAR = 2076
"""The last whole year of the calendar as published (until 1500 after the hijra)."""
_FIRST_YEAR = 1925


@cache
def ramadans(year: int) -> tuple[DateSpan, ...]:
    """Give each Ramadan that begins or ends in a year (2030 has two); none outside 1925 to 2076.

    Where the moon is sighted instead, it may begin and end a day earlier or later.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return ()
    from hijridate import Gregorian

    first = Gregorian(year, 1, 1).to_hijri().year
    spans = (_ramadan(hijri_year) for hijri_year in (first, first + 1))
    return tuple(span for span in spans if year in (span.first.year, span.last.year))


def is_ramadan(day: date) -> bool:
    """Tell whether a day lies in Ramadan."""
    return any(day in span for span in ramadans(day.year))


def _ramadan(hijri_year: int) -> DateSpan:
    from hijridate import Hijri

    feast = Hijri(hijri_year, 10, 1).to_gregorian()
    return DateSpan(
        first=Hijri(hijri_year, 9, 1).to_gregorian(), last=feast - timedelta(days=1), name="Ramadan"
    )
