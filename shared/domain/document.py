"""What the memory takes and gives: documents, pages of them, and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document. `version` is opaque: give it back in `put(if_version=...)`."""

    id: str
    data: Mapping[str, object]
    version: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a query; `cursor` is None on the last."""

    documents: tuple[Document, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Write:
    """One write of an atomic batch. `data` None deletes; `if_version` "" means "must be absent"."""

    collection: str
    id: str
    data: Mapping[str, object] | None
    if_version: str | None = None
    expires_at: datetime | None = None
