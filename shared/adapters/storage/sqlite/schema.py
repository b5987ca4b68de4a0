"""The one table and its version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.errors import UnknownVersion

if TYPE_CHECKING:
    import sqlite3

SCHEMA_VERSION = 1

# AUTOINCREMENT never gives a number twice, so a version says which write it was, for ever: a
# document that went and came back is not taken for the one that was read.
_CREATE = (
    """
    CREATE TABLE IF NOT EXISTS documents (
        version INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        data TEXT NOT NULL,
        expires_at INTEGER,
        UNIQUE (collection, id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS documents_expiry ON documents (expires_at)
    WHERE expires_at IS NOT NULL
    """,
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


def bring_up(connection: sqlite3.Connection) -> None:
    """Create the table in an empty file; raises UnknownVersion on a file of newer code."""
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise UnknownVersion(
            f"the database at SQLITE_PATH has schema version {version}; this code knows up to"
            f" {SCHEMA_VERSION}: run the newer code, or name another file"
        )
    if version < SCHEMA_VERSION:
        _create(connection)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _CREATE:
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
