"""SMTP whose answers are bounded as a whole: who drips them or never ends them gains nothing.

`smtplib` starts its timeout anew with every byte, and keeps every line of an answer.
"""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any, Protocol

from shared.guarded_https.timed import Timed

if TYPE_CHECKING:
    import socket

ANSWERS_MAX_BYTES = 64 * 1024
"""All that a server may say while it takes one mail."""


class _Lines(Protocol):
    def readline(self, size: int | None = -1, /) -> bytes: ...

    def close(self) -> None: ...


class _Answers:
    """What a server says, line by line, until it has said too much."""

    def __init__(self, lines: _Lines) -> None:
        self._lines, self._left = lines, ANSWERS_MAX_BYTES

    def readline(self, size: int = -1) -> bytes:
        line = self._lines.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("the mail server says more than any has to")
        return line

    def close(self) -> None:
        self._lines.close()


class _Bounded:
    """Reads answers until a moment of the monotonic clock; then it is as if the server had left."""

    sock: socket.socket | None
    file: Any

    def __init__(self, host: str, port: int, *, until: float, **more: Any) -> None:
        self._until = until
        super().__init__(host, port, **more)  # type: ignore[call-arg]  # smtplib's

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Answers(Timed(self.sock, self._until).makefile("rb"))
        return super().getreply()  # type: ignore[misc,no-any-return]  # smtplib's


class BoundedSMTP(_Bounded, smtplib.SMTP):
    """Plain, and what STARTTLS begins with."""


class BoundedSMTPS(_Bounded, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""
