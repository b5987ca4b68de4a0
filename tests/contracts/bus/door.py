"""A door on this machine: records what is pushed to it, refuses or waits as it is told."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import TYPE_CHECKING

from shared.push import Delivery, parse_push

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Pushed:
    """One request, as read and as sent."""

    delivery: Delivery
    headers: dict[str, str]
    at_s: float


class Door:
    """Each path is a room of its own: `url("a")` records under `a`."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._pushed: dict[str, list[Pushed]] = {}
        self._refusals: dict[str, int] = {}
        self._delays: dict[str, list[threading.Event]] = {}
        self.address = ""

    def url(self, room: str) -> str:
        return f"http://{self.address}/{room}"

    def refuse(self, room: str, times: int) -> None:
        """Answer 500 to the next `times` requests."""
        self._refusals[room] = times

    def hold(self, room: str) -> threading.Event:
        """Keep the next request waiting until the event is set."""
        gate = threading.Event()
        self._delays.setdefault(room, []).append(gate)
        return gate

    def pushed(self, room: str) -> list[Pushed]:
        with self._news:
            return list(self._pushed.get(room, ()))

    def wait_for(self, room: str, count: int, timeout_s: float = 30.0) -> list[Pushed]:
        """Give what was pushed as soon as it is `count`."""
        with self._news:
            came = self._news.wait_for(lambda: len(self._pushed.get(room, ())) >= count, timeout_s)
            found = list(self._pushed.get(room, ()))
        assert came, f"{len(found)} of {count} deliveries came in {timeout_s} s"
        return found

    def stays_at(self, room: str, count: int, for_s: float) -> bool:
        """Watch for `for_s` that no more than `count` are pushed."""
        with self._news:
            return not self._news.wait_for(
                lambda: len(self._pushed.get(room, ())) > count, timeout=for_s
            )

    def take(self, room: str, headers: dict[str, str], body: bytes) -> int:
        pushed = Pushed(parse_push(headers, body), headers, monotonic())
        with self._news:
            self._pushed.setdefault(room, []).append(pushed)
            refusals = self._refusals.get(room, 0)
            self._refusals[room] = max(0, refusals - 1)
            gates = self._delays.get(room)
            gate = gates.pop(0) if gates else None
            self._news.notify_all()
        if gate is not None:
            gate.wait(60)
        return 500 if refusals else 204


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True


@contextmanager
def open_door() -> Iterator[Door]:
    """Serve a door on a free port of 127.0.0.1."""
    door = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = door.take(self.path.strip("/"), dict(self.headers.items()), body)
            try:
                self.send_response(status)
                self.end_headers()
            except ConnectionError:  # a deliverer that was killed does not wait for the answer
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        door.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield door
        finally:
            server.shutdown()
            thread.join()
