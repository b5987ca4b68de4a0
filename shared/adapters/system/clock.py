"""The machine's own clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Clock port on the system time."""

    def now(self) -> datetime:
        """Give the current moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the Clock that all others take
