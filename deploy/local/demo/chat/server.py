"""The demo channels as a server of its own, in a thread: for tests and trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from werkzeug.serving import make_server

from deploy.local.demo.chat.app import DemoChatApp
from deploy.local.demo.serving import KeptOpenHandler, Running

if TYPE_CHECKING:
    import ssl

    from deploy.local.demo.chat.inbox import Inbox
    from deploy.local.demo.faults import FaultBoard
    from shared.ports import Clock


class DemoChat:
    """Running demo channels; use it in a `with` statement or close it."""

    def __init__(
        self, port: int = 0, *, clock: Clock | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.app = DemoChatApp(clock)
        server = make_server(
            "127.0.0.1",
            port,
            self.app,
            threaded=True,
            request_handler=KeptOpenHandler,
            ssl_context=tls,
        )
        self.port = server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._running = Running(server)

    @property
    def faults(self) -> FaultBoard:
        """What goes wrong on order."""
        return self.app.board

    @property
    def inbox(self) -> Inbox:
        """What was received."""
        return self.app.inbox

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
