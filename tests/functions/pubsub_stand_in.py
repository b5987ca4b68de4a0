"""Stands where Pub/Sub would, to be up or down at will; what it takes is what the adapter sends."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class PubSub:
    """Down until it is told otherwise; keeps the publish requests that it took."""

    is_up: bool = False
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        """Give status and document."""
        if not self.is_up:
            return 503, {"error": {"status": "UNAVAILABLE"}}
        document = json.loads(body)
        self.bodies.append(document)
        return 200, {"messageIds": [str(n) for n, _ in enumerate(document["messages"])]}


@contextmanager
def serving() -> Iterator[tuple[PubSub, str]]:
    """Serve on 127.0.0.1; while down it asks to wait a minute, so that nobody tries again."""
    state = PubSub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = state.answer(body)
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Retry-After", "60")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield state, f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
