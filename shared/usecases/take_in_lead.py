"""Bring one announced lead from its source into the CRM, exactly once.

Each step is recorded in the ledger before the next begins and is idempotent by the lead's key,
so that a redelivery finishes what a crash cut off. What cannot go on is parked or dead, with its
reason, and only what is recorded is acknowledged.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain import backoff
from shared.domain.crm import LeadOrder, SubmissionOrder
from shared.domain.erasure import untold
from shared.domain.event import LeadStored, Topic
from shared.domain.ledger import LeadState
from shared.domain.recognition import decide
from shared.errors import (
    Busy,
    ConnectionDown,
    CrmLeadGone,
    OutcomeUnknown,
    PermanentError,
    TransientError,
)
from shared.usecases.forget_lead import finish_erasure, note_if_written
from shared.usecases.lead_ledger import LeadLedger, Stored
from shared.usecases.person_claims import PersonClaims

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from shared.domain.clean_lead import CleanLead
    from shared.domain.event import MetaLeadAnnounced
    from shared.domain.ids import CrmLeadId
    from shared.domain.ledger import LedgerEntry
    from shared.ports import Bus, Clock, Crm, Memory
    from shared.usecases.read_lead import LeadReader

GIVE_UP_AFTER = timedelta(hours=72)
"""Of trying; a lead that waits for a connection is not to blame and waits for `OUTAGE_AT_MOST`."""
OUTAGE_AT_MOST = timedelta(days=30)
A_MOMENT_S = 5.0
PATIENCE = 5
"""So often a lead waits at the door for another one of the same person; then it is parked."""


@dataclass(frozen=True, slots=True)
class TakeInLead:
    """The use case with what it needs of the world."""

    reader: LeadReader
    crm: Crm
    memory: Memory
    bus: Bus
    clock: Clock
    rng: Random

    def __call__(self, event: MetaLeadAnnounced) -> LedgerEntry:
        """Take the lead as far as it goes now and give its entry: settled or waiting.

        Raises Busy while another worker has it, TransientError or OutcomeUnknown when the ledger
        or the bus fails: then nothing may be acknowledged.
        """
        ledger, now = LeadLedger(self.memory), self.clock.now()
        stored, is_ours = ledger.open(event, now)
        is_early = stored.entry.is_not_due(now) and event.source != "replay"
        if stored.entry.is_settled or is_early:
            return finish_erasure(self.memory, ledger, self.crm, stored)
        if not is_ours:
            stored = ledger.claim(stored, now)
        entry = self._tell(ledger, self._bring_in(ledger, stored))
        if not entry.is_at_rest:
            raise Busy("another worker has this lead")
        if entry.state is LeadState.ERASED:
            stored = ledger.read(entry.key) or stored
            return finish_erasure(self.memory, ledger, self.crm, stored)
        return entry

    def _bring_in(self, ledger: LeadLedger, stored: Stored) -> Stored:
        """Read, decide and write; or record why that cannot be, now or ever."""
        if stored.entry.crm_lead_id is not None:
            return stored
        lead = stored.entry.lead
        try:
            lead = self._read(stored.entry)
            self._claim_person(lead, ledger, stored)
            stored = self._decide(ledger, stored, lead)
            if stored.entry.state is LeadState.ERASED:
                return stored
            stored = self._write(ledger, stored)
        except Busy:
            raise
        except (TransientError, OutcomeUnknown) as error:
            before, stored = stored.entry, self._park(ledger, stored, error, lead)
            stored = note_if_written(ledger, self.crm, stored, before, self.clock.now())
        except PermanentError as error:
            stored = self._bury(ledger, stored, error.code, str(error))
        self._release_person(ledger, stored.entry)
        return stored

    def _read(self, entry: LedgerEntry) -> CleanLead:
        imported_as = entry.key if entry.source == "import" else None
        return entry.lead or self.reader.read(
            entry.page_id, entry.leadgen_id, imported_as=imported_as
        )

    def _claim_person(self, lead: CleanLead, ledger: LeadLedger, stored: Stored) -> None:
        """Keep other leads of this person out until this one is written.

        Not for Meta's test leads, who are all the same nobody, nor once it is decided.
        """
        entry = stored.entry
        if lead.is_test or entry.decision is not None:
            return
        try:
            self._claims(ledger, entry).take(lead.person.keys, entry.key, self.clock.now())
        except Busy as error:
            if entry.attempts > PATIENCE:
                raise TransientError(str(error), code="person_busy") from None
            ledger.release(stored, lead, self.clock.now())
            raise

    def _release_person(self, ledger: LeadLedger, entry: LedgerEntry) -> None:
        """What was decided but not written yet keeps its claim: the next lead would not see it."""
        is_pending = entry.decision is not None and entry.crm_lead_id is None
        if entry.lead is not None and (entry.is_settled or not is_pending):
            self._claims(ledger, entry).release(entry.lead.person.keys, entry.key)

    def _claims(self, ledger: LeadLedger, entry: LedgerEntry) -> PersonClaims:
        return PersonClaims(self.memory, ledger, entry.tenant)

    def _decide(self, ledger: LeadLedger, stored: Stored, lead: CleanLead) -> Stored:
        if stored.entry.decision is not None:
            return stored
        decision = decide(lead, self.crm.find_person(lead.person.keys))
        now = self.clock.now()
        return ledger.advance(
            stored,
            lambda entry: entry.decision is not None or entry.is_settled,
            lambda entry: entry.fetched(now, lead, decision),
        )

    def _write(self, ledger: LeadLedger, stored: Stored) -> Stored:
        """Write into the CRM; that it is there counts more than that somebody gave it up."""
        crm_lead_id = self._put_into_crm(stored.entry)
        now = self.clock.now()

        def recorded(entry: LedgerEntry) -> LedgerEntry:
            if entry.state is LeadState.ERASED:
                return untold(entry, now, crm_lead_id)
            return entry.in_crm(now, crm_lead_id)

        return ledger.advance(stored, lambda entry: entry.crm_lead_id is not None, recorded)

    def _put_into_crm(self, entry: LedgerEntry) -> CrmLeadId:
        if entry.lead is None or entry.decision is None:
            raise TransientError("the ledger entry lost its lead", code="ledger_incomplete")
        onto, lead = entry.decision.onto, entry.lead.with_remarks(entry.decision.remarks)
        if onto is not None:
            with suppress(CrmLeadGone):
                self.crm.add_submission(SubmissionOrder(key=entry.key, onto=onto, lead=lead))
                return onto
        order = LeadOrder(
            key=entry.key,
            lead=lead,
            partner_id=entry.decision.partner_id,
            differs_from_customer=entry.decision.differs_from_customer,
        )
        return self.crm.put_lead(order)

    def _tell(self, ledger: LeadLedger, stored: Stored) -> LedgerEntry:
        """Publish before `done` is recorded: a crash in between publishes twice, never not."""
        entry = stored.entry
        if entry.is_at_rest or entry.crm_lead_id is None or entry.decision is None:
            return entry
        now = self.clock.now()
        event = LeadStored(
            lead_key=entry.key,
            crm_lead_id=entry.crm_lead_id,
            is_new_crm_lead=entry.decision.onto != entry.crm_lead_id,
            is_test=entry.is_test,
            stored_at=entry.in_crm_at or now,
        )
        self.bus.publish(Topic.LEAD_CHANGES, [event])
        return ledger.advance(
            stored, lambda entry: entry.is_settled, lambda entry: entry.done(now)
        ).entry

    def _park(
        self,
        ledger: LeadLedger,
        stored: Stored,
        error: TransientError | OutcomeUnknown,
        lead: CleanLead | None,
    ) -> Stored:
        now, entry = self.clock.now(), stored.entry
        waits_for = error.connection if isinstance(error, ConnectionDown) else ""
        since, patience = (
            (entry.tried_since, OUTAGE_AT_MOST)
            if waits_for
            else (entry.troubled_since, GIVE_UP_AFTER)
        )
        if now - (since or now) > patience:
            hours = patience // timedelta(hours=1)
            return self._bury(ledger, stored, "gave_up", f"given up after {hours} hours: {error}")
        until = now + self._wait(entry.attempts, error)
        return self._settle(
            ledger,
            stored,
            lambda e: e.holding(now, lead).waiting(
                until, error.code, str(error), waits_for=waits_for
            ),
        )

    def _wait(self, attempts: int, error: TransientError | OutcomeUnknown) -> timedelta:
        """Wait for a paused connection's next probe; otherwise longer with every attempt."""
        asked_s = error.retry_after_s if isinstance(error, TransientError) else None
        if isinstance(error, ConnectionDown) and asked_s is not None:
            return timedelta(seconds=asked_s + self.rng.uniform(0.0, A_MOMENT_S))
        return backoff.wait(attempts, self.rng, asked_s=asked_s)

    def _bury(self, ledger: LeadLedger, stored: Stored, code: str, text: str) -> Stored:
        return self._settle(ledger, stored, lambda entry: entry.dead(code, text))

    def _settle(
        self, ledger: LeadLedger, stored: Stored, step: Callable[[LedgerEntry], LedgerEntry]
    ) -> Stored:
        """Record a failure, unless another worker took the lead over, brought it in or ended it."""
        mine = stored.entry.attempts

        def is_theirs(entry: LedgerEntry) -> bool:
            return entry.attempts > mine or entry.crm_lead_id is not None or entry.is_settled

        return ledger.advance(stored, is_theirs, step)
