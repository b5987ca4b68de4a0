"""How a document lies in Firestore, and what its version is.

    data        the fields that queries can see, as Firestore's own values: `data.state`
    rest        all other fields as one JSON text, so that any JSON comes back as it was (Firestore
                takes no lists in lists, no empty names, 20 levels at most); absent if there are none
    expires_at  a timestamp for Firestore's time-to-live policy; absent if it stays
    written_at  the server's time of the last write. A write that changes nothing keeps its
                `update_time` (seen on the emulator, 2026-11): two that claim the same document
                with the same words would both be let through

User data stands below `data` or within `rest`, so it never meets the bookkeeping.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP
from proto.datetime_helpers import (  # type: ignore[import-untyped] # Google ships no types here
    DatetimeWithNanoseconds,
)

from shared.adapters.storage.documents import from_json, is_field, kind, microseconds
from shared.domain.document import Document
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from google.cloud.firestore import DocumentReference, DocumentSnapshot

    Snapshot = DocumentSnapshot[DocumentReference]

DATA, REST, EXPIRES_AT, WRITTEN_AT = "data", "rest", "expires_at", "written_at"


@dataclass(frozen=True, slots=True)
class Version:
    """The state of a document that a caller has seen."""

    update_time: DatetimeWithNanoseconds
    expires_at: int | None
    """In microseconds since 1970: what has expired is absent, even if it is still there."""

    def text(self) -> str:
        """Write the version as the port's opaque text, in full precision."""
        expiry = "" if self.expires_at is None else self.expires_at
        return f"{self.update_time.rfc3339()}/{expiry}"

    def is_expired(self, now: datetime) -> bool:
        """Say whether a document in this state is absent by now."""
        return self.expires_at is not None and self.expires_at <= (microseconds(now) or 0)


def parsed_version(text: str) -> Version | None:
    """Read a version's text; None if it is none of ours, which matches no document."""
    update_time, _, expiry = text.partition("/")
    try:
        moment = DatetimeWithNanoseconds.from_rfc3339(update_time)
        return Version(moment, int(expiry) if expiry else None)
    except ValueError:
        return None


def new_fields(data: Mapping[str, object], expires_at: datetime | None) -> dict[str, Any]:
    """Lay out a document that replaces whatever is there."""
    seen = {name: value for name, value in data.items() if _is_seen(name, value)}
    rest = {name: value for name, value in data.items() if name not in seen}
    fields: dict[str, Any] = {DATA: seen, WRITTEN_AT: SERVER_TIMESTAMP}
    if rest:
        fields[REST] = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    if expires_at is not None:
        fields[EXPIRES_AT] = expires_at
    return fields


def replacing_fields(data: Mapping[str, object], expires_at: datetime | None) -> dict[str, Any]:
    """Lay out an update that leaves nothing of the document before: it can have preconditions."""
    return {REST: DELETE_FIELD, EXPIRES_AT: DELETE_FIELD, **new_fields(data, expires_at)}


def data_of(snapshot: Snapshot) -> dict[str, object]:
    """Read a document's data; raises PermanentError on one that others have written."""
    fields = snapshot.to_dict() or {}
    seen, rest = fields.get(DATA), fields.get(REST, "{}")
    if not isinstance(seen, dict) or not isinstance(rest, str):
        raise PermanentError("a document in Firestore is not the suite's", code="memory_foreign")
    return {**from_json(rest), **seen}


def version_of(snapshot: Snapshot) -> Version:
    """Give the state in which a document was read."""
    fields = snapshot.to_dict() or {}
    return Version(_exact(snapshot.update_time), microseconds(fields.get(EXPIRES_AT)))


def document_of(snapshot: Snapshot) -> Document:
    """Give a document as the port does."""
    return Document(snapshot.id, data_of(snapshot), version_of(snapshot).text())


def is_alive(snapshot: Snapshot, now: datetime) -> bool:
    """Say whether a document is there for the port."""
    return snapshot.exists and not version_of(snapshot).is_expired(now)


def _is_seen(name: str, value: object) -> bool:
    return is_field(name) and kind(value) is not None


def _exact(moment: object) -> DatetimeWithNanoseconds:
    if not isinstance(moment, DatetimeWithNanoseconds):
        raise PermanentError("Firestore gave a document without its time", code="memory_foreign")
    return moment
