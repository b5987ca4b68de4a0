"""Announce again what was parked and is due, and what nobody has moved on for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.domain.event import MetaLeadAnnounced, Topic
from shared.domain.ledger import LeadState
from shared.domain.queries import LEADS_DUE
from shared.domain.values import moment_text
from shared.errors import UnknownVersion
from shared.usecases.lead_ledger import LeadLedger, Stored, stored_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.document import Document
    from shared.domain.ledger import LedgerEntry
    from shared.ports import Bus, Clock, Memory

FLOOR = timedelta(minutes=5)
"""What was just announced again is left alone this long, or a sweep floods the queue."""
OPEN = (LeadState.WAITING, LeadState.ANNOUNCED, LeadState.FETCHED, LeadState.IN_CRM)
"""Besides `waiting`, the states of a lead under way: its message may have become a dead letter."""
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Redrive:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    at_most: int = 500

    def __call__(self) -> int:
        """Publish every lead that is due (at most `at_most`) and give their number.

        Each is postponed before it is published: of two runs at once only one announces it, and
        if the bus fails it is due again after `FLOOR`.
        """
        ledger, now = LeadLedger(self.memory), self.clock.now()
        ours = [
            stored.entry
            for stored in self._due(now)
            if not stored.entry.is_leased(now) and ledger.postpone(stored, now + FLOOR)
        ]
        if ours:
            self.bus.publish(Topic.LEAD_EVENTS, [_announcement(entry, now) for entry in ours])
        return len(ours)

    def _due(self, now: datetime) -> list[Stored]:
        """Read what is due before anything is postponed, which would move it on in the pages."""
        due: list[Stored] = []
        for state in OPEN:
            for document in self._documents(state, now):
                if len(due) == self.at_most:
                    return due
                due.extend(_readable(document))
        return due

    def _documents(self, state: LeadState, now: datetime) -> Iterator[Document]:
        cursor = None
        while True:
            page = self.memory.query(
                LEADS_DUE,
                equals={"state": state},
                below=moment_text(now),
                limit=_PAGE,
                cursor=cursor,
            )
            yield from page.documents
            cursor = page.cursor
            if cursor is None:
                return


def _readable(document: Document) -> Iterator[Stored]:
    """Pass over an entry that this code cannot read: it must not stop all others."""
    try:
        yield stored_of(document)
    except UnknownVersion as error:
        log.warning("entry passed over", lead=document.id, error=error.code)


def _announcement(entry: LedgerEntry, now: datetime) -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant=entry.tenant,
        page_id=entry.page_id,
        leadgen_id=entry.leadgen_id,
        form_id=entry.form_id,
        announced_at=now,
        source="replay",
    )
