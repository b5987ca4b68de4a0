"""The Memory port on SQLite."""

from __future__ import annotations

from shared.adapters.storage.sqlite.memory import SqliteMemory

__all__ = ["SqliteMemory"]
