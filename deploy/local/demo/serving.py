"""How the demo servers answer: connections stay open, and nothing is logged."""

from __future__ import annotations

import contextlib

from werkzeug.serving import WSGIRequestHandler


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
