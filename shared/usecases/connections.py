"""How each connection does: one small document each, moved by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.connection import Connection
from shared.domain.queries import CONNECTIONS
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.document import Document
    from shared.ports import Memory

_COLLECTION = CONNECTIONS.collection
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A connection as it was read, with the version that a write has to name ("": none yet)."""

    connection: Connection
    version: str = ""


class Connections:
    """Read and move connections."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def get(self, name: str) -> Known:
        """Give one; a connection that nothing is known of works."""
        document = self._memory.get(_COLLECTION, name)
        return _known(document) if document else Known(Connection(name=name))

    def all(self) -> Iterator[Connection]:
        """Give every connection that was ever in trouble, by name."""
        cursor = None
        while True:
            page = self._memory.query(CONNECTIONS, limit=100, cursor=cursor)
            yield from (_known(document).connection for document in page.documents)
            cursor = page.cursor
            if cursor is None:
                return

    def put(self, known: Known, after: Connection) -> bool:
        """Write what became of it; False if somebody else was first."""
        data = after.model_dump(mode="json", exclude_none=True)
        moments = {"since": after.since, "probe_at": after.probe_at}
        data |= {name: moment_text(at) for name, at in moments.items() if at is not None}
        try:
            self._memory.put(_COLLECTION, after.name, data, if_version=known.version)
        except (VersionConflict, AlreadyThere):
            return False
        return True

    def move(self, known: Known, step: Callable[[Connection], Connection]) -> Connection:
        """Take a step from wherever it stands by now; gives up after some tries: others moved it."""
        for _ in range(_TRIES):
            after = step(known.connection)
            if after == known.connection or self.put(known, after):
                return after
            known = self.get(known.connection.name)
        return known.connection


def _known(document: Document) -> Known:
    """Read a connection; what this code cannot read counts as working, and is written anew."""
    try:
        return Known(Connection.model_validate(document.data), document.version)
    except ValidationError:
        return Known(Connection(name=document.id), document.version)
