"""The demo Gemini as a server of its own, in a thread: for tests and trials."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from werkzeug.serving import make_server

from deploy.local.demo.gemini.app import API_KEY, DemoGeminiApp
from deploy.local.demo.serving import KeptOpenHandler

if TYPE_CHECKING:
    from deploy.local.demo.faults import FaultBoard


class DemoGemini:
    """A running demo Gemini; use it in a `with` statement or close it."""

    api_key = API_KEY

    def __init__(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.app = DemoGeminiApp()
        self._server = make_server(
            "127.0.0.1", port, self.app, threaded=True, request_handler=KeptOpenHandler
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
