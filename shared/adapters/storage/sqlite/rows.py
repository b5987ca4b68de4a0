"""Reading and writing single documents within a transaction of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.storage.documents import from_json, microseconds
from shared.adapters.storage.sqlite.escapes import given_json, kept_json

if TYPE_CHECKING:
    import sqlite3

    from shared.adapters.storage.batches import CheckedWrite

Row = tuple[str, int, int | None]
"""Stored JSON, version, expiry in microseconds."""

PURGED_AT_ONCE = 10
"""Expired documents that one write with an expiry removes: more than it adds, and soon done."""

_READ = """
    SELECT data, version, expires_at FROM documents
    WHERE collection = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)
"""
_REPLACE = "INSERT OR REPLACE INTO documents (collection, id, data, expires_at) VALUES (?, ?, ?, ?)"
_CREATE = "INSERT OR IGNORE INTO documents (collection, id, data, expires_at) VALUES (?, ?, ?, ?)"
_REMOVE = "DELETE FROM documents WHERE collection = ? AND id = ?"
_REMOVE_EXPIRED = f"{_REMOVE} AND expires_at <= ?"
_REMOVE_VERSION = f"{_REMOVE} AND version = ? AND (expires_at IS NULL OR expires_at > ?)"
_PURGE = """
    DELETE FROM documents WHERE version IN (
        SELECT version FROM documents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
    )
"""

_MAX_VERSION_DIGITS = 18


def read(connection: sqlite3.Connection, collection: str, doc_id: str, now: int) -> Row | None:
    """Read one living document."""
    row: Row | None = connection.execute(_READ, (collection, doc_id, now)).fetchone()
    return row


def data_of(stored: str) -> dict[str, object]:
    """Give the data of a stored document."""
    return from_json(given_json(stored))


def store(
    connection: sqlite3.Connection,
    collection: str,
    doc_id: str,
    json: str,
    expires_at: int | None,
) -> int | None:
    """Store a document over any that is there; gives its version."""
    return connection.execute(_REPLACE, (collection, doc_id, kept_json(json), expires_at)).lastrowid


def apply(connection: sqlite3.Connection, checked: CheckedWrite, now: int) -> int | None:
    """Do one write; gives the new version; raises AlreadyThere or VersionConflict."""
    write, content = checked.write, checked.content
    address = (write.collection, write.id)
    expires_at = microseconds(write.expires_at)
    if expires_at is not None:
        connection.execute(_PURGE, (now, PURGED_AT_ONCE))
    if checked.must_be_absent and content is not None:
        return _create(connection, checked, (*address, kept_json(content.json), expires_at), now)
    if write.if_version is not None and not _removed(connection, checked, now):
        raise checked.refusal()
    if content is not None:
        return store(connection, *address, content.json, expires_at)
    connection.execute(_REMOVE, address)
    return None


def _create(
    connection: sqlite3.Connection,
    checked: CheckedWrite,
    row: tuple[str, str, str, int | None],
    now: int,
) -> int | None:
    created = connection.execute(_CREATE, row)
    if created.rowcount == 0:
        if connection.execute(_REMOVE_EXPIRED, (*row[:2], now)).rowcount == 0:
            raise checked.refusal()
        created = connection.execute(_CREATE, row)
    return created.lastrowid


def _removed(connection: sqlite3.Connection, checked: CheckedWrite, now: int) -> bool:
    write = checked.write
    address = (write.collection, write.id)
    version = _number(write.if_version or "")
    return connection.execute(_REMOVE_VERSION, (*address, version, now)).rowcount == 1


def _number(version: str) -> int:
    """Read a version; what is none of ours matches nothing."""
    is_ours = version.isascii() and version.isdecimal() and len(version) <= _MAX_VERSION_DIGITS
    return int(version) if is_ours else -1
