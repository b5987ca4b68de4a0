"""What a caller may watch, for logs, metrics and traces."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt of one call. It holds no argument, no value, no key."""

    model: str
    method: str
    protocol: str
    attempt: int
    """1 for the first try."""
    request_id: str
    """Sent as X-Request-Id; the same for all attempts of a call."""
    status: int | None = None
    """HTTP status of the answer; JSON-RPC errors come with 200."""
    elapsed_s: float | None = None
    error_code: str | None = None
    wait_s: float | None = None
    """Before a retry: how long it will be waited."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Functions called around each attempt. A hook that fails is logged and does no harm."""

    on_request: Callable[[CallRecord], None] | None = None
    on_response: Callable[[CallRecord], None] | None = None
    on_retry: Callable[[CallRecord], None] | None = None
    headers: Callable[[], Mapping[str, str]] | None = None
    """Headers to add to each attempt, for instance `traceparent`."""


def notify(hook: Callable[[CallRecord], None], record: CallRecord) -> None:
    """Call a hook; what it raises must not change the outcome of the call."""
    try:
        hook(record)
    except Exception:  # noqa: BLE001 - a foreign function, and the call itself may have succeeded
        _log.warning("a hook of the Odoo client failed")


def extra_headers(give: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """Ask for the headers to add; a failing function adds none."""
    try:
        return give()
    except Exception:  # noqa: BLE001 - a foreign function; a trace header is not worth a lead
        _log.warning("the headers hook of the Odoo client failed")
        return {}
