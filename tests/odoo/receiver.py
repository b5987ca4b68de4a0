"""A receiver of the addon's messages: what the suite's door is to Odoo, with faults on order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from tests.local_run import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_PATH = "/api/webhooks/odoo"


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as it came."""

    message_id: str
    is_authentic: bool
    events: tuple[dict[str, Any], ...]


@dataclass
class Receiver:
    """Listens while it is entered, always on the same port; leaving is going down.

    `before_answer` is called when a message has been stored: what it gives is the status of the
    answer, None hangs up without one.
    """

    secret: str
    before_answer: Callable[[Posted], int | None] = lambda _: 200
    port: int = field(default_factory=free_port)
    posted: list[Posted] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{_PATH}"

    @property
    def events(self) -> list[dict[str, Any]]:
        """Give every event of every message, in order of arrival."""
        with self._news:
            return [event for one in self.posted for event in one.events]

    def events_of(self, leads: Collection[int]) -> list[dict[str, Any]]:
        """Give those of these leads: others may work in the same database."""
        return [event for event in self.events if event["lead_id"] in leads]

    def wait_for(self, is_enough: Callable[[Receiver], bool], timeout_s: float) -> None:
        with self._news:
            came = self._news.wait_for(lambda: is_enough(self), timeout_s)
        assert came, f"after {timeout_s} s only {len(self.posted)} messages have come"

    def take(self, headers: Any, body: bytes) -> int | None:
        """Store a message; give the status of its answer."""
        message_id = headers["webhook-id"]
        signed = f"{message_id}.{headers['webhook-timestamp']}.".encode() + body
        posted = Posted(
            message_id,
            _mac(self.secret, signed) in headers["webhook-signature"].split(),
            tuple(json.loads(body)["events"]),
        )
        with self._news:
            self.posted.append(posted)
            self._news.notify_all()
        return self.before_answer(posted)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"receiver": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.receiver.take(self.headers, body) if self.path == _PATH else 404
        if status is None:
            self.close_connection = True
            return
        events = json.loads(body)["events"]
        said = {"receiver": "meta-lead-ads-odoo", "accepted": len(events), "refused": []}
        answer = json.dumps(said if status == 200 else {"code": "unavailable"}).encode()
        with suppress(ConnectionError):  # whoever asked may have given up
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
