"""How long, in words that people write: `5 working minutes`, `3 working days`, `2 days`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from shared.domain.calendar.spans import CalendarDays, Minutes, Span, WorkingDays, WorkingMinutes
from shared.errors import BadInput

_TEXT = re.compile(r"(-?\d{1,9}) (working )?(minute|hour|day|week)s?")
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7}
_WORKING_DAY_MINUTES = 9 * 60
_DAY_MINUTES = 24 * 60


@lru_cache(maxsize=1024)
def read_span(text: str) -> Span:
    """Read minutes, hours, days or weeks, of working time or by the clock on the wall.

    Raises BadInput for what is no such text, is negative, or is longer than ten years.
    """
    found = _TEXT.fullmatch(text.strip().lower())
    if found is None or (found[2] and found[3] == "week"):
        raise BadInput("must be a time such as `5 working minutes` or `3 working days`")
    number, unit = int(found[1]), found[3]
    if number < 0:
        raise BadInput("must not be negative")
    if unit in _MINUTES:
        minutes = number * _MINUTES[unit]
        return WorkingMinutes(minutes) if found[2] else Minutes(minutes)
    days = number * _DAYS[unit]
    return WorkingDays(days) if found[2] else CalendarDays(days)


def span_text(span: Span) -> str:
    """Write a span as it is read."""
    working = "working " if isinstance(span, WorkingMinutes | WorkingDays) else ""
    number, unit = span.n, "day"
    if isinstance(span, WorkingMinutes | Minutes):
        is_hours = number > 0 and number % 60 == 0
        number, unit = (number // 60, "hour") if is_hours else (number, "minute")
    return f"{number} {working}{unit}{'' if number == 1 else 's'}"


def nominal_minutes(span: Span) -> int:
    """Give about how long it is, in working minutes: only for telling which of two is longer."""
    match span:
        case WorkingMinutes(n):
            return n
        case Minutes(n):
            return n * _WORKING_DAY_MINUTES // _DAY_MINUTES
        case WorkingDays(n) | CalendarDays(n):
            return n * _WORKING_DAY_MINUTES


def _checked(text: str) -> str:
    try:
        return span_text(read_span(text))
    except BadInput as error:
        raise ValueError(str(error)) from None


def _checked_or_off(text: str) -> str:
    return OFF if text.strip().lower() == OFF else _checked(text)


OFF = "off"
SpanText = Annotated[str, AfterValidator(_checked)]
"""A span as it is set, stored in its usual spelling."""
Delay = Annotated[str, AfterValidator(_checked_or_off)]
"""A span, or `off`."""
