"""The demo Gemini as a server of its own, in a thread: for tests and trials."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.local.demo.gemini.app import API_KEY, DemoGeminiApp

if TYPE_CHECKING:
    from deploy.local.demo.faults import FaultBoard


class _QuietHandler(WSGIRequestHandler):
    """Keeps connections open, as the real one does, and logs nothing."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30

    def finish(self) -> None:
        """Let go of a connection, which a fault or an impatient caller may have cut."""
        for let_go in (super().finish, self.wfile.close, self.rfile.close):
            with contextlib.suppress(OSError):
                let_go()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: requests hold what people typed."""


class DemoGemini:
    """A running demo Gemini; use it in a `with` statement or close it."""

    api_key = API_KEY

    def __init__(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.app = DemoGeminiApp()
        self._server = make_server(
            "127.0.0.1", port, self.app, threaded=True, request_handler=_QuietHandler
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @classmethod
    def start(cls, port: int = 0) -> Self:
        """Start a server."""
        return cls(port)

    @property
    def faults(self) -> FaultBoard:
        """What goes wrong on order."""
        return self.app.board

    def close(self) -> None:
        """Let held requests go and stop listening."""
        self.app.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
