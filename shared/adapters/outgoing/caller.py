"""WebhookCaller: one signed POST by Standard Webhooks 1.0.0; `webhook-id` is the key.

The receiver drops a second call with the same id (standardwebhooks.com, read 2026-11): exactly once
for whoever does so.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.domain.standard_webhooks import sign
from shared.domain.values import moment_text
from shared.errors import BadInput, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.channels import WebhookEndpoint
    from shared.guarded_https import Answer, GuardedHttps
    from shared.ports import Clock

WAIT_S = 30.0
BODY_MAX_BYTES = 20_000
"""What the standard advises at most."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class SignedWebhooks:
    """Calls the endpoints that settings name."""

    def __init__(
        self, endpoints: Sequence[WebhookEndpoint], https: GuardedHttps, clock: Clock
    ) -> None:
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._https, self._clock = https, clock

    def endpoints(self) -> Sequence[str]:
        """Give the names, in the order of the setting."""
        return tuple(self._endpoints)

    def call(
        self, endpoint: str, key: ActionKey, event_type: str, payload: Mapping[str, object]
    ) -> None:
        """POST `{"type", "timestamp", "data"}` once; a redirect is a refusal.

        Raises BadInput (`endpoint_unknown`, `endpoint_gone`, `endpoint_refused`), TransientError
        (`endpoint_busy`, `endpoint_unavailable`), and what `GuardedHttps.post` does.
        """
        found = self._endpoints.get(endpoint)
        if found is None:
            raise BadInput("no webhook of this name is set", code="endpoint_unknown")
        now = self._clock.now()
        body = _body(event_type, moment_text(now), payload)
        headers = sign(body, key, int(now.timestamp()), found.keys)
        _check(self._https.post(found.url, {**headers, "Content-Type": "application/json"}, body))


def _body(event_type: str, timestamp: str, payload: Mapping[str, object]) -> bytes:
    document = {"type": event_type, "timestamp": timestamp, "data": dict(payload)}
    try:
        body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        raise BadInput("the payload cannot be written as JSON", code="endpoint_refused") from None
    if len(body) > BODY_MAX_BYTES:
        raise BadInput("the payload is too long for a webhook", code="endpoint_refused")
    return body


def _check(answer: Answer) -> None:
    if answer.is_success:
        return
    if answer.status in _LATER:
        raise TransientError(
            "the endpoint takes no more calls now",
            code="endpoint_busy",
            retry_after_s=answer.retry_after_s or WAIT_S,
        )
    if answer.status in _GONE:
        raise BadInput("the endpoint is gone", code="endpoint_gone")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # It may have been taken; the same webhook-id again is the same call.
        raise TransientError(
            f"the endpoint failed (HTTP {answer.status})",
            code="endpoint_unavailable",
            retry_after_s=answer.retry_after_s,
        )
    raise BadInput(f"the endpoint refuses it (HTTP {answer.status})", code="endpoint_refused")
