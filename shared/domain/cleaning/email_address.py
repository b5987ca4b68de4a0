"""E-mail addresses, in the spelling under which the same mailbox is always found."""

from __future__ import annotations

import re
import unicodedata

from shared.domain.cleaning.text import clean_line

_MAX_CHARS = 1_000
_MAX_CANDIDATES = 8
_SCHEME = re.compile(r"^\s*mailto:", re.IGNORECASE)
_QUERY = re.compile(r"\?.*$")
_AROUND_AT = re.compile(r"\s*@\s*")
_BETWEEN = re.compile(r"[,;:|<>()\[\]\"\n،؛]+")
_JUNK = " .'`*!?«»\u2018\u2019\u201c\u201d\u200e\u200f\u061c"


def normalise_email(text: str) -> str | None:
    """Give the address in lower case, or None if there is none that could receive mail.

    The whole address is lower-cased, as Odoo 19 does in `email_normalized` (it spares local
    parts outside ASCII; written by us they are lower-case already). Domains are in Unicode, not
    punycode. Of several addresses the first good one is taken. Nothing is guessed: `a b@x.com`
    is no address, and a misspelt domain stays misspelt. Names reserved for tests (`.test`,
    `.invalid`, `localhost`) are refused, for nobody can be reached there; `example.com` passes.
    """
    line = unicodedata.normalize("NFKC", clean_line(text, _MAX_CHARS))
    if "@" not in line:
        return None
    for candidate in _candidates(_SCHEME.sub("", line))[:_MAX_CANDIDATES]:
        address = _validated(candidate)
        if address:
            return address
    return None


def _candidates(line: str) -> list[str]:
    chunks = (_AROUND_AT.sub("@", chunk).strip(_JUNK) for chunk in _BETWEEN.split(line))
    found: list[str] = []
    for chunk in chunks:
        words = chunk.split()
        if words and all("@" in word for word in words):
            found += [_QUERY.sub("", word).strip(_JUNK) for word in words]
    return found


def _validated(candidate: str) -> str | None:
    # Imported here: 30 ms that a lead without an address need not pay.
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(candidate.lower(), check_deliverability=False)
    except (EmailNotValidError, UnicodeError):
        return None
    return checked.normalized.lower()
