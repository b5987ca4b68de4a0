"""A socket whose time is bounded as a whole: who drips bytes gains nothing."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from _typeshed import ReadableBuffer, WriteableBuffer

_LEAST_S = 0.001


def left_s(until: float) -> float:
    """Give the seconds until a moment of the monotonic clock, at least a thousandth."""
    return max(_LEAST_S, until - time.monotonic())


class Timed:
    """What `http.client` needs of a socket; raises TimeoutError once the time is over."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        """`until`: a moment of the monotonic clock."""
        self._sock, self._until = sock, until

    def sendall(self, data: ReadableBuffer) -> None:
        """Send everything in time."""
        self._sock.settimeout(left_s(self._until))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Give what is received, for reading."""
        return io.BufferedReader(_Received(self._sock, self._until))

    def close(self) -> None:
        """Let go; whoever opened the socket closes it."""


class _Received(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if time.monotonic() >= self._until:
            raise TimeoutError
        self._sock.settimeout(left_s(self._until))
        return self._sock.recv_into(buffer)
