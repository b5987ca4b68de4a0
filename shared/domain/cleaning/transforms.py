"""What a mapping rule can do to answers on their way into a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.cleaning.answers import AnsweredQuestion
from shared.domain.cleaning.country import country_code
from shared.domain.cleaning.email_address import normalise_email
from shared.domain.cleaning.names import split_name
from shared.domain.cleaning.phone import normalise_phone
from shared.domain.cleaning.text import ascii_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class Transform(StrEnum):
    """How answers become the value of a field."""

    TEXT = "text"
    """As typed, choices as their keys; several values joined by the separator."""
    CHOICE_LABEL = "choice_label"
    """As shown to the person; several values joined by the separator."""
    JOIN = "join"
    """All questions of the rule together, as shown, joined by the separator."""
    LOWER = "lower"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    SPLIT_FIRST = "split_first"
    """The first name of a full name, where it can be told."""
    SPLIT_REST = "split_rest"
    """The rest of a full name, where it can be told."""
    FIRST_NUMBER = "first_number"
    """`about 1,500 SAR` -> `1500`."""
    DATE = "date"
    """As ISO 8601, or nothing where day and month cannot be told apart."""


@dataclass(frozen=True, slots=True)
class TransformContext:
    """What transforms need besides the answers."""

    countries: tuple[str, ...] = ()
    """Alpha-2; whose local phone numbers are tried, in order."""
    separator: str = ", "


_NUMBER = re.compile(r"\d+(?:[,'\u066c]\d{3})*(?:[.\u066b]\d+)?")
_GROUPING = re.compile(r"[,'\u066c]")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTHS = 12


def apply_transform(
    transform: Transform, questions: Sequence[AnsweredQuestion], context: TransformContext
) -> str | None:
    """Give the value that the rule's questions make, or None; the first that makes one wins."""
    return _TRANSFORMS[transform](questions, context)


def _text(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
    return context.separator.join(questions[0].typed) if questions else None


def _choice_label(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
    return context.separator.join(questions[0].shown) if questions else None


def _join(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
    return context.separator.join(text for asked in questions for text in asked.shown) or None


def _phone(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
    countries = context.countries or (None,)
    tries = (normalise_phone(text, country) for text in _typed(questions) for country in countries)
    return next((phone for phone in tries if phone), None)


def _country(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
    texts = (text for asked in questions for text in (*asked.typed, *asked.shown))
    return next((code for text in texts if (code := country_code(text))), None)


def _each(
    read: Callable[[str], str | None],
) -> Callable[[Sequence[AnsweredQuestion], TransformContext], str | None]:
    def transform(questions: Sequence[AnsweredQuestion], context: TransformContext) -> str | None:
        return next((value for text in _typed(questions) if (value := read(text))), None)

    return transform


def _typed(questions: Sequence[AnsweredQuestion]) -> Iterator[str]:
    return (text for asked in questions for text in asked.typed)


def _split_first(text: str) -> str | None:
    parts = split_name(text)
    return parts[0] if parts else None


def _split_rest(text: str) -> str | None:
    parts = split_name(text)
    return parts[1] if parts else None


def _first_number(text: str) -> str | None:
    match = _NUMBER.search(ascii_digits(text))
    return _GROUPING.sub("", match[0]).replace("\u066b", ".") if match else None


def _date(text: str) -> str | None:
    digits = ascii_digits(text.strip())
    if match := _YEAR_FIRST.fullmatch(digits):
        return _iso_date(int(match[1]), int(match[2]), int(match[3]))
    if not (match := _YEAR_LAST.fullmatch(digits)):
        return None
    one, other, year = int(match[1]), int(match[2]), int(match[3])
    if one <= _MONTHS and other <= _MONTHS and one != other:
        return None
    return _iso_date(year, min(one, other), max(one, other))


def _iso_date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_TRANSFORMS: Mapping[
    Transform, Callable[[Sequence[AnsweredQuestion], TransformContext], str | None]
] = {
    Transform.TEXT: _text,
    Transform.CHOICE_LABEL: _choice_label,
    Transform.JOIN: _join,
    Transform.LOWER: _each(str.lower),
    Transform.EMAIL: _each(normalise_email),
    Transform.PHONE: _phone,
    Transform.COUNTRY: _country,
    Transform.SPLIT_FIRST: _each(_split_first),
    Transform.SPLIT_REST: _each(_split_rest),
    Transform.FIRST_NUMBER: _each(_first_number),
    Transform.DATE: _each(_date),
}
