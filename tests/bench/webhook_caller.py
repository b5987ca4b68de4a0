"""Signed webhooks, made beforehand, over one connection that is kept open."""

from __future__ import annotations

import http.client
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.local.meta_caller import notification
from shared import bootstrap
from shared.domain.signature import sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECRET = "the benchmark's app secret"
PATH = "/api/webhooks/meta"
_PAGE, _FORM, _AD = "104857600012345", "1048576000100001", "120210000000000001"
_FIRST_LEAD = 71_234_567_890_000_000
_OK = 200
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Webhook:
    """One notification, ready to be sent."""

    body: bytes
    headers: Mapping[str, str]


def webhooks(count: int, changes: int, *, first: int = 0) -> list[Webhook]:
    """Make webhooks of `changes` changes each, every change for another lead."""
    now = bootstrap.clock().now()
    starts = range(first, first + count * changes, changes)
    return [
        _signed(notification([_lead(start + n, now.timestamp()) for n in range(changes)], now))
        for start in starts
    ]


def _lead(serial: int, created_s: float) -> dict[str, object]:
    return {
        "leadgen_id": str(_FIRST_LEAD + serial),
        "page_id": _PAGE,
        "form_id": _FORM,
        "ad_id": _AD,
        "adgroup_id": _AD,
        "created_time": int(created_s),
    }


def _signed(body: bytes) -> Webhook:
    signature = sign(body, SECRET)
    return Webhook(body, {"Content-Type": "application/json", "X-Hub-Signature-256": signature})


class WebhookCaller:
    """Posts to one server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)

    def post(self, webhook: Webhook) -> float:
        """Send one; give the seconds until its answer was read. Raises RuntimeError unless 200."""
        started = time.perf_counter()
        self._connection.request("POST", PATH, webhook.body, dict(webhook.headers))
        response = self._connection.getresponse()
        response.read()
        elapsed_s = time.perf_counter() - started
        if response.status != _OK:
            raise RuntimeError(f"the webhook was answered {response.status}")
        return elapsed_s

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def calling(port: int) -> Iterator[WebhookCaller]:
    """Give a caller of 127.0.0.1:`port`, closed at the end."""
    caller = WebhookCaller(port)
    try:
        yield caller
    finally:
        caller.close()
