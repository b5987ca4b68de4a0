"""Which error class an error answer of Odoo is: the table, for JSON-2 and JSON-RPC alike.

Measured on Odoo 19.0 (read 2026-11), older names from the sources of Odoo 14 to 18. The name of
Odoo's exception decides; the HTTP status only where no name came.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from . import errors as e
from .redact import cleaned, technical_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .http import Reply

BY_NAME: Mapping[str, type[e.OdooClientError]] = {
    "odoo.exceptions.AccessDenied": e.AuthenticationFailed,
    "odoo.http.SessionExpiredException": e.AuthenticationFailed,
    "werkzeug.exceptions.Unauthorized": e.AuthenticationFailed,
    "odoo.exceptions.AccessError": e.AccessDenied,
    "werkzeug.exceptions.Forbidden": e.AccessDenied,
    "odoo.exceptions.MissingError": e.MissingRecord,
    "werkzeug.exceptions.NotFound": e.NotFound,
    "odoo.exceptions.UserError": e.ValidationFailed,
    "odoo.exceptions.ValidationError": e.ValidationFailed,
    "odoo.exceptions.RedirectWarning": e.ValidationFailed,
    "odoo.exceptions.LockError": e.Conflict,
    "odoo.exceptions.ConcurrencyError": e.Conflict,
    "psycopg2.errors.SerializationFailure": e.Conflict,
    "psycopg2.errors.DeadlockDetected": e.Conflict,
    "psycopg2.errors.LockNotAvailable": e.Conflict,
    "psycopg2.extensions.TransactionRollbackError": e.Conflict,
    "psycopg2.OperationalError": e.NoAnswer,  # the database went away, perhaps at the commit
    "psycopg2.InterfaceError": e.NoAnswer,
    "psycopg2.errors.UniqueViolation": e.ValidationFailed,
    "psycopg2.errors.NotNullViolation": e.ValidationFailed,
    "psycopg2.errors.ForeignKeyViolation": e.ValidationFailed,
    "psycopg2.errors.CheckViolation": e.ValidationFailed,
    "psycopg2.IntegrityError": e.ValidationFailed,
    "psycopg2.errors.NumericValueOutOfRange": e.ValidationFailed,
    "psycopg2.errors.DatetimeFieldOverflow": e.ValidationFailed,
    "psycopg2.errors.StringDataRightTruncation": e.ValidationFailed,
    "psycopg2.errors.InvalidTextRepresentation": e.ValidationFailed,
    "psycopg2.DataError": e.ValidationFailed,
    "werkzeug.exceptions.BadRequest": e.BadCall,
    "werkzeug.exceptions.UnprocessableEntity": e.BadCall,
    "werkzeug.exceptions.UnsupportedMediaType": e.BadCall,
    "werkzeug.exceptions.MethodNotAllowed": e.BadCall,
    "werkzeug.exceptions.RequestEntityTooLarge": e.BadCall,
    "werkzeug.exceptions.TooManyRequests": e.RateLimited,
    "werkzeug.exceptions.ServiceUnavailable": e.Unavailable,
    "builtins.ValueError": e.BadCall,
    "builtins.TypeError": e.BadCall,
    "builtins.KeyError": e.BadCall,
    "builtins.IndexError": e.BadCall,
    "builtins.AttributeError": e.BadCall,
    "builtins.NameError": e.BadCall,
    "builtins.AssertionError": e.BadCall,
    "builtins.OverflowError": e.BadCall,
    "builtins.NotImplementedError": e.BadCall,
    "builtins.UnicodeEncodeError": e.BadCall,
}

BY_MESSAGE: tuple[tuple[str, re.Pattern[str], type[e.OdooClientError]], ...] = (
    (
        "werkzeug.exceptions.NotFound",
        re.compile(r"^[Tt]he (model|method) '.*' does"),
        e.NoSuchMethod,
    ),
    ("odoo.exceptions.UserError", re.compile(r"^Object \S+ doesn't exist"), e.NoSuchMethod),
    ("builtins.AttributeError", re.compile(r"^The method '.*' does not exist"), e.NoSuchMethod),
    ("builtins.AttributeError", re.compile(r"^type object '.*' has no attribute"), e.NoSuchMethod),
    ("psycopg2.OperationalError", re.compile(r'database ".*" does not exist'), e.NotFound),
    ("psycopg2.OperationalError", re.compile(r"connection to server .* failed"), e.Unavailable),
)
"""Same name, another meaning: JSON-RPC has no status that would tell."""

BY_STATUS: Mapping[int, type[e.OdooClientError]] = {
    401: e.AuthenticationFailed,
    403: e.AccessDenied,
    404: e.NotFound,
    408: e.Unavailable,
    409: e.Conflict,
    422: e.ValidationFailed,
    425: e.Unavailable,
    429: e.RateLimited,
    503: e.Unavailable,
}
"""For answers of proxies and of pages; other 3xx, 4xx and 5xx: see `_by_status`."""

LONGEST_WAIT_S = 86_400.0
"""A day: whoever asks for more has not thought of us, and we would be gone by then."""

_PLAIN: Mapping[type[e.OdooClientError], str] = {
    e.AuthenticationFailed: "the API key is wrong, revoked or expired",
    e.AccessDenied: "the user of the API key may not do this (Odoo Online: Custom plan only)",
    e.MissingRecord: "the record does not exist any more",
    e.NotFound: "no such database, address, model or method",
    e.NoSuchMethod: "no such model or method",
    e.ValidationFailed: "Odoo's rules refuse these values",
    e.BadCall: "Odoo does not understand the call",
    e.Conflict: "the records are being changed by somebody else",
    e.RateLimited: "asked to slow down",
    e.Unavailable: "Odoo does not serve right now",
    e.ServerFault: "Odoo failed inside",
    e.NoAnswer: "a gateway or the database failed while Odoo was working",
    e.Redirected: "the address redirects; set the final https URL",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as Odoo serialises it, without its traceback (`debug` is never read)."""

    name: str
    message: str

    @classmethod
    def read(cls, document: object) -> Fault | None:
        """Take name and message out of an error body, or None if it is none."""
        if not isinstance(document, dict) or not isinstance(document.get("name"), str):
            return None
        return cls(document["name"], str(document.get("message") or ""))


