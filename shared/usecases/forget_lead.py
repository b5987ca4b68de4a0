"""Remove what is kept of a lead besides its ledger entry, and tell the CRM that has it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.document import Write
from shared.domain.erasure import told, untold
from shared.domain.ledger import LeadState
from shared.domain.queries import CLAIMS_OF_LEAD, DEAD_LETTERS_OF_LEAD
from shared.errors import VersionConflict
from shared.usecases.lead_scores import LeadScores
from shared.usecases.paged import documents
from shared.usecases.person_claims import CLAIMS

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.ids import CrmLeadId, LeadKey
    from shared.domain.ledger import LedgerEntry
    from shared.ports import Crm, Memory
    from shared.usecases.lead_ledger import LeadLedger, Stored

CLOCKS_DIFFER = timedelta(hours=1)
"""By so much at most the CRM's clock and ours."""
RAW_LEADS, DEAD_LETTERS = "raw_leads", "dead_letters"


def forget_traces(memory: Memory, key: LeadKey) -> None:
    """Remove the lead as it was read, its score, messages about it, and claims on its person."""
    for document in documents(memory, DEAD_LETTERS_OF_LEAD, at_least=key, below=f"{key}~"):
        memory.delete(DEAD_LETTERS, document.id)
    for held in documents(memory, CLAIMS_OF_LEAD, at_least=key, below=f"{key}~"):
        with suppress(VersionConflict):  # the person's next lead has taken it over
            memory.batch([Write(CLAIMS, held.id, None, if_version=held.version)])
    memory.delete(RAW_LEADS, key)
    LeadScores(memory).delete(key)


def tell_crm(ledger: LeadLedger, crm: Crm, stored: Stored) -> bool:
    """Ask in the CRM for the erasure of its own record, if it has one and was not asked yet."""
    entry = stored.entry
    if entry.crm_lead_id is None or entry.erased_at is None:
        return False
    crm.ask_for_erasure(entry.crm_lead_id, entry.erased_at.date())
    ledger.advance(stored, lambda now: now.crm_lead_id is None, told)
    return True


def perhaps_written(crm: Crm, entry: LedgerEntry) -> CrmLeadId | None:
    """Look for a record whose writing was begun and not recorded: its worker may have died."""
    if entry.lead is None or entry.decision is None:
        return None
    if entry.decision.onto is not None:
        return entry.decision.onto
    since = entry.announced_at - CLOCKS_DIFFER
    records = crm.find_person(entry.lead.person.keys).records
    return next((one.id for one in records if one.created_at >= since), None)


def note_if_written(
    ledger: LeadLedger, crm: Crm, stored: Stored, before: LedgerEntry, now: datetime
) -> Stored:
    """Note on a tombstone where the CRM has the lead, if writing it ended unclearly.

    `before`: the entry as it was when the writing began. Other entries are left alone.
    """
    if stored.entry.state is not LeadState.ERASED:
        return stored
    crm_lead_id = perhaps_written(crm, before)
    return ledger.advance(
        stored,
        lambda entry: crm_lead_id is None or entry.crm_lead_id is not None,
        lambda entry: untold(entry, now, crm_lead_id),
    )


def finish_erasure(memory: Memory, ledger: LeadLedger, crm: Crm, stored: Stored) -> LedgerEntry:
    """Finish an erasure that came while the lead was under way; other entries are left alone."""
    if stored.entry.state is LeadState.ERASED:
        forget_traces(memory, stored.entry.key)
        tell_crm(ledger, crm, stored)
    return stored.entry
