"""SQLite's result codes as our errors (sqlite.org/rescode.html, read 2026-11)."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shared.errors import PermanentError, SettingsError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PRIMARY = 0xFF
"""An extended result code holds its primary code in the lowest byte."""


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Raise SQLite's errors as ours; messages keep SQLite's result code, never data."""
    try:
        yield
    except sqlite3.Error as error:
        raise our_error(error) from None


def our_error(error: sqlite3.Error) -> SuiteError:
    """Translate one error of the sqlite3 module."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return PermanentError("the SQLite store was closed or misused", code="memory_closed")
    make = _BY_CODE.get(code & _PRIMARY, _unforeseen)
    return make(error.sqlite_errorname)


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Say whether another connection held the lock for too long."""
    return (error.sqlite_errorcode & _PRIMARY) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def busy(name: str) -> SuiteError:
    """Say that another writer held the lock for too long."""
    return TransientError(f"the SQLite database is locked ({name})", code="memory_busy")


def _io(name: str) -> SuiteError:
    return TransientError(f"the SQLite database's disk failed ({name})", code="memory_io")


def _full(name: str) -> SuiteError:
    return TransientError(f"the SQLite database's disk is full ({name})", code="memory_full")


def _readonly(name: str) -> SuiteError:
    fault = f"the file at SQLITE_PATH may not be written ({name})"
    return PermanentError(fault, code="memory_readonly")


def _corrupt(name: str) -> SuiteError:
    fault = f"the SQLite database at SQLITE_PATH is damaged: restore a backup ({name})"
    return PermanentError(fault, code="memory_corrupt")


def _cannot_open(name: str) -> SuiteError:
    return SettingsError(f"SQLITE_PATH cannot be opened as a file ({name})")


def _not_a_database(name: str) -> SuiteError:
    return SettingsError(f"SQLITE_PATH names a file that is no SQLite database ({name})")


def _unforeseen(name: str) -> SuiteError:
    return PermanentError(f"SQLite refused ({name})", code="memory_refused")


_BY_CODE: Mapping[int, Callable[[str], SuiteError]] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_IOERR: _io,
    sqlite3.SQLITE_NOMEM: _io,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: _readonly,
    sqlite3.SQLITE_PERM: _readonly,
    sqlite3.SQLITE_CORRUPT: _corrupt,
    sqlite3.SQLITE_CANTOPEN: _cannot_open,
    sqlite3.SQLITE_NOTADB: _not_a_database,
}
