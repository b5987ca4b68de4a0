"""The demo Gemini as a server of its own, in a thread: for tests and trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from werkzeug.serving import make_server

from deploy.local.demo.gemini.app import API_KEY, DemoGeminiApp
from deploy.local.demo.serving import KeptOpenHandler, Running

if TYPE_CHECKING:
    from deploy.local.demo.faults import FaultBoard


class DemoGemini:
    """A running demo Gemini; use it in a `with` statement or close it."""

    api_key = API_KEY

    def __init__(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.app = DemoGeminiApp()
        server = make_server(
            "127.0.0.1", port, self.app, threaded=True, request_handler=KeptOpenHandler
        )
        self.url = f"http://127.0.0.1:{server.server_port}"
        self._running = Running(server)

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
        self._running.stop()

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
