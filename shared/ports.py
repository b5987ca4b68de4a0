"""The whole outside world on one page: what use cases may ask of it, and what it answers.

How well its connections are is asked through shared/watch_ports.py.

Every method may raise `TransientError`, `PermanentError` or `OutcomeUnknown` (shared/errors.py);
what is said here comes on top of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from shared.domain.crm import LeadOrder, PersonInCrm, SubmissionOrder
    from shared.domain.crm_directory import CrmDirectory
    from shared.domain.document import Document, Page, Write
    from shared.domain.event import Event, Message, Topic
    from shared.domain.ids import CrmLeadId, FormId, LeadgenId, PageId
    from shared.domain.lead import LeadForm, SourceLead, UnreadableLead
    from shared.domain.person import PersonKeys
    from shared.domain.queries import QueryShape
    from shared.domain.reading import Reading, Slice


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


class SignedTokens(Protocol):
    """Identity tokens that somebody else signs: of service accounts, or of people by a proxy."""

    def claims(self, token: str) -> Mapping[str, object]:
        """Give what a token says, if its signature is right and it is in force.

        Raises NotAuthentic (`identity_token`), or TransientError where the keys cannot be had.
        """
        ...


@runtime_checkable
class Tidy(Protocol):
    """A store whose files keep what was removed until it is told to tidy up."""

    def tidy(self) -> int:
        """Remove what has expired and leave nothing of it in the files; gives how many went."""
        ...


class LeadSource(Protocol):
    """Where leads come from: Meta's Graph API."""

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        """Read one lead with answers, consents and attribution."""
        ...

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        """Read a form with its questions and choice labels (cached: forms never change)."""
        ...

    def pages(self) -> Iterator[PageId]:
        """Give every Page whose leads the token may be able to read, paged to the end."""
        ...

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        """Give every form of a page, paged to the end."""
        ...

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime, until: datetime | None = None
    ) -> Iterator[SourceLead | UnreadableLead]:
        """Give every lead of a form created at or after `since` and before `until`, paged.

        In no promised order; both bounds in whole seconds, `until` rounded up. A lead of another
        shape than documented comes as an UnreadableLead and does not hide the others.
        """
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

    def ask_for_erasure(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        """Give the lead's owner, else its team's leader, a to-do: the person wants to be erased.

        At most once a lead while the to-do is open; for a lead that is gone nothing is to be done.
        """
        ...


class Pipeline(Protocol):
    """What stands in the CRM's pipeline, read page by page: for where nobody reports changes."""

    def reports_changes(self) -> bool:
        """Tell whether the CRM itself reports every change (asked hourly, not each time)."""
        ...

    def changed_since(self, cursor: str | None, *, at_most: int) -> Slice:
        """Read opportunities changed after the cursor, in passes; within a pass in order of id.

        Without a cursor: an empty slice, to go on from now. The cursor of a slice is never None;
        where `has_more` is False, the same call finds later changes. May give an opportunity
        again; never misses one that was committed late by less than two minutes. Deletions are
        not seen. Raises BadInput (`bad_cursor`) for a cursor that it did not make.
        """
        ...

    def opportunities_after(self, crm_lead_id: int, *, at_most: int) -> Slice:
        """Read opportunities with a higher id, archived ones included, in order of id."""
        ...

    def read(self, crm_lead_ids: Sequence[CrmLeadId]) -> tuple[Reading, ...]:
        """Read these; one that is gone has no state, one that is hidden from us is left out."""
        ...

    def directory(self) -> CrmDirectory:
        """Read stages, teams and salespeople."""
        ...


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

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        """Publish messages as they are, byte for byte; durable and failing as `publish` is."""
        ...

    def check(self, topic: Topic) -> None:
        """Raise what `publish` would, as far as that can be known without publishing."""
        ...
