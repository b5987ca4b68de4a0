"""One POST to a foreign address: resolved once, every address checked, then connected to as checked.

No redirect is followed, no proxy or other word of the environment is heeded, the time is bounded as
a whole and so is what is read of an answer.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, urlsplit

from shared import deadline
from shared.errors import BadInput, OutcomeUnknown, TransientError
from shared.guarded_https.addresses import is_loopback, is_public
from shared.guarded_https.timed import Timed, left_s

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 5.0
ANSWER_MAX_BYTES = 64 * 1024
"""More of an answer is not read: its status says what became of the call."""
_CHUNK_BYTES = 16 * 1024
_SECONDS = re.compile(r"[0-9]{1,5}\Z")
_PORTS = {"https": 443, "http": 80}
USER_AGENT = "meta-lead-ads-odoo"


class Resolve(Protocol):
    """Gives the addresses of a name, as `socket.getaddrinfo` does."""

    def __call__(self, host: str, port: int, *, type: int) -> list[Any]:  # noqa: A002 - its name
        """Raise OSError where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; `body` is cut where it was too long, too slow or broke off."""

    status: int
    body: bytes
    retry_after_s: float | None = None
    """How long it asks us to wait, where it says so in seconds."""

    @property
    def is_success(self) -> bool:
        """It was taken (2xx)."""
        return http.client.OK <= self.status < http.client.MULTIPLE_CHOICES


class GuardedHttps:
    """Posts to public addresses only. Safe between threads; a connection a call."""

    def __init__(
        self,
        *,
        timeout_s: float = TIMEOUT_S,
        allows_loopback: bool = False,
        ssl_context: ssl.SSLContext | None = None,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        """`timeout_s` bounds a call as a whole, but for the resolver's own time.

        `allows_loopback` also lets through this machine, and http to it: for demo servers, and no
        setting turns it on.
        """
        self._timeout_s, self._allows_loopback = timeout_s, allows_loopback
        self._ssl_context, self._resolve = ssl_context, resolve
        self._lock = threading.Lock()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send once and give the answer, whatever its status.

        Raises BadInput (`endpoint_private`) for an address that is not public, TransientError
        (`endpoint_unreachable`, `endpoint_no_time`) where nothing was sent, OutcomeUnknown
        (`endpoint_no_answer`) where it may have arrived. No message holds the address.
        """
        timeout_s = min(self._timeout_s, deadline.left_s())
        if timeout_s <= 0:
            raise TransientError("no time was left to send it", code="endpoint_no_time")
        until = time.monotonic() + timeout_s
        parts = urlsplit(url)
        with self._connected(parts, until) as sock:
            return _talk(sock, parts, headers, body, until)

    def _connected(self, parts: SplitResult, until: float) -> socket.socket:
        port = parts.port or _PORTS.get(parts.scheme, 0)
        addresses = self._addresses(parts, port)
        for address in addresses:
            try:
                sock = socket.create_connection(
                    (address, port), min(CONNECT_TIMEOUT_S, left_s(until))
                )
            except OSError:
                continue
            return self._encrypted(sock, parts, until)
        raise TransientError("no connection could be made", code="endpoint_unreachable")

    def _addresses(self, parts: SplitResult, port: int) -> list[str]:
        """Resolve once; one private address among several refuses them all."""
        try:
            found = self._resolve(parts.hostname or "", port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise TransientError("its name is not known", code="endpoint_unreachable") from None
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(self._allows(address, parts.scheme) for address in addresses):
            raise BadInput("its address lies in a private network", code="endpoint_private")
        return addresses

    def _allows(self, address: str, scheme: str) -> bool:
        if self._allows_loopback and is_loopback(address):
            return scheme in _PORTS
        return scheme == "https" and is_public(address)

    def _encrypted(self, sock: socket.socket, parts: SplitResult, until: float) -> socket.socket:
        if parts.scheme == "http":
            return sock
        try:
            sock.settimeout(min(CONNECT_TIMEOUT_S, left_s(until)))
            return self._tls().wrap_socket(sock, server_hostname=parts.hostname)
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            sock.close()
            raise TransientError(
                "TLS failed: its certificate may be expired or another's",
                code="endpoint_unreachable",
            ) from None

    def _tls(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                self._ssl_context = ssl.create_default_context()
            return self._ssl_context


def _talk(
    sock: socket.socket, parts: SplitResult, headers: Mapping[str, str], body: bytes, until: float
) -> Answer:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.sock = Timed(sock, until)
    own = {"Host": parts.netloc, "User-Agent": USER_AGENT, "Connection": "close"}
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, body, {**own, **headers})
        with connection.getresponse() as response:
            return Answer(response.status, _read(response), _asked_s(response))
    except (OSError, http.client.HTTPException):
        raise OutcomeUnknown("sent, and no answer came", code="endpoint_no_answer") from None


def _read(response: http.client.HTTPResponse) -> bytes:
    """Read what comes in time; the status is known, so a body that breaks off changes nothing."""
    body = bytearray()
    try:
        while len(body) < ANSWER_MAX_BYTES and (chunk := response.read1(_CHUNK_BYTES)):
            body += chunk
    except (OSError, http.client.HTTPException, ValueError):
        return bytes(body)
    return bytes(body)


def _asked_s(response: http.client.HTTPResponse) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if _SECONDS.match(text) else None
