"""A scripted HTTP server and a given time: the faults of a network, without waiting for them."""

from __future__ import annotations

import json
import random
import socketserver
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from shared.odoo_client import Hooks, OdooClient


@dataclass
class GivenTime:
    """A clock that only `sleep` moves."""

    seconds: float = 0.0
    naps: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    verb: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, object]:
        document: dict[str, object] = json.loads(self.body)
        return document


Act = Callable[[socketserver.StreamRequestHandler, "ScriptedServer"], bool]
"""Answers one request; True keeps the connection open."""


class ScriptedServer(socketserver.ThreadingTCPServer):
    """Answers requests one by one as its script says."""

    daemon_threads = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: deque[Act] = deque()
        self.seen: list[Seen] = []
        self.connections = 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def plan(self, *acts: Act) -> None:
        self.script.extend(acts)

    def calls(self) -> list[str]:
        return [seen.path for seen in self.seen]


class _Handler(socketserver.StreamRequestHandler):
    server: ScriptedServer

    def handle(self) -> None:
        self.server.connections += 1
        while seen := self._request():
            self.server.seen.append(seen)
            if not self.server.script.popleft()(self, self.server):
                return

    def _request(self) -> Seen | None:
        line = self.rfile.readline().decode()
        if not line.strip():
            return None
        verb, path, _version = line.split()
        headers: dict[str, str] = {}
        while header := self.rfile.readline().decode().strip():
            name, _colon, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        return Seen(verb, path, headers, body)


class Acts:
    """What the scripted server can do with a request."""

    @staticmethod
    def answer(
        document: object = None,
        status: int = 200,
        *,
        raw: bytes | None = None,
        keep: bool = False,
        **headers: str,
    ) -> Act:
        body = json.dumps(document).encode() if raw is None else raw
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += [] if keep else ["Connection: close"]
        whole = "\r\n".join([*lines, "", ""]).encode() + body

        def act(handler: socketserver.StreamRequestHandler, _server: ScriptedServer) -> bool:
            handler.wfile.write(whole)
            return keep

        return act

    @staticmethod
    def fault(name: str, message: str, status: int, **headers: str) -> Act:
        debug = "Traceback (most recent call last): CANARY-DEBUG"
        document = {"name": name, "message": message, "arguments": [], "debug": debug}
        return Acts.answer(document, status, **headers)

    @staticmethod
    def rpc_fault(name: str, message: str) -> Act:
        debug = "Traceback (most recent call last): CANARY-DEBUG"
        data = {"name": name, "message": message, "arguments": [message], "debug": debug}
        error = {"code": 0, "message": "Odoo Server Error", "data": data}
        return Acts.answer({"jsonrpc": "2.0", "id": 1, "error": error})

    @staticmethod
    def rpc(result: object) -> Act:
        return Acts.answer({"jsonrpc": "2.0", "id": 1, "result": result})

    @staticmethod
    def drop() -> Act:
        return lambda _handler, _server: False

    @staticmethod
    def hang() -> Act:
        def act(_handler: socketserver.StreamRequestHandler, server: ScriptedServer) -> bool:
            server.over.wait(10)
            return False

        return act

    @staticmethod
    def raw(*parts: bytes, every_s: float = 0.0) -> Act:
        def act(handler: socketserver.StreamRequestHandler, server: ScriptedServer) -> bool:
            for part in parts:
                try:
                    handler.wfile.write(part)
                except OSError:
                    return False
                if every_s and server.over.wait(every_s):
                    return False
            return False

        return act


@pytest.fixture
def acts() -> type[Acts]:
    return Acts


@pytest.fixture
def given_time() -> GivenTime:
    return GivenTime()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()


Connect = Callable[..., OdooClient]


@pytest.fixture
def connect(server: ScriptedServer, given_time: GivenTime) -> Iterator[Connect]:
    """Make clients of the scripted server, on the given time."""
    made: list[OdooClient] = []

    def make(**options: object) -> OdooClient:
        settings: dict[str, object] = {
            "database": "db",
            "api_key": "CANARY-KEY",
            "login": "bot",
            "protocol": "json2",
            "hooks": Hooks(),
            "clock": given_time.now,
            "monotonic": given_time.monotonic,
            "sleep": given_time.sleep,
            "rng": random.Random(7),
        }
        client = OdooClient.connect(server.url, **{**settings, **options})  # type: ignore[arg-type]
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
