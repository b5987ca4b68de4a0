"""The Memory port on Firestore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.cloud.firestore import SERVER_TIMESTAMP, Increment

from shared.adapters.storage.batches import (
    ABSENT,
    checked_batch,
    checked_write,
    version_conflict,
)
from shared.adapters.storage.documents import check_address, check_increment
from shared.adapters.storage.firestore import queries
from shared.adapters.storage.firestore.commits import commit
from shared.adapters.storage.firestore.database import Database
from shared.adapters.storage.firestore.faults import reading, writing
from shared.adapters.storage.firestore.layout import (
    DATA,
    EXPIRES_AT,
    WRITTEN_AT,
    document_of,
    is_alive,
)
from shared.adapters.storage.questions import (
    check_limit,
    cursor_position,
    cursor_text,
    question,
)
from shared.domain.document import Document, Page, Write
from shared.errors import AlreadyThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.adapters.storage.firestore.layout import Snapshot
    from shared.domain.queries import QueryShape
    from shared.ports import Clock


class FirestoreMemory:
    """Documents in one Firestore database, in collections named `prefix` + collection.

    Composite indexes and time-to-live policies are in deploy/gcp/firestore.indexes.json, for
    collections without prefix. A write that gets no answer raises OutcomeUnknown. The emulator
    is used when FIRESTORE_EMULATOR_HOST is set (Google's own variable, read by its client).
    """

    def __init__(
        self,
        project: str,
        *,
        database: str = "(default)",
        clock: Clock,
        prefix: str = "",
        timeout_s: float = 10.0,
    ) -> None:
        """Take the default credentials; `timeout_s` holds for each call, repeated reads included.

        Raises SettingsError without credentials.
        """
        self._database = Database(project, database, prefix=prefix, timeout_s=timeout_s)
        self._clock = clock

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
        snapshot = self._snapshot(collection, doc_id)
        return document_of(snapshot) if is_alive(snapshot, self._clock.now()) else None

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
        found = queries.alive(self._database, asked, after, limit + 1, self._clock.now())
        documents = tuple(document_of(snapshot) for snapshot in found[:limit])
        if len(found) <= limit:
            return Page(documents, None)
        return Page(documents, cursor_text(asked, queries.position_of(asked, found[limit - 1])))

    def count(
        self,
        shape: QueryShape,
        *,
        equals: Mapping[str, str | int | bool] | None = None,
        at_least: str | float | None = None,
        below: str | float | None = None,
    ) -> int:
        """Count what `query` would find; documents that expire meanwhile may still count."""
        asked = question(shape, equals=equals, at_least=at_least, below=below)
        return queries.count(self._database, asked, self._clock.now())

    def increment(self, collection: str, doc_id: str, field: str, by: int = 1) -> None:
        """Add to a whole number atomically; an absent document or field counts as 0."""
        check_address(collection, doc_id)
        check_increment(field, by)
        if self._has_expired(collection, doc_id) and self._created(collection, doc_id, {field: by}):
            return
        fields = {DATA: {field: Increment(by)}, WRITTEN_AT: SERVER_TIMESTAMP}
        reference = self._database.document(collection, doc_id)
        with writing():
            reference.set(fields, merge=True, retry=None, timeout=self._database.timeout_s)

    def batch(self, writes: Sequence[Write]) -> None:
        """Do all writes or none (at most 100); raises AlreadyThere or VersionConflict."""
        batch = checked_batch(writes)
        if batch:
            commit(self._database, batch, self._clock.now())

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _write(self, write: Write) -> Document:
        checked = checked_write(write)
        version = commit(self._database, [checked], self._clock.now())[0]
        return Document(write.id, checked.content.data if checked.content else {}, version.text())

    def _created(self, collection: str, doc_id: str, data: Mapping[str, object]) -> bool:
        try:
            self.create(collection, doc_id, data)
        except AlreadyThere:
            return False
        return True

    def _has_expired(self, collection: str, doc_id: str) -> bool:
        snapshot = self._snapshot(collection, doc_id, [EXPIRES_AT])
        return snapshot.exists and not is_alive(snapshot, self._clock.now())

    def _snapshot(
        self, collection: str, doc_id: str, fields: Sequence[str] | None = None
    ) -> Snapshot:
        reference = self._database.document(collection, doc_id)
        with reading():
            return reference.get(
                fields, retry=self._database.read_retry, timeout=self._database.timeout_s
            )
