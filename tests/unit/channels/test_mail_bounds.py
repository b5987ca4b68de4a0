"""A mail server that drips its answers, or never ends one, holds nobody up for long."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.adapters.mail import SmtpMailer
from shared.domain.acting.channels import MailServer
from shared.domain.acting.notice import Mail
from shared.errors import ConnectionDown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STEP_S = 0.2
LONGEST_S = 8.0
"""So long the servers go on if nobody hangs up."""
MAIL = Mail("k@leads.example.com", "zarqaa@example.org", "x", "x", None, "en")


class Now:
    def now(self) -> datetime:
        return datetime(2026, 11, 29, tzinfo=UTC)


def dripping(connection: socket.socket, is_over: threading.Event) -> None:
    """A byte at a time, each well within the time of a step."""
    connection.sendall(b"220 ")
    while not is_over.wait(STEP_S / 4):
        connection.sendall(b"x")


def endless(connection: socket.socket, is_over: threading.Event) -> None:
    """One line of an answer after the other."""
    while not is_over.is_set():
        connection.sendall(b"220-" + b"x" * 500 + b"\r\n")


@contextmanager
def served(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    is_over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                speak(connection, is_over)
            except OSError:  # it hung up
                is_over.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        worker = threading.Thread(target=serve)
        worker.start()
        threading.Timer(LONGEST_S, is_over.set).start()
        yield listener.getsockname()[1]
        is_over.set()
        worker.join(timeout=30)


@pytest.mark.parametrize("speak", [dripping, endless])
def test_a_server_that_never_comes_to_an_end_is_left(
    speak: Callable[[socket.socket, threading.Event], None],
) -> None:
    with served(speak) as port:
        server = MailServer("127.0.0.1", port, "none")
        mailer = SmtpMailer(server, sender="S <s@example.com>", clock=Now(), timeout_s=STEP_S)
        began = time.monotonic()
        with pytest.raises(ConnectionDown) as failed:
            mailer.send(MAIL)
        assert failed.value.code == "mail_unreachable"
        assert time.monotonic() - began < LONGEST_S / 2
