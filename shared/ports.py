"""The whole outside world on one page: what use cases may ask of it, and what it answers.

Every method may raise `TransientError`, `PermanentError` or `OutcomeUnknown` (shared/errors.py);
what is said here comes on top of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from shared.domain.crm import LeadOrder, PersonInCrm, SubmissionOrder
    from shared.domain.event import Event, Topic
    from shared.domain.ids import CrmLeadId, FormId, LeadgenId, PageId
    from shared.domain.lead import LeadForm, SourceLead
    from shared.domain.person import PersonKeys
    from shared.domain.queries import QueryShape


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Give the current moment, aware, in UTC."""
        ...


@runtime_checkable
class Closable(Protocol):
    """What holds connections or files."""

    def close(self) -> None:
        """Let go of them; the part is not used afterwards."""
        ...


class LeadSource(Protocol):
    """Where leads come from: Meta's Graph API."""

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        """Read one lead with answers, consents and attribution."""
        ...

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        """Read a form with its questions and choice labels (cached: forms never change)."""
        ...

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        """Give every form of a page, paged to the end."""
        ...

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime
    ) -> Iterator[SourceLead]:
        """Give every lead of a form created at or after `since`, paged to the end."""
        ...


class Crm(Protocol):
    """The customer relationship system: Odoo."""

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        """Look a person up by normalised e-mail and phone, archived records included."""
        ...

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        """Insert the lead, or get the one already there under the same key; never overwrite it.

        Safe to repeat after `OutcomeUnknown`: the same key gives the same record.
        """
        ...

    def add_submission(self, order: SubmissionOrder) -> None:
        """Write new answers onto an existing lead and tell its owner, both at most once a key."""
        ...


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


class Memory(Protocol):
    """Documents: JSON objects in collections, by id.

    Values are JSON (None, bool, int, float, str, lists, objects with text keys); times are text
    from `moment_text`. A document past its `expires_at` is absent to every method, whether or
    not the store has removed it yet.
    """

    def create(
        self,
        collection: str,
        doc_id: str,
        data: Mapping[str, object],
        *,
        expires_at: datetime | None = None,
    ) -> Document:
        """Store a new document; raises AlreadyThere if one is there, however many race."""
        ...

    def get(self, collection: str, doc_id: str) -> Document | None:
        """Read one document, or None."""
        ...

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
        ...

    def delete(self, collection: str, doc_id: str) -> None:
        """Remove a document; removing an absent one is no error."""
        ...

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
        """Read documents of one shape in order of its `order_by` field, then id.

        `at_least <= field < below`. Documents without the field are not found. A cursor of
        another query, or a forged one, raises BadInput.
        """
        ...

    def count(
        self,
        shape: QueryShape,
        *,
        equals: Mapping[str, str | int | bool] | None = None,
        at_least: str | float | None = None,
        below: str | float | None = None,
    ) -> int:
        """Count what `query` would find."""
        ...

    def increment(self, collection: str, doc_id: str, field: str, by: int = 1) -> None:
        """Add to a whole number atomically; an absent document or field counts as 0."""
        ...

    def batch(self, writes: Sequence[Write]) -> None:
        """Do all writes or none (at most 100); raises AlreadyThere or VersionConflict."""
        ...


class Bus(Protocol):
    """Topics between functions: at least once, in no order."""

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        """Return only when every event is stored durably; on an error none, some or all are."""
        ...
