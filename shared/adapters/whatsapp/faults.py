"""What the Cloud API's error codes mean and what happens next: one table.

By `error.code` (Meta, WhatsApp error codes, updated 2026-06, read 2026-11). Messages are ours:
Meta's may hold the number. Many failures, 131026 and 131047 among them, are often told only later,
by a webhook of WhatsApp's that the suite does not hear.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.errors import (
    BadInput,
    ConnectionDown,
    OutcomeUnknown,
    PermanentError,
    SuiteError,
    TransientError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fault means: which class of error, its slug, its words, how long to wait."""

    kind: type[TransientError | PermanentError]
    code: str
    message: str
    wait_s: float | None = None


_TOKEN = Verdict(
    ConnectionDown, "whatsapp_token_refused", "WhatsApp does not accept the token or its rights"
)
_BLOCKED = Verdict(
    ConnectionDown,
    "whatsapp_account_blocked",
    "WhatsApp has locked the business account: payment, policy or registration",
)
_BUSY = Verdict(TransientError, "whatsapp_busy", "WhatsApp asks for fewer messages", 60.0)
_SPAM = Verdict(TransientError, "whatsapp_busy", "WhatsApp asks for fewer messages", 3600.0)
_DOWN = Verdict(TransientError, "whatsapp_unavailable", "WhatsApp has a passing fault", 30.0)
_WINDOW = Verdict(
    BadInput, "whatsapp_window_closed", "the customer wrote more than 24 hours ago: use a template"
)
_TEMPLATE = Verdict(
    BadInput,
    "whatsapp_template_unknown",
    "there is no approved template of this name and language, or it is paused",
)
_UNREACHABLE = Verdict(
    BadInput,
    "whatsapp_not_reachable",
    "WhatsApp does not deliver to this number: not there, or messages not wanted",
)
_REFUSED = Verdict(BadInput, "whatsapp_refused", "WhatsApp refuses this message")

VERDICTS: Mapping[int, Verdict] = {
    0: _TOKEN,
    3: _TOKEN,
    10: _TOKEN,
    190: _TOKEN,
    **dict.fromkeys(range(200, 300), _TOKEN),
    131005: _TOKEN,
    368: _BLOCKED,
    131031: _BLOCKED,
    131037: _BLOCKED,
    131042: _BLOCKED,
    131045: _BLOCKED,
    133010: _BLOCKED,
    4: _BUSY,
    80007: _BUSY,
    130429: _BUSY,
    131056: _BUSY,
    131048: _SPAM,
    131049: _UNREACHABLE,
    1: _DOWN,
    2: _DOWN,
    131000: _DOWN,
    131016: _DOWN,
    131057: _DOWN,
    133004: _DOWN,
    131047: _WINDOW,
    132001: _TEMPLATE,
    132015: _TEMPLATE,
    132016: _TEMPLATE,
    130472: _UNREACHABLE,
    130497: _UNREACHABLE,
    131021: _UNREACHABLE,
    131026: _UNREACHABLE,
    131030: _UNREACHABLE,
    131050: _UNREACHABLE,
}


def suite_error(status: int, code: int | None, retry_after_s: float | None) -> SuiteError:
    """Say in the suite's own terms what a refusal means; `code` None: the answer was no JSON."""
    verdict = VERDICTS.get(code) if code is not None else None
    if verdict is None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutcomeUnknown(
            f"WhatsApp failed, perhaps after sending (HTTP {status})",
            code="whatsapp_outcome_unknown",
        )
    verdict = verdict or _by_status(status)
    message = f"{verdict.message} (HTTP {status}, code {code})"
    if verdict.kind is BadInput:
        return BadInput(message, code=verdict.code)
    wait_s = retry_after_s or verdict.wait_s
    if verdict.kind is ConnectionDown:
        return ConnectionDown(message, code=verdict.code, retry_after_s=wait_s, is_certain=True)
    return TransientError(message, code=verdict.code, retry_after_s=wait_s)


def _by_status(status: int) -> Verdict:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _BUSY
    return _TOKEN if status == HTTPStatus.UNAUTHORIZED else _REFUSED
