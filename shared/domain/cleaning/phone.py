"""Phone numbers as people type them, made into numbers one can dial: E.164."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from shared.domain.cleaning.text import ascii_digits, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phonenumbers import PhoneNumber

_MAX_CHARS = 200
_MAX_CANDIDATES = 8
_LEAST_DIGITS = 6
_LEAST_DIGITS_WITH_COUNTRY = 11
"""Written without plus, fewer digits are more likely a local number of somewhere else."""

_LABEL = re.compile(
    r"^\s*(?:p|tel|phone|mobile|whatsapp|wa|هاتف|جوال|واتساب)\s*[:.]\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"[,;|\n،؛]+|\s+(?:or|and|أو|او|و)\s+", re.IGNORECASE)
_PERHAPS_BETWEEN = re.compile(r"\s*/+\s*|\s+")
"""Germans write `030 / 901820`, others two numbers with a slash: tried after the whole."""
_EXTENSION = re.compile(r"\s*(?:ext|x|extension|#|تحويلة|داخلي)[.:\s]*\d{1,7}\s*$", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200c-\u200f\u061c]")
_PLUSES = re.compile(r"\+[\s+]*")
_CODE_AT_END = re.compile(r"^([\d\s().-]{6,}?)\s*\+\s*(\d{1,3})$")
_PLUS_AT_END = re.compile(r"^(\d[\d\s().-]*)\+$")
_NOT_DIGIT = re.compile(r"\D")
_INTERNATIONAL_PREFIX = re.compile(r"^\s*\(?\s*00\s*\)?")


def normalise_phone(text: str, country: str | None) -> str | None:
    """Give the first valid number as E.164 (`+966501234567`), or None if there is none.

    `country` (ISO 3166 alpha-2) is whose local form is assumed when the country code is missing.
    Understood: digits of any script, `00` for `+`, the `p:` of Meta's CSV export, a country code
    without plus, `+` or the code typed at the end (right-to-left keyboards), a needless zero
    after the code, several numbers in one field. An extension is dropped.
    """
    for candidate in _candidates(text):
        for spelling, region in _readings(candidate, country):
            number = _valid_number(spelling, region)
            if number is not None:
                return _e164(number)
    return None


def country_of(phone: str) -> str | None:
    """Give the country (ISO 3166 alpha-2) of an E.164 number; None for satellites and the like."""
    import phonenumbers

    number = _valid_number(phone, None)
    region = phonenumbers.region_code_for_number(number) if number else None
    return region if region and region.isalpha() else None


def _candidates(text: str) -> Iterator[str]:
    line = ascii_digits(unicodedata.normalize("NFKC", clean_text(text, _MAX_CHARS)))
    line = _LABEL.sub("", _INVISIBLE.sub("", line))
    chunks = _BETWEEN.split(line)[:_MAX_CANDIDATES]
    for chunk in chunks:
        whole = _EXTENSION.sub("", _LABEL.sub("", chunk.strip()))
        if _digits(whole) >= _LEAST_DIGITS:
            yield whole
    for chunk in chunks:
        parts = _PERHAPS_BETWEEN.split(chunk)[: 4 * _MAX_CANDIDATES]
        numbers = [part for part in parts if _digits(part) > _LEAST_DIGITS]
        yield from numbers[:_MAX_CANDIDATES] if len(parts) > 1 else ()


def _readings(candidate: str, country: str | None) -> Iterator[tuple[str, str | None]]:
    """Give the ways to read a number, the surest first."""
    text = _plus_in_front(candidate)
    digits = _NOT_DIGIT.sub("", text)
    if _INTERNATIONAL_PREFIX.match(text):
        yield "+" + digits.removeprefix("00"), None
    if text.lstrip(" (").startswith("+"):
        yield text, None
        text = digits
    if country:
        yield text, country
    if len(digits) >= _LEAST_DIGITS_WITH_COUNTRY and not digits.startswith("0"):
        yield "+" + digits, None


def _plus_in_front(text: str) -> str:
    text = _PLUSES.sub("+", text.strip())
    text = _PLUS_AT_END.sub(r"+\1", text)
    return _CODE_AT_END.sub(r"+\2 \1", text)


def _valid_number(text: str, region: str | None) -> PhoneNumber | None:
    import phonenumbers  # here: 50 ms that only a lead with a phone need pay

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _e164(number: PhoneNumber) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)
