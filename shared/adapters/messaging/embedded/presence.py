"""Whether a courier is alive, told exactly and at once by a lock that its death releases."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Presence:
    """A locked SQLite file beside the queue, `<queue>-courier-<token>`: works on every system.

    After kill -9 the operating system drops the lock, so the next courier sees it at once and
    need not wait for leases to end.
    """

    def __init__(self, queue_path: Path, token: str) -> None:
        """Nothing is locked before `begin`."""
        self._path = _lock_path(queue_path, token)
        self._db: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Take the lock; nothing may be held in the queue under the token before."""
        self._db = _lock(self._path)
        while not self._path.exists():  # cleared away between creating and locking it
            self._db.close()
            self._db = _lock(self._path)

    def end(self) -> None:
        """Release the lock: from now on what is held under the token may be taken over."""
        if self._db is not None:
            self._db.close()
            self._path.unlink(missing_ok=True)


def is_alive(queue_path: Path, token: str) -> bool:
    """Say whether the courier with this token still runs; clears away what a dead one left."""
    path = _lock_path(queue_path, token)
    return path.exists() and not _remove_unlocked(path)


def clear_dead(queue_path: Path) -> None:
    """Remove the lock files that dead couriers left."""
    prefix = _lock_path(queue_path, "").name
    for path in list(queue_path.parent.iterdir()):
        if path.name.startswith(prefix):
            _remove_unlocked(path)


def _lock_path(queue_path: Path, token: str) -> Path:
    return queue_path.with_name(f"{queue_path.name}-courier-{token}")


def _lock(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = OFF")  # nothing is written: no second file
    db.execute("BEGIN EXCLUSIVE")
    return db


def _remove_unlocked(path: Path) -> bool:
    """Remove the file unless somebody holds its lock; True if nobody does.

    It is removed under the lock, so that nobody can take a file that is about to go. Windows
    refuses that, and refuses to remove a file that somebody else has open: then it stays.
    """
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        with suppress(PermissionError):
            path.unlink(missing_ok=True)
    return True
