"""One GET of the Graph API: token, proof, size and time limits, and what came back."""

from __future__ import annotations

import hmac
import json
import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import requests
from requests.auth import AuthBase

from shared import deadline
from shared.adapters.meta.faults import APP_THROTTLE, THROTTLE_WAIT_S, GraphFault
from shared.adapters.meta.foreign import Foreign
from shared.adapters.meta.usage import UsageGate, business_usage
from shared.errors import ConnectionDown, SettingsError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.ports import Clock

MAX_REPLY_BYTES = 2 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_VERSION = re.compile(r"v\d{1,3}\.\d\Z")
_TRACE = re.compile(r"[\w-]{1,60}\Z", re.ASCII)


class GraphClient:
    """Reads from one Graph host.

    Raises GraphFault where Meta says no, TransientError where no usable answer came.
    """

    def __init__(
        self,
        *,
        graph_url: str,
        version: str,
        app_secret: str,
        timeout_s: float,
        session: requests.Session,
        clock: Clock,
        noted: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        """`timeout_s` bounds connecting, each wait for bytes, and the whole reply.

        It is less where the invocation has less time left. `noted` is shown each reply's headers.
        """
        if not _VERSION.match(version):
            raise SettingsError("META_GRAPH_VERSION must look like v26.0")
        self.graph_url = graph_url.rstrip("/")
        self._base = f"{self.graph_url}/{version}"
        self._app_secret, self._timeout_s = app_secret.encode(), timeout_s
        self._session, self._clock, self._noted = session, clock, noted
        self._gate = UsageGate(clock)

    def get(self, path: str, params: Mapping[str, str], *, token: str, page_id: str) -> Foreign:
        """Read one object; `page_id` is the Page whose quota the call uses."""
        self._gate.check(page_id)
        timeout_s = min(self._timeout_s, deadline.left_s())
        if timeout_s <= 0:
            raise TransientError("no time was left to ask Meta", code="meta_timeout")
        with self._send(path, params, token, timeout_s) as reply:
            body = self._body(reply, timeout_s)
        self._gate.note(page_id, reply.headers)
        if self._noted is not None:
            self._noted(reply.headers)
        document = _document(reply, body)
        fault = _fault(reply, document)
        if fault is None:
            return Foreign(document)
        if fault.is_throttle:
            whose = "" if fault.code == APP_THROTTLE else page_id
            self._gate.close(whose, fault.wait_s or THROTTLE_WAIT_S)
        raise fault

    def _send(
        self, path: str, params: Mapping[str, str], token: str, timeout_s: float
    ) -> requests.Response:
        proof = hmac.digest(self._app_secret, token.encode(), "sha256").hex()
        try:
            return self._session.get(
                f"{self._base}/{path}",
                params={**params, "appsecret_proof": proof},
                auth=_Bearer(token),
                timeout=timeout_s,
                allow_redirects=False,
                stream=True,
            )
        except requests.Timeout:
            raise ConnectionDown("Meta did not answer in time", code="meta_timeout") from None
        except requests.RequestException:
            raise ConnectionDown("Meta cannot be reached", code="meta_unreachable") from None

    def _body(self, reply: requests.Response, timeout_s: float) -> bytes:
        """Read the reply, bounded in bytes (after unpacking) and in time (against dripping)."""
        give_up_at = self._clock.now() + timedelta(seconds=timeout_s)
        body = bytearray()
        try:
            for chunk in reply.iter_content(_CHUNK_BYTES):
                body += chunk
                if len(body) > MAX_REPLY_BYTES:
                    raise _unusable("is larger than 2 MiB")
                if self._clock.now() > give_up_at:
                    raise ConnectionDown("Meta answers too slowly", code="meta_timeout")
        except requests.RequestException:
            raise _unusable("broke off") from None
        return bytes(body)


class _Bearer(AuthBase):
    """The token as a header. As `auth` it also keeps `requests` from asking .netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A header is written as Latin-1, or not at all.
        request.headers["Authorization"] = f"Bearer {self._token}".encode().decode("latin-1")
        return request


def _document(reply: requests.Response, body: bytes) -> dict[str, object] | None:
    """Give the JSON object of a reply; None where a server error came without one."""
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status_code < HTTPStatus.BAD_REQUEST:
        raise _unusable("is a redirect; is META_GRAPH_URL right?")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document
    if reply.status_code == HTTPStatus.OK:
        raise _unusable("is no JSON object")
    return None


def _fault(reply: requests.Response, document: dict[str, object] | None) -> GraphFault | None:
    error = (document or {}).get("error")
    if reply.status_code == HTTPStatus.OK and error is None:
        return None
    if not isinstance(error, dict):
        return GraphFault(status=reply.status_code)
    trace = error.get("fbtrace_id")
    return GraphFault(
        status=reply.status_code,
        code=_whole(error.get("code")),
        subcode=_whole(error.get("error_subcode")),
        message=str(error.get("message", "")),
        is_transient=error.get("is_transient") is True,
        trace_id=trace if isinstance(trace, str) and _TRACE.match(trace) else "",
        wait_s=business_usage(reply.headers).regain_s or None,
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _unusable(what: str) -> TransientError:
    return TransientError(f"Meta's reply {what}", code="meta_unexpected_reply")
