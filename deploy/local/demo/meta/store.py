"""The demo Meta's memory: leads in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from deploy.local.demo.meta.catalogue import Json
    from deploy.local.demo.meta.leads import StoredLead

_SCHEMA = """
CREATE TABLE IF NOT EXISTS lead (
    serial INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, page_id TEXT NOT NULL, form_id TEXT NOT NULL,
    created_s INTEGER NOT NULL, is_test INTEGER NOT NULL, node TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS lead_of_form ON lead (form_id, created_s, serial);
"""
_INSERT = "INSERT INTO lead (id, page_id, form_id, created_s, is_test, node) VALUES (?,?,?,?,?,?)"


@dataclass(frozen=True, slots=True)
class Window:
    """Part of a form's leads, newest first; `before` is a lead's place in that order."""

    since_s: int = 0
    until_s: int = 2**62
    before: tuple[int, int] = (2**62, 2**62)
    limit: int = 25


class LeadStore:
    """Leads by id and by form. Safe between threads."""

    def __init__(self, path: Path | str) -> None:
        """`path`: the SQLite file, made if absent."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def add(self, make: Callable[[int], Sequence[StoredLead]]) -> Sequence[StoredLead]:
        """Store what `make(first_serial)` gives, all or nothing."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            leads = make(self._next_serial())
            self._db.executemany(_INSERT, [_row(lead) for lead in leads])
        return leads

    def node(self, lead_id: str) -> tuple[str, Json] | None:
        """Give a lead's page and node."""
        row = self._one("SELECT page_id, node FROM lead WHERE id = ?", lead_id)
        return (row[0], json.loads(row[1])) if row else None

    def delete(self, lead_id: str) -> None:
        """Remove a lead; its serial number is not given again."""
        with self._lock:
            self._db.execute("DELETE FROM lead WHERE id = ?", (lead_id,))

    def of_form(self, form_id: str, window: Window) -> list[tuple[tuple[int, int], Json]]:
        """Give leads of a form with their place, newest first."""
        sql = (
            "SELECT created_s, serial, node FROM lead WHERE form_id = ? AND created_s >= ? "
            "AND created_s < ? AND (created_s, serial) < (?, ?) "
            "ORDER BY created_s DESC, serial DESC LIMIT ?"
        )
        values = (form_id, window.since_s, window.until_s, *window.before, window.limit)
        with self._lock:
            rows = self._db.execute(sql, values).fetchall()
        return [((created_s, serial), json.loads(node)) for created_s, serial, node in rows]

    def test_lead(self, form_id: str) -> Json | None:
        """Give the form's test lead."""
        row = self._one("SELECT id, node FROM lead WHERE form_id = ? AND is_test", form_id)
        return json.loads(row[1]) if row else None

    def counts(self) -> dict[str, int]:
        """Count leads by form."""
        with self._lock:
            return dict(self._db.execute("SELECT form_id, count(*) FROM lead GROUP BY form_id"))

    def _one(self, sql: str, value: str) -> tuple[str, str] | None:
        with self._lock:
            row: tuple[str, str] | None = self._db.execute(sql, (value,)).fetchone()
        return row

    def _next_serial(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'lead'").fetchone()
        return int(row[0]) + 1 if row else 1


def _row(lead: StoredLead) -> tuple[str, str, str, int, bool, str]:
    node = json.dumps(lead.node, ensure_ascii=False)
    return lead.id, lead.page_id, lead.form_id, lead.created_s, lead.is_test, node
