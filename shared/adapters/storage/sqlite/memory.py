"""The Memory port on SQLite: one file, any number of threads and processes."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.storage.batches import (
    ABSENT,
    checked_batch,
    checked_write,
    version_conflict,
)
from shared.adapters.storage.documents import (
    BOOL,
    added,
    check_address,
    check_increment,
    checked,
    microseconds,
)
from shared.adapters.storage.questions import (
    Position,
    check_limit,
    cursor_position,
    cursor_text,
    question,
)
from shared.adapters.storage.sqlite import queries, rows, upkeep
from shared.adapters.storage.sqlite.connections import Connections, Synchronous
from shared.adapters.storage.sqlite.escapes import given_text
from shared.adapters.storage.sqlite.faults import told_as_ours
from shared.domain.document import Document, Page, Write
from shared.errors import AlreadyThere, SettingsError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from shared.adapters.storage.questions import Question
    from shared.domain.queries import QueryShape
    from shared.ports import Clock

Row = tuple[str, str, int, str | int | float, int]
"""Id, stored JSON, version, the ordered value and its kind."""


class SqliteMemory:
    """Documents in one SQLite file (WAL).

    A write is safe against the end of the process when it returns; against loss of power the
    last moments' writes may be lost with `synchronous="NORMAL"`, none with "FULL". Raises
    TransientError (`memory_busy`, `memory_io`, `memory_full`), SettingsError when `path` is no
    SQLite file, UnknownVersion when newer code wrote it.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        clock: Clock,
        synchronous: Synchronous = "NORMAL",
        busy_timeout_s: float = 10.0,
    ) -> None:
        """Open the file, or create it with its folder. It must hold nothing else of ours."""
        self._clock = clock
        self._indexed: set[str] = set()
        file = Path(path)
        self._connections = Connections(
            file, synchronous=synchronous, busy_timeout_s=busy_timeout_s
        )
        with told_as_ours():
            _make_folder(file)
            self._connections.mine()

    def create(
        self,
        collection: str,
        doc_id: str,
        data: Mapping[str, object],
        *,
        expires_at: datetime | None = None,
    ) -> Document:
        """Store a new document; raises AlreadyThere if one is there, however many race."""
        return self._write(Write(collection, doc_id, data, ABSENT, expires_at))

    def get(self, collection: str, doc_id: str) -> Document | None:
        """Read one document, or None."""
        check_address(collection, doc_id)
        with told_as_ours():
            row = rows.read(self._connections.mine(), collection, doc_id, self._now())
        return None if row is None else Document(doc_id, rows.data_of(row[0]), str(row[1]))

    def put(
        self,
        collection: str,
        doc_id: str,
        data: Mapping[str, object],
        *,
        if_version: str | None = None,
        expires_at: datetime | None = None,
    ) -> Document:
        """Replace (or store) a document; raises VersionConflict if it is not at `if_version`."""
        try:
            return self._write(Write(collection, doc_id, data, if_version, expires_at))
        except AlreadyThere:
            raise version_conflict() from None

    def delete(self, collection: str, doc_id: str) -> None:
        """Remove a document; removing an absent one is no error."""
        self.batch([Write(collection, doc_id, None)])

    def query(
        self,
        shape: QueryShape,
        *,
        equals: Mapping[str, str | int | bool] | None = None,
        at_least: str | float | None = None,
        below: str | float | None = None,
        descending: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Read documents of one shape in order of its `order_by` field, then id."""
        check_limit(limit)
        asked = question(
            shape, equals=equals, at_least=at_least, below=below, descending=descending
        )
        after = cursor_position(asked, cursor)
        found = self._found(asked, after, limit + 1)
        documents = tuple(
            Document(doc_id, rows.data_of(stored), str(version))
            for doc_id, stored, version, *_ in found[:limit]
        )
        return Page(documents, _cursor(asked, found[limit - 1]) if len(found) > limit else None)

    def count(
        self,
        shape: QueryShape,
        *,
        equals: Mapping[str, str | int | bool] | None = None,
        at_least: str | float | None = None,
        below: str | float | None = None,
    ) -> int:
        """Count what `query` would find."""
        asked = question(shape, equals=equals, at_least=at_least, below=below)
        self._index(shape)
        with told_as_ours():
            connection = self._connections.mine()
            counts = queries.count_sqls(asked, self._now())
            return sum(connection.execute(sql.text, sql.values).fetchone()[0] for sql in counts)

    def increment(self, collection: str, doc_id: str, field: str, by: int = 1) -> None:
        """Add to a whole number atomically; an absent document or field counts as 0."""
        check_address(collection, doc_id)
        check_increment(field, by)
        with self._writing() as connection:
            row = rows.read(connection, collection, doc_id, self._now())
            data: dict[str, object] = {} if row is None else rows.data_of(row[0])
            data[field] = added(data.get(field), by)
            expires_at = None if row is None else row[2]
            rows.store(connection, collection, doc_id, checked(data).json, expires_at)

    def batch(self, writes: Sequence[Write]) -> None:
        """Do all writes or none (at most 100); raises AlreadyThere or VersionConflict."""
        batch = checked_batch(writes)
        now = self._now()
        with self._writing() as connection:
            for write in batch:
                rows.apply(connection, write, now)

    def tidy(self) -> int:
        """Remove what has expired and leave nothing of it in the files; gives how many went."""
        removed = upkeep.remove_expired(self._writing, self._now())
        with told_as_ours():
            upkeep.truncate_log(self._connections.mine())
        return removed

    def close(self) -> None:
        """Close the file; afterwards every method raises PermanentError."""
        with told_as_ours():
            self._connections.close()

    def _write(self, write: Write) -> Document:
        checked = checked_write(write)
        with self._writing() as connection:
            version = rows.apply(connection, checked, self._now())
        return Document(write.id, checked.content.data if checked.content else {}, str(version))

    def _found(self, asked: Question, after: Position | None, limit: int) -> list[Row]:
        self._index(asked.shape)
        found: list[Row] = []
        with told_as_ours():
            connection = self._connections.mine()
            for sql in queries.page_sqls(asked, after, self._now()):
                if len(found) < limit:
                    values = (*sql.values, limit - len(found))
                    found += connection.execute(sql.text, values)
        return found

    def _index(self, shape: QueryShape) -> None:
        name = queries.index_name(shape)
        if name not in self._indexed:
            with self._writing() as connection:
                connection.execute(queries.index_sql(shape))
            self._indexed.add(name)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with told_as_ours(), self._connections.turn() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def _now(self) -> int:
        return microseconds(self._clock.now()) or 0


def _cursor(asked: Question, row: Row) -> str:
    """Write a cursor with the value as SQLite reads it: old ones differ in a float's last bit."""
    doc_id, _, _, value, rank = row
    if isinstance(value, str):
        value = given_text(value)
    return cursor_text(asked, Position(bool(value) if rank == BOOL else value, doc_id))


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise SettingsError("SQLITE_PATH lies in a folder that cannot be made") from None
