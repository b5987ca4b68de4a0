"""A country's public holidays, by the library `holidays` (imported when first needed: ADR 27)."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holidays import HolidayBase

_NONE: Final[Mapping[date, str]] = MappingProxyType({})


def holidays_known(country: str) -> bool:
    """Tell whether the holidays of a country can be told; "" asks for none and is known."""
    return not country or _calendar(country) is not None


@cache
def public_holidays(country: str, year: int, language: str = "en") -> Mapping[date, str]:
    """Give a year's public holidays with their names, none if the country is not known.

    `country` is an ISO 3166 code; `language` is `en` or `ar`: where the library lacks it, names
    are English, and else in the country's own language. Dates by the moon that are not announced
    yet are estimated, and mostly say so in the name.
    """
    calendar = _calendar(country)
    if calendar is None:
        return _NONE
    days = calendar(years=year, expand=False, language=_spoken(calendar, language))
    return MappingProxyType({day: name for day, name in days.items() if day.year == year})


@cache
def _calendar(country: str) -> type[HolidayBase] | None:
    if not country:
        return None
    import holidays

    try:
        return type(holidays.country_holidays(country))
    except NotImplementedError:
        return None


def _spoken(calendar: type[HolidayBase], language: str) -> str | None:
    """Give the library's name of the language; its own default would follow the machine's."""
    there = calendar.supported_languages
    wanted = (name for code in (language, "en") for name in there if name.startswith(code))
    return next(wanted, calendar.default_language)