def classify(status: int, fault: Fault | None) -> type[e.OdooClientError]:
    """Give the error class for an answer that is no success."""
    if fault is None:
        return _by_status(status)
    for name, pattern, found in BY_MESSAGE:
        if name == fault.name and pattern.search(fault.message):
            return found
    return BY_NAME.get(fault.name) or (
        e.ServerFault if status in {200, 500} else _by_status(status)
    )


def _by_status(status: int) -> type[e.OdooClientError]:
    if status in BY_STATUS:
        return BY_STATUS[status]
    families = {3: e.Redirected, 4: e.BadCall}
    return families.get(status // 100, e.NoAnswer)


def error_from(
    reply: Reply, fault: Fault | None, sent: set[str], now: Callable[[], datetime]
) -> e.OdooClientError:
    """Build the error for an answer that is no success; `sent` are values to keep out of it."""
    kind = classify(reply.status, fault)
    message, detail = _words(kind, reply.status, fault, sent)
    if issubclass(kind, e.TransientError) and kind is not e.NoAnswer:
        wait_s = retry_after_s(reply.headers.get("Retry-After"), now)
        return kind(message, status=reply.status, detail=detail, retry_after_s=wait_s)
    return kind(message, status=reply.status, detail=detail)


def _words(
    kind: type[e.OdooClientError], status: int, fault: Fault | None, sent: set[str]
) -> tuple[str, str]:
    if fault is None:
        return f"{_PLAIN[kind]} (HTTP {status})", ""
    names = [name for name in technical_names(fault.message) if name not in sent]
    about = f"; about {', '.join(names)}" if names else ""
    error_name = fault.name if re.fullmatch(r"[\w.]{1,80}", fault.name) else "unnamed"
    detail = cleaned(fault.message, sent=sent)
    return f"{_PLAIN[kind]} (HTTP {status}, {error_name}{about})", detail


def retry_after_s(header: str | None, now: Callable[[], datetime]) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date; None if absent or unreadable.

    Never more than a day, and never infinite.
    """
    if not header:
        return None
    try:
        asked_s = (
            float(header)
            if header.strip().isdecimal()
            else (parsedate_to_datetime(header) - now()).total_seconds()
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, asked_s), LONGEST_WAIT_S) if math.isfinite(asked_s) else None
