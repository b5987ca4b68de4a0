"""What Gemini's errors mean and what happens next: one table.

Messages are ours: Google's may hold the key or the text (Gemini API, error codes, read 2026-11).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.errors import ConnectionDown, OutcomeUnknown, PermanentError, SuiteError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BAD_REQUEST, _TOO_MANY, _SERVER_ERROR = 400, 429, 500
_REFUSED = frozenset({401, 403})
_TIMED_OUT = frozenset({408, 504})
_DELAY = re.compile(r"([0-9]{1,6})(?:\.[0-9]+)?s")
QUOTA_WAIT_S = 60.0
"""How long to stop where Google does not say how long: quotas are by the minute."""


def suite_error(error: Exception) -> SuiteError:
    """Say in the suite's own terms what an exception of the library means."""
    from google.genai.errors import APIError

    if isinstance(error, APIError):
        return _of_reply(error.code, error.details)
    if "Timeout" in type(error).__name__:
        return _no_answer()
    if isinstance(error, RecursionError):  # the library reads the answer's text, too
        return PermanentError("the model's answer is not readable", code="gemini_unreadable")
    return ConnectionDown(
        "Gemini cannot be reached, or what answers is not Gemini", code="gemini_unreachable"
    )


def refuses_thinking(error: Exception) -> bool:
    """Tell whether the model does not know the thinking level: older ones want a budget."""
    text = str(getattr(error, "message", "")).casefold()
    return getattr(error, "code", None) == _BAD_REQUEST and "thinking" in text


def _of_reply(status: int, details: object) -> SuiteError:
    if status in _REFUSED or "API_KEY_INVALID" in set(_reasons(details)):
        return ConnectionDown(
            "Gemini does not accept the key", code="gemini_key_refused", is_certain=True
        )
    if status == _TOO_MANY:
        return _quota(details)
    if status in _TIMED_OUT:
        return _no_answer()
    if status >= _SERVER_ERROR:
        return ConnectionDown("Gemini has a passing fault", code="gemini_unavailable")
    return _wrong_request(status)


def _wrong_request(status: int) -> SuiteError:
    if status == _BAD_REQUEST:
        return PermanentError("Gemini does not take this request", code="gemini_request_refused")
    return ConnectionDown(
        f"Gemini does not know the model or the address (HTTP {status})",
        code="gemini_model_unknown",
        is_certain=True,
    )


def _quota(details: object) -> SuiteError:
    delays = (_DELAY.fullmatch(str(one.get("retryDelay"))) for one in _details(details))
    wait_s = next((float(delay[1]) for delay in delays if delay), QUOTA_WAIT_S)
    return ConnectionDown(
        "Gemini's quota is used up", code="gemini_quota", is_certain=True, retry_after_s=wait_s
    )


def _no_answer() -> SuiteError:
    return OutcomeUnknown("Gemini did not answer in time", code="gemini_timeout")


def _reasons(details: object) -> Iterator[str]:
    return (str(one.get("reason")) for one in _details(details))


def _details(details: object) -> Iterator[dict[str, object]]:
    error = details.get("error") if isinstance(details, dict) else None
    found = error.get("details") if isinstance(error, dict) else None
    yield from (one for one in found or () if isinstance(one, dict))
