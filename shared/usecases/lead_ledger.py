"""The ledger: one document a lead, moved forward by compare-and-set, first write wins."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.ids import LeadKey, lead_key
from shared.domain.ledger import LedgerEntry
from shared.domain.queries import LEADS_OF_CRM_LEAD
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from shared.domain.clean_lead import CleanLead
    from shared.domain.document import Document
    from shared.domain.event import MetaLeadAnnounced
    from shared.domain.ids import CrmLeadId
    from shared.ports import Memory

LEADS = "leads"
_TRIES = 5
_TIMES = (
    "announced_at",
    "fetched_at",
    "in_crm_at",
    "done_at",
    "tried_since",
    "troubled_since",
    "lease_until",
    "next_attempt_at",
    "held_since",
    "erased_at",
    "untold_since",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it was read, with the version that a write has to name."""

    entry: LedgerEntry
    version: str


class LeadLedger:
    """Read and move ledger entries."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def open(self, event: MetaLeadAnnounced, now: datetime) -> tuple[Stored, bool]:
        """Claim a new entry, or give the one that is there (False: it is not ours yet)."""
        key = lead_key(event.tenant, event.page_id, event.leadgen_id)
        entry = LedgerEntry(
            key=key,
            tenant=event.tenant,
            page_id=event.page_id,
            leadgen_id=event.leadgen_id,
            form_id=event.form_id,
            source=event.source,
            announced_at=event.announced_at,
        ).claimed(now)
        try:
            return stored_of(self._memory.create(LEADS, key, _data(entry))), True
        except AlreadyThere:
            return self._get(key), False

    def find(self, key: LeadKey) -> LedgerEntry | None:
        """Read an entry, or None."""
        document = self._memory.get(LEADS, key)
        return entry_of(document) if document else None

    def read(self, key: LeadKey) -> Stored | None:
        """Read an entry with its version, or None."""
        document = self._memory.get(LEADS, key)
        return stored_of(document) if document else None

    def revive(self, stored: Stored, now: datetime) -> bool:
        """Have a dead entry tried again; False if it changed meanwhile: somebody was first."""
        try:
            self._put(stored.entry.revived(now), stored.version)
        except VersionConflict:
            return False
        return True

    def plant(self, entry: LedgerEntry) -> bool:
        """Store an entry where there is none; False if there is one."""
        try:
            self._memory.create(LEADS, entry.key, _data(entry))
        except AlreadyThere:
            return False
        return True

    def replace(self, stored: Stored, entry: LedgerEntry) -> Stored | None:
        """Put another entry in the place of one; None if it changed meanwhile."""
        try:
            return self._put(entry, stored.version)
        except VersionConflict:
            return None

    def claim(self, stored: Stored, now: datetime) -> Stored:
        """Take over an entry that nobody is working on; raises Busy if somebody is or was first."""
        if stored.entry.is_leased(now):
            raise Busy("another worker has this lead")
        claimed = stored.entry.claimed(now)
        try:
            return self._put(claimed, stored.version)
        except VersionConflict:
            raise Busy("another worker took this lead first") from None

    def release(self, stored: Stored, lead: CleanLead, now: datetime) -> None:
        """Keep what was read and let the next delivery in at once, unless the entry has changed."""
        released = stored.entry.holding(now, lead).model_copy(update={"lease_until": None})
        with suppress(VersionConflict):
            self._put(released, stored.version)

    def advance(
        self,
        stored: Stored,
        is_there: Callable[[LedgerEntry], bool],
        step: Callable[[LedgerEntry], LedgerEntry],
    ) -> Stored:
        """Record a step, unless someone has recorded it already: then theirs counts.

        A result is never thrown away because a lease ran out: rejecting it by a fence makes two
        slow workers redo each other's work for ever.
        """
        for _ in range(_TRIES):
            if is_there(stored.entry):
                return stored
            try:
                return self._put(step(stored.entry), stored.version)
            except VersionConflict:
                stored = self._get(stored.entry.key)
        raise Busy("this lead is being changed by several workers at once")

    def postpone(self, stored: Stored, until: datetime) -> bool:
        """Move an entry's next attempt; False if it changed meanwhile: somebody is at it."""
        postponed = stored.entry.model_copy(update={"next_attempt_at": until})
        try:
            self._put(postponed, stored.version)
        except VersionConflict:
            return False
        return True

    def move(self, tenant: str, tail: CrmLeadId, head: CrmLeadId) -> int:
        """Let all leads that stand in one CRM lead stand in another; gives how many were moved."""
        found = [one for one in self._of_crm_lead(tail) if one.entry.tenant == tenant]
        for stored in found:
            self.advance(
                stored,
                lambda entry: entry.crm_lead_id != tail,
                lambda entry: entry.moved(head),
            )
        return len(found)

    def _of_crm_lead(self, crm_lead_id: CrmLeadId) -> Iterator[Stored]:
        cursor = None
        while True:
            page = self._memory.query(
                LEADS_OF_CRM_LEAD, equals={"crm_lead_id": crm_lead_id}, cursor=cursor
            )
            yield from map(stored_of, page.documents)
            cursor = page.cursor
            if cursor is None:
                return

    def _get(self, key: LeadKey) -> Stored:
        document = self._memory.get(LEADS, key)
        if document is None:
            raise Busy("this lead's entry went away just now")
        return stored_of(document)

    def _put(self, entry: LedgerEntry, version: str) -> Stored:
        return stored_of(self._memory.put(LEADS, entry.key, _data(entry), if_version=version))


def entry_of(document: Document) -> LedgerEntry:
    """Read a ledger entry from its document; raises UnknownVersion for what is none."""
    try:
        return LedgerEntry.model_validate(document.data)
    except ValidationError:
        raise UnknownVersion("a ledger entry that this code cannot read") from None


def stored_of(document: Document) -> Stored:
    """Read a ledger entry with its version from its document."""
    return Stored(entry_of(document), document.version)


def _data(entry: LedgerEntry) -> dict[str, object]:
    """Write times in one fixed width, so that text order in queries is time order."""
    data = entry.model_dump(mode="json", exclude_none=True)
    times = {name: moment for name in _TIMES if (moment := getattr(entry, name)) is not None}
    return data | {name: moment_text(moment) for name, moment in times.items()}
