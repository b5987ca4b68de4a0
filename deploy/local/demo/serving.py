"""How the demo servers run, each in a thread, and answer: kept open, and nothing logged."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    import socketserver


class KeptOpenHandler(WSGIRequestHandler):
    """Keeps connections open, as the real ones do, and logs nothing: requests are personal."""

    protocol_version = "HTTP/1.1"
    # Without it headers and body go out as two packets, and the second waits for an answer.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30

    def finish(self) -> None:
        """Let go of a connection, which a fault or an impatient caller may have cut."""
        for let_go in (super().finish, self.wfile.close, self.rfile.close):
            with contextlib.suppress(OSError):
                let_go()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class Running:
    """A server that listens in a thread until it is stopped."""

    def __init__(self, server: socketserver.BaseServer) -> None:
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and let go of the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
