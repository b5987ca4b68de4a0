"""E-mail and phone as Odoo normalises them (odoo/tools/mail.py, phone_validation; 19.0)."""

from __future__ import annotations

import functools
import re
from email.utils import getaddresses
from typing import Any, Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

ADDRESS: Final = re.compile(r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,63}")
PROVIDERS: Final = frozenset(
    {"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "live.com"}
    | {"example.com", "msn.com", "aol.com"}
)
"""Some of the domains whose owners are not one company (iap's list in Odoo)."""


def email_normalized(text: Any) -> str | None:
    """Give the first address, its domain in small letters, and its ASCII local part too."""
    found = _addresses(str(text or ""))
    if not found:
        return None
    local, _, domain = _without_spaces(found[0]).rpartition("@")
    return f"{local.lower() if local.isascii() else local}@{domain.lower()}"


def _addresses(text: str) -> list[str]:
    found = [address for _, address in getaddresses([text]) if "@" in address]
    if any(one.startswith("@") for one in found):
        return ADDRESS.findall(text) or found
    return found


def _without_spaces(address: str) -> str:
    """`Name name@host` without quotes is read as one address: take the part with the sign."""
    if " " not in address:
        return address
    parts = [part for _, part in getaddresses([address.replace(" ", ",")]) if "@" in part]
    return parts[-1] if parts else address


def email_domain_criterion(normalized: str | None) -> str | None:
    """Give what Odoo looks for duplicates by: the company's domain, or the whole address."""
    if not normalized:
        return None
    domain = normalized.rpartition("@")[2]
    return normalized if domain in PROVIDERS else f"@{domain}"


def email_state(text: Any) -> str | None:
    """Say `correct` or `incorrect`, nothing without an address."""
    if not text:
        return None
    return "correct" if email_normalized(text) else "incorrect"


@functools.lru_cache(maxsize=4096)
def phone_e164(text: str, country: str | None) -> str | None:
    """Give the number in E.164, None for one that cannot be dialled."""
    try:
        number = phonenumbers.parse(text, region=country)
    except NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_LONG and not text.startswith("+"):
        return phone_e164("+" + text.removeprefix("00"), country)
    return None


def phone_state(text: Any, country: str | None) -> str | None:
    """Say `correct` or `incorrect`, nothing without a number."""
    if not text:
        return None
    return "correct" if phone_e164(str(text), country) else "incorrect"
