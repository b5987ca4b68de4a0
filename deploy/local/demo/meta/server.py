"""The demo Meta as a server of its own, in a thread: for tests and trials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from werkzeug.serving import BaseWSGIServer, make_server

from deploy.local.demo.meta.app import create_app
from deploy.local.demo.meta.tokens import ACCESS_TOKEN, APP_SECRET
from deploy.local.demo.serving import KeptOpenHandler, Running

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from deploy.local.demo.meta.app import DemoApp
    from shared.ports import Clock


class DemoMeta:
    """A running demo Meta; a context manager."""

    access_token = ACCESS_TOKEN
    app_secret = APP_SECRET

    def __init__(self, app: DemoApp, server: BaseWSGIServer) -> None:
        self._app = app
        self.url = f"http://127.0.0.1:{server.server_port}"
        self._running = Running(server)

    @classmethod
    def start(cls, path: Path | str, port: int = 0, *, clock: Clock | None = None) -> Self:
        """Serve the SQLite file `path` on 127.0.0.1; port 0 takes a free one."""
        app = create_app(path, clock=clock)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=KeptOpenHandler)
        return cls(app, server)

    def close(self) -> None:
        """Stop serving and let go of the file."""
        self._running.stop()
        self._app.close()

    def __enter__(self) -> Self:
        """Use as `with DemoMeta.start(path) as meta:`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
