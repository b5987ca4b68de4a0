"""An SMTP server of the standard library, in a thread: without TLS, on this machine only.

`aiosmtpd` does more, but nothing of the local run may need a package that only tests have. What is
spoken: EHLO, AUTH PLAIN, MAIL, RCPT, DATA, RSET, NOOP, QUIT (RFC 5321, RFC 4954). Faults are
ordered by name, matching on `verb`.
"""

from __future__ import annotations

import base64
import contextlib
import socketserver
from typing import TYPE_CHECKING, ClassVar, Self

from deploy.local.demo.faults import FaultBoard
from deploy.local.demo.mail.outbox import Outbox
from deploy.local.demo.serving import Running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

USER, PASSWORD = "demo", "demo-mail-password"
REPLIES = {
    "421": b"421 4.3.2 closing down",
    "451": b"451 4.7.1 greylisted, come back later",
    "454": b"454 4.7.0 no login now",
    "530": b"530 5.7.0 authentication required",
    "535": b"535 5.7.8 credentials invalid",
    "550": b"550 5.1.1 <zarqaa@example.com>: no such user",
    "552": b"552 5.3.4 message too big",
    "554": b"554 5.7.1 rejected as spam",
}
"""Faults that are an answer at some step."""
HANG_UP, HANG_UP_AFTER, HOLD = "hang_up", "hang_up_after", "hold"
"""The connection ends before the step is done, after it, or nothing more is said."""
_LINE_MAX = 2_000


class DemoMail:
    """A running mail server; use it in a `with` statement or close it."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. Mails go to `folder` as `.eml`."""
        self.outbox = Outbox(folder)
        self.faults = FaultBoard({*REPLIES, HANG_UP, HANG_UP_AFTER, HOLD})
        server = _Server(("127.0.0.1", port), _Session)
        server.outbox, server.faults = self.outbox, self.faults
        self.port = int(server.server_address[1])
        self._running = Running(server)

    def close(self) -> None:
        """Let held sessions go and stop listening."""
        self.faults.release()
        self._running.stop()

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    outbox: Outbox
    faults: FaultBoard


class _Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: _Server
    timeout = 30

    def handle(self) -> None:
        """Talk until QUIT or until somebody hangs up."""
        self._to: list[str] = []
        with contextlib.suppress(OSError, EOFError):
            self._reply(b"220 demo mail")
            while self._step(self._line()):
                pass

    def _step(self, line: bytes) -> bool:
        verb = line[:4].upper().decode("ascii", "replace")
        rule = self.server.faults.take({"verb": verb})
        fault = rule.fault if rule is not None else ""
        if fault in REPLIES:
            self._reply(REPLIES[fault])
            return fault != "421"
        if fault == HOLD:
            self.server.faults.hold()
        if fault in {HANG_UP, HOLD}:
            return False
        act = self._VERBS.get(verb)
        if act is None:
            self._reply(b"502 5.5.1 not spoken here")
            return True
        return act(self, line, fault) and fault != HANG_UP_AFTER

    def _hello(self, line: bytes, fault: str) -> bool:
        self._reply(b"250-demo\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250 AUTH PLAIN")
        return True

    def _login(self, line: bytes, fault: str) -> bool:
        expected = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode())
        is_right = line.split(b" ")[-1] == expected
        self._reply(b"235 2.7.0 welcome" if is_right else REPLIES["535"])
        return True

    def _from(self, line: bytes, fault: str) -> bool:
        self._to = []
        return self._fine(line, fault)

    def _receiver(self, line: bytes, fault: str) -> bool:
        self._to.append(line.partition(b"<")[2].partition(b">")[0].decode("utf-8", "replace"))
        return self._fine(line, fault)

    def _data(self, line: bytes, fault: str) -> bool:
        self._reply(b"354 go ahead")
        text = self._text()
        late = self.server.faults.take({"verb": "TEXT"})
        if late is not None and late.fault in REPLIES:
            self._reply(REPLIES[late.fault])
            return True
        if late is not None and late.fault == HANG_UP:
            return False
        self.server.outbox.keep(tuple(self._to), text)
        if late is not None:
            return False
        return self._fine(line, fault)

    def _fine(self, line: bytes, fault: str) -> bool:
        if fault != HANG_UP_AFTER:
            self._reply(b"250 2.0.0 fine")
        return True

    def _bye(self, line: bytes, fault: str) -> bool:
        self._reply(b"221 2.0.0 bye")
        return False

    def _text(self) -> bytes:
        lines: list[bytes] = []
        while (line := self._line()) != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"\r\n".join([*lines, b""])

    def _line(self) -> bytes:
        line = self.rfile.readline(_LINE_MAX)
        if not line.endswith(b"\n"):
            raise EOFError
        return line.rstrip(b"\r\n")

    def _reply(self, text: bytes) -> None:
        self.wfile.write(text + b"\r\n")

    _VERBS: ClassVar[dict[str, Callable[[_Session, bytes, str], bool]]] = {
        "EHLO": _hello,
        "HELO": _hello,
        "AUTH": _login,
        "MAIL": _from,
        "RCPT": _receiver,
        "DATA": _data,
        "RSET": _fine,
        "NOOP": _fine,
        "QUIT": _bye,
    }
