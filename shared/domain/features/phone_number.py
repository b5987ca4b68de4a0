"""What a phone number tells without being dialled."""

from __future__ import annotations

import re

_COUNTS = ("0123456789", "9876543210")
_TAIL = 7
_RUN = re.compile(r"(\d)\1{5,}")


def country_and_kind(phone: str) -> tuple[str | None, str]:
    """Give country (ISO 3166 alpha-2, None for satellites and the like) and kind of an E.164 number.

    Kinds: `mobile`, `fixed`, `fixed or mobile` (North America's plan does not tell), `other`.
    """
    import phonenumbers  # here: 50 ms that only a lead with a phone need pay

    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None, "other"
    region = phonenumbers.region_code_for_number(number)
    kinds = {
        phonenumbers.PhoneNumberType.MOBILE: "mobile",
        phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed or mobile",
    }
    kind = kinds.get(phonenumbers.number_type(number), "other")
    return (region if region and region.isalpha() else None), kind


def looks_made_up(phone: str) -> bool:
    """Tell a number whose digits repeat six times, or whose last seven count up or down."""
    tail = phone[-_TAIL:]
    return bool(_RUN.search(phone)) or any(tail in row or tail[:-1] in row for row in _COUNTS)
