"""Find the ledger entries of one person, or of one lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.ids import lead_key
from shared.domain.person_hash import person_hash
from shared.domain.queries import (
    LATEST_LEADS,
    LEADS_OF_EMAIL,
    LEADS_OF_LEADGEN_ID,
    LEADS_OF_PHONE,
)
from shared.errors import UnknownVersion
from shared.usecases.lead_ledger import LeadLedger, Stored, stored_of
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.document import Document
    from shared.domain.ids import LeadgenId, LeadKey
    from shared.domain.queries import QueryShape
    from shared.domain.subject import Subject
    from shared.ports import Memory

OLD_ENTRIES_AT_MOST = 20_000
"""So many of the newest entries are looked through for ones that older code kept without hashes."""


@dataclass(frozen=True, slots=True)
class PersonLeads:
    """The entries that were found."""

    found: tuple[Stored, ...]
    is_complete: bool = True
    """False: there are more entries than were looked through, and older code may have kept some."""


@dataclass(frozen=True, slots=True)
class FindPersonLeads:
    """The search with what it needs of the world."""

    memory: Memory
    tenant: str
    at_most: int = OLD_ENTRIES_AT_MOST

    def __call__(self, subject: Subject) -> PersonLeads:
        """Give the entries of a subject; raises UnknownVersion for one that newer code has kept."""
        if subject.leadgen_id is not None:
            return self._of_lead(subject.leadgen_id, subject)
        kept = dict(self._hashed(subject))
        old, is_complete = self._old(subject)
        return PersonLeads(tuple((kept | old).values()), is_complete)

    def _of_lead(self, leadgen_id: LeadgenId, subject: Subject) -> PersonLeads:
        found = dict(self._read(LEADS_OF_LEADGEN_ID, "leadgen_id", leadgen_id))
        if subject.page_id is not None:
            key = lead_key(self.tenant, subject.page_id, leadgen_id)
            stored = LeadLedger(self.memory).read(key)
            found |= {key: stored} if stored else {}
        return PersonLeads(tuple(found.values()))

    def _hashed(self, subject: Subject) -> Iterator[tuple[LeadKey, Stored]]:
        if subject.email is not None:
            given = person_hash(self.tenant, subject.email)
            yield from self._read(LEADS_OF_EMAIL, "email_hash", given)
        if subject.phone is not None:
            given = person_hash(self.tenant, subject.phone)
            yield from self._read(LEADS_OF_PHONE, "phone_hash", given)

    def _read(self, shape: QueryShape, field: str, value: str) -> Iterator[tuple[LeadKey, Stored]]:
        for document in documents(self.memory, shape, equals={field: value}):
            stored = stored_of(document)
            if stored.entry.tenant == self.tenant:
                yield stored.entry.key, stored

    def _old(self, subject: Subject) -> tuple[dict[LeadKey, Stored], bool]:
        """Look through the newest entries for those without hashes."""
        found: dict[LeadKey, Stored] = {}
        newest = documents(self.memory, LATEST_LEADS, descending=True)
        for looked_at, document in enumerate(newest):
            if looked_at == self.at_most:
                return found, False
            stored = _without_hashes(document)
            if stored is not None and self._is_of(stored, subject):
                found[stored.entry.key] = stored
        return found, True

    def _is_of(self, stored: Stored, subject: Subject) -> bool:
        entry = stored.entry
        if entry.lead is None or entry.tenant != self.tenant:
            return False
        keys = entry.lead.person.keys
        pairs = ((subject.email, keys.email), (subject.phone, keys.phone))
        return any(asked is not None and asked == given for asked, given in pairs)


def _without_hashes(document: Document) -> Stored | None:
    """Read an entry of older code; what has a hash is found by it, what has no lead by nothing."""
    if "lead" not in document.data or "held_since" in document.data:
        return None
    try:
        return stored_of(document)
    except UnknownVersion:
        return None
