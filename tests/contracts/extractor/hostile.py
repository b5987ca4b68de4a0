"""A server that is no Gemini: drips, floods, packs or sends elsewhere."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def dripping(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    while not stop.wait(0.1):
        connection.sendall(b" ")


def flooding(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 1000000000\r\n\r\n")
    while not stop.is_set():
        connection.sendall(b" " * 65_536)


def packed(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b")


def elsewhere(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\n"
        b"Content-Length: 0\r\n\r\n"
    )


@contextmanager
def serving(act: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Serve one connection on a free port of this machine."""
    stop = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with closing(connection), suppress(OSError):
                connection.recv(65_536)
                act(connection, stop)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        stop.set()
        thread.join(5)
