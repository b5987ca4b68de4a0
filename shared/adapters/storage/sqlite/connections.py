"""Connections to one SQLite file: one a thread, opened on demand, all closed at the end.

Writers of one process take turns before they ask SQLite: it lets those who wait ask again and again
and keeps no order, so that where many write at once some would ask in vain until their time is over.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shared.adapters.storage.sqlite.faults import busy, is_busy
from shared.adapters.storage.sqlite.schema import bring_up
from shared.adapters.storage.sqlite.upkeep import OVERWRITE
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Synchronous = Literal["NORMAL", "FULL"]

_WAL_TRIES = 100
_WAL_PAUSE_S = 0.02


class Connections:
    """The connections of one process; after a fork, the child opens its own."""

    def __init__(self, path: Path, *, synchronous: Synchronous, busy_timeout_s: float) -> None:
        """Open nothing yet. `busy_timeout_s`: how long to wait for another writer."""
        self._path = path
        self._synchronous = synchronous
        self._busy_timeout_s = busy_timeout_s
        self._local = threading.local()
        self._opened: dict[tuple[int, threading.Thread], sqlite3.Connection] = {}
        self._lock = threading.Lock()
        self._turns: dict[int, threading.Lock] = {}
        """By process: after a fork the parent's is held by a thread that the child does not have."""
        self._closed = False

    def mine(self) -> sqlite3.Connection:
        """Give this thread's connection."""
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.connection = self._open()
            self._local.pid = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextmanager
    def turn(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection while no other thread of this process writes."""
        connection, turn = self.mine(), self._turn()
        if not turn.acquire(timeout=self._busy_timeout_s):
            raise busy("SQLITE_BUSY")
        try:
            if self._closed:
                raise _closed()
            yield connection
        finally:
            turn.release()

    def close(self) -> None:
        """Close every thread's connection; whoever asks afterwards gets a PermanentError.

        Whoever writes ends first: a connection that is closed under a statement harms the process.
        """
        turn = self._turn()
        is_ours = turn.acquire(timeout=self._busy_timeout_s)
        try:
            with self._lock:
                self._closed = True
                self._close(list(self._own()))
        finally:
            if is_ours:
                turn.release()

    def _turn(self) -> threading.Lock:
        return self._turns.setdefault(os.getpid(), threading.Lock())

    def _open(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise _closed()
            self._close([key for key in self._own() if not key[1].is_alive()])
            connection = self._connected()
            self._opened[os.getpid(), threading.current_thread()] = connection
            return connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,  # `close` comes from any thread
        )
        try:
            _into_wal(connection)
            connection.execute(f"PRAGMA synchronous={self._synchronous}")
            connection.execute(OVERWRITE)
            bring_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _own(self) -> Iterator[tuple[int, threading.Thread]]:
        """Leave out what a parent process opened: closing it here would harm the file."""
        return (key for key in self._opened if key[0] == os.getpid())

    def _close(self, keys: Sequence[tuple[int, threading.Thread]]) -> None:
        for key in keys:
            self._opened.pop(key).close()


def _closed() -> PermanentError:
    return PermanentError("the SQLite store is closed", code="memory_closed")


def _into_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait by itself when several processes switch at once."""
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")
