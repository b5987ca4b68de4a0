"""How far a job has come: one small document a job, moved on by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.values import moment_text
from shared.errors import AlreadyThere, VersionConflict

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports import Memory

WATERMARKS = "watermarks"


@dataclass(frozen=True, slots=True)
class Watermark:
    """Where a job stands, with the version that a write has to name ("": there is none yet)."""

    name: str
    cursor: str | None
    version: str = ""


class Watermarks:
    """Read and move watermarks. Of two runs at once only one moves each, the other stops."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def get(self, name: str) -> Watermark:
        """Give a job's watermark; one that this code cannot read counts as being at the start."""
        document = self._memory.get(WATERMARKS, name)
        if document is None:
            return Watermark(name, None)
        cursor = document.data.get("cursor")
        return Watermark(name, cursor if isinstance(cursor, str) else None, document.version)

    def move(self, mark: Watermark, cursor: str | None, now: datetime) -> Watermark | None:
        """Move it on and give it as it stands then; None if another run has moved it meanwhile."""
        data: dict[str, object] = {"cursor": cursor, "moved_at": moment_text(now)}
        try:
            moved = self._memory.put(WATERMARKS, mark.name, data, if_version=mark.version)
        except (VersionConflict, AlreadyThere):
            return None
        return Watermark(mark.name, cursor, moved.version)
