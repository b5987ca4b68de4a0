"""What nobody may read any more leaves the files: expired documents, freed pages, the old log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    Writing = Callable[[], AbstractContextManager[sqlite3.Connection]]

OVERWRITE = "PRAGMA secure_delete = ON"
"""For each connection: what is deleted or replaced is overwritten with zeros, pages set free too."""
_AT_ONCE = 500
"""Other writers get their turn in between."""
_REMOVE_EXPIRED = """
    DELETE FROM documents WHERE version IN (
        SELECT version FROM documents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
    )
"""


def remove_expired(writing: Writing, now: int) -> int:
    """Remove every expired document; gives how many."""
    removed = 0
    while True:
        with writing() as connection:
            count = connection.execute(_REMOVE_EXPIRED, (now, _AT_ONCE)).rowcount
        removed += count
        if count < _AT_ONCE:
            return removed


def truncate_log(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file and empty it; left for the next time if it is in use."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
