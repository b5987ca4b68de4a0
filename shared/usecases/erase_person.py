"""Erase a person, or one lead, from our memory, and ask for the same in the CRM.

Each entry becomes a tombstone that keeps the lead out: a repeat of its message, the comparison with
Meta and a replay all meet it. The entry is the last that is changed, because it is by the entry that
a second run finds what a first one left; what the CRM was not told yet stands on the tombstone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.erasure import erased, unseen
from shared.domain.ledger import LeadState
from shared.domain.queries import ERASURES_UNTOLD
from shared.errors import Busy
from shared.usecases import audit
from shared.usecases.forget_lead import forget_traces, perhaps_written, tell_crm
from shared.usecases.forget_record import ForgetRecord
from shared.usecases.lead_ledger import LeadLedger, Stored, stored_of
from shared.usecases.paged import documents
from shared.usecases.person_leads import FindPersonLeads

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from shared.domain.subject import Subject
    from shared.ports import Clock, Crm, Memory, Tidy

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Erased:
    """What a run did; `is_complete` False: not all entries of older code were looked through."""

    found: int = 0
    erased: int = 0
    kept_out: int = 0
    """Never seen: a tombstone keeps it out."""
    told: int = 0
    """Records in the CRM whose owner has a to-do now."""
    under_way: int = 0
    """Were being worked on: whoever did will find the tombstone."""
    is_complete: bool = True

    def counts(self) -> dict[str, int]:
        """Give the numbers."""
        return {
            "found": self.found,
            "erased": self.erased,
            "kept_out": self.kept_out,
            "told": self.told,
            "under_way": self.under_way,
        }


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """The use case with what it needs of the world."""

    memory: Memory
    crm: Crm
    clock: Clock
    rng: Random
    tenant: str
    tidy: Tidy | None = None
    """Where the memory is files of our own: what is erased leaves them at once."""
    retention: timedelta = timedelta(days=90)
    """How long alerts and actions without words are kept."""

    def __call__(self, subject: Subject, *, who: str) -> Erased:
        """Erase; may be repeated, and finishes what an earlier run could not tell the CRM.

        Raises TransientError when memory or CRM fails: what was done stays done.
        """
        now, line = self.clock.now(), f"{self.rng.getrandbits(128):032x}"
        leads = FindPersonLeads(self.memory, self.tenant)(subject)
        done = Erased(len(leads.found), is_complete=leads.is_complete)
        self._note(line, now, who, done)
        for stored in leads.found:
            done = self._erase(stored, done, now)
        if not leads.found:
            done = self._keep_out(subject, done, now)
        done = replace(done, told=self._tell())
        self._note(line, now, who, done)
        if self.tidy:
            self.tidy.tidy()
        return done

    def _note(self, line: str, at: datetime, who: str, done: Erased) -> None:
        counts, tenant = done.counts(), self.tenant
        audit.record(self.memory, line, tenant=tenant, at=at, who=who, what="erase", counts=counts)

    def _erase(self, found: Stored, done: Erased, now: datetime) -> Erased:
        """Put a tombstone in the place of an entry, however often it changes meanwhile."""
        ledger, stored = LeadLedger(self.memory), found
        forget_record = ForgetRecord(self.memory, found.entry.tenant, self.retention)
        for _ in range(_TRIES):
            forget_traces(self.memory, stored.entry.key)
            if stored.entry.state is LeadState.ERASED:
                return done
            crm_lead_id = stored.entry.crm_lead_id or perhaps_written(self.crm, stored.entry)
            if crm_lead_id is not None:
                forget_record(crm_lead_id, now)
            if ledger.replace(stored, erased(stored.entry, now, crm_lead_id)):
                under_way = done.under_way + stored.entry.is_leased(now)
                return replace(done, erased=done.erased + 1, under_way=under_way)
            stored = ledger.read(stored.entry.key) or stored
        raise Busy("this lead is being changed by several workers at once")

    def _keep_out(self, subject: Subject, done: Erased, now: datetime) -> Erased:
        if subject.leadgen_id is None or subject.page_id is None:
            return done
        stone = unseen(self.tenant, subject.page_id, subject.leadgen_id, now)
        if LeadLedger(self.memory).plant(stone):
            return replace(done, kept_out=1)
        # It came in just now.
        found = FindPersonLeads(self.memory, self.tenant)(subject).found
        for stored in found:
            done = self._erase(stored, replace(done, found=len(found)), now)
        return done

    def _tell(self) -> int:
        """Ask in the CRM for every erasure that it was not asked for yet."""
        ledger = LeadLedger(self.memory)
        waiting = [stored_of(one) for one in documents(self.memory, ERASURES_UNTOLD)]
        ours = [stored for stored in waiting if stored.entry.tenant == self.tenant]
        return sum(tell_crm(ledger, self.crm, stored) for stored in ours)
