"""Pooled HTTP/1.1 on the standard library: a third of what `requests.Session` costs a call.

A request is one piece of bytes and one packet; `http.client` reads the answers.

No redirect is followed, no environment is read (no proxy variables, no .netrc: the key goes to
the configured host and nowhere else), no cookie is kept, and an answer has a largest size.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BadCall, NoAnswer, PoolExhausted, ReplyTooLarge, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import Message

    from .address import Address

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete HTTP answer."""

    status: int
    headers: Message
    """Looked up in any case (`get`)."""
    body: bytes


class HttpPool:
    """At most `size` connections to one address, kept open while the server allows it."""

    def __init__(
        self,
        address: Address,
        *,
        size: int = 8,
        connect_timeout_s: float = 5.0,
        max_reply_bytes: int = 64 << 20,
        max_idle_s: float = 20.0,
        ssl_context: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet.

        `max_idle_s`: an older idle connection is not used again. A frozen serverless instance
        wakes with connections that a gateway has long forgotten without telling.
        """
        self._address = address
        self._connect_timeout_s = connect_timeout_s
        self._max_reply_bytes = max_reply_bytes
        self._max_idle_s = max_idle_s
        self._ssl_context = ssl_context
        self._monotonic = monotonic
        self._slots = threading.BoundedSemaphore(size)
        self._idle: deque[tuple[socket.socket, float]] = deque()
        self._lock = threading.Lock()

    def exchange(
        self, verb: str, path: str, headers: Mapping[str, str], body: bytes | None, timeout_s: float
    ) -> Reply:
        """Send one request and read its whole answer within `timeout_s`.

        Raises Unreachable or PoolExhausted (nothing was sent), NoAnswer (it may have arrived),
        ReplyTooLarge.
        """
        until = self._monotonic() + timeout_s
        request = self._request(verb, path, headers, body or b"")
        if not self._slots.acquire(timeout=timeout_s):
            raise PoolExhausted("no free connection before the deadline")
        try:
            sock = self._idle_socket() or self._open(until)
            return self._talk(sock, verb, request, until)
        finally:
            self._slots.release()

    def close(self) -> None:
        """Close the idle connections; the pool can still be used."""
        while self._idle:
            self._idle.pop()[0].close()

    def _request(self, verb: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        lines = [f"{verb} {self._address.prefix}{path} HTTP/1.1", f"Host: {self._address.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Accept-Encoding: identity", f"Content-Length: {len(body)}", "", ""]
        text = "\r\n".join(lines)
        if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
            raise BadCall("a header holds a line break")
        return text.encode("latin-1", "replace") + body

    def _idle_socket(self) -> socket.socket | None:
        while True:
            try:
                sock, since = self._idle.pop()
            except IndexError:
                return None
            if self._monotonic() - since <= self._max_idle_s and not _hung_up(sock):
                return sock
            sock.close()

    def _open(self, until: float) -> socket.socket:
        where = self._address
        timeout_s = min(self._connect_timeout_s, self._left_s(until))
        try:
            sock = socket.create_connection((where.host, where.port), timeout_s)
        except TimeoutError as error:
            raise Unreachable("no connection in time") from error
        except OSError as error:
            raise Unreachable(f"cannot connect ({type(error).__name__})") from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock if where.scheme == "http" else self._encrypted(sock)

    def _encrypted(self, sock: socket.socket) -> socket.socket:
        try:
            return self._tls().wrap_socket(sock, server_hostname=self._address.host)
        except OSError as error:  # ssl.SSLError is one
            sock.close()
            raise Unreachable("TLS failed: check the certificate and the clock") from error

    def _tls(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                self._ssl_context = ssl.create_default_context()
            return self._ssl_context

    def _left_s(self, until: float) -> float:
        return max(0.001, until - self._monotonic())

    def _talk(self, sock: socket.socket, verb: str, request: bytes, until: float) -> Reply:
        keep = False
        try:
            sock.settimeout(self._left_s(until))
            sock.sendall(request)
            with http.client.HTTPResponse(sock, method=verb) as response:
                response.begin()
                content = self._read(response, sock, until)
                keep = not response.will_close
        except TimeoutError as error:
            raise NoAnswer("sent, but no complete answer came in time") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("sent, but the connection broke", dropped=True) from error
        finally:
            if keep:
                self._idle.append((sock, self._monotonic()))
            else:
                sock.close()
        return Reply(response.status, response.headers, content)

    def _read(self, response: http.client.HTTPResponse, sock: socket.socket, until: float) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self._max_reply_bytes:
                raise ReplyTooLarge(f"the answer exceeds {self._max_reply_bytes} bytes")
            if response.length == 0:
                break
            self._check_time(sock, until)
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(chunks)

    def _check_time(self, sock: socket.socket, until: float) -> None:
        left_s = until - self._monotonic()
        if left_s <= 0:
            raise TimeoutError
        sock.settimeout(left_s)


def _hung_up(sock: socket.socket) -> bool:
    """Tell whether an idle connection is readable: the server closed it (or talks out of turn)."""
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
