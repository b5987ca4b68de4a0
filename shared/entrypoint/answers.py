"""What a door answers: its own words, or an error as a status and an RFC 9457 body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.errors import (
    BadInput,
    NotAuthentic,
    OutcomeUnknown,
    PermanentError,
    SettingsError,
    SuiteError,
    TooLarge,
    TooManyRequests,
    TransientError,
    UnknownVersion,
)
from shared.log import Scalar

_STATUS: tuple[tuple[type[SuiteError], int], ...] = (
    (TooLarge, 413),
    (TooManyRequests, 429),
    (NotAuthentic, 401),
    (BadInput, 400),
    (UnknownVersion, 422),
    (SettingsError, 500),
    (TransientError, 503),
    (OutcomeUnknown, 503),
    (PermanentError, 422),
)
_STATUS_OF_CODE = {
    "verify_token": 403,
    "wrong_caller": 403,
    "cross_site": 403,
    "not_found": 404,
    "method": 405,
}
_TITLES = {
    400: "Bad request",
    401: "Not authentic",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    422: "Cannot be processed",
    429: "Too many requests",
    503: "Unavailable, try again",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answers, and what its log line says of it."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Scalar] = field(default_factory=dict)


def problem(error: SuiteError, status: int | None = None) -> Answer:
    """An RFC 9457 body; a message of ours holds nothing that may not be shown."""
    status = status or _STATUS_OF_CODE.get(error.code) or _status(error)
    body = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Internal error"),
        "status": status,
        "code": error.code,
        "detail": str(error),
    }
    headers = {}
    if isinstance(error, TransientError) and error.retry_after_s:
        headers["Retry-After"] = str(int(error.retry_after_s) + 1)
    return Answer(
        status,
        json.dumps(body),
        "application/problem+json",
        headers,
        {"error": error.code, "detail": str(error)},
    )


def _status(error: SuiteError) -> int:
    return next(status for kind, status in _STATUS if isinstance(error, kind))
