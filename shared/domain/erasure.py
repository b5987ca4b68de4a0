"""What is left of a lead when its person's data is removed: after the time to keep it, or on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey, PageId, lead_key
from shared.domain.ledger import LeadState, LedgerEntry

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.score import LeadScore

NOBODY = LeadgenId("")
"""In the place of Meta's id: by that id the erased lead could be looked up at Meta again."""
_NO_PERSON: dict[str, object] = {
    "lead": None,
    "held_since": None,
    "email_hash": None,
    "phone_hash": None,
}


def holds_person(entry: LedgerEntry) -> bool:
    """Tell whether anything of the person stands in an entry."""
    has_remarks = entry.decision is not None and bool(entry.decision.remarks)
    return bool(entry.lead or entry.email_hash or entry.phone_hash or has_remarks)


def purged(entry: LedgerEntry) -> LedgerEntry:
    """Remove the person; ids and times stay, so that the lead is never made again.

    What was decided is kept as far as it is ids, and only while the CRM has the lead: one that is
    not there yet has to be read and decided anew if a person sends it again.
    """
    decision = entry.decision if entry.crm_lead_id is not None else None
    if decision is not None:
        decision = decision.model_copy(update={"remarks": ()})
    return entry.model_copy(update=_NO_PERSON | {"decision": decision})


def score_purged(score: LeadScore) -> LeadScore:
    """Remove Meta's id and all words from a score; what training needs stays, and is nobody's.

    Features are levels, counts and words of the company's own, grade and outcome are numbers.
    """
    said = score.correction and score.correction.model_copy(update={"reason": ""})
    update = {"leadgen_id": NOBODY, "reasons": (), "correction": said, "is_text_unread": False}
    return score.model_copy(update=update)


def erased(entry: LedgerEntry, now: datetime, crm_lead_id: CrmLeadId | None) -> LedgerEntry:
    """Give the tombstone of an entry: key, tenant, page and times.

    With `crm_lead_id` it says besides which record the CRM has still to be told of.
    """
    stone = tombstone(entry.tenant, entry.page_id, entry.key, now)
    kept = {
        name: getattr(entry, name)
        for name in ("source", "announced_at", "fetched_at", "in_crm_at", "done_at", "is_test")
    }
    return untold(stone.model_copy(update=kept), now, crm_lead_id)


def untold(stone: LedgerEntry, now: datetime, crm_lead_id: CrmLeadId | None) -> LedgerEntry:
    """Note on a tombstone that the CRM has the lead and must be told."""
    since = None if crm_lead_id is None else now
    return stone.model_copy(update={"crm_lead_id": crm_lead_id, "untold_since": since})


def told(stone: LedgerEntry) -> LedgerEntry:
    """Note on a tombstone that the CRM has been told."""
    return stone.model_copy(update={"crm_lead_id": None, "untold_since": None})


def tombstone(tenant: str, page_id: PageId, key: LeadKey, now: datetime) -> LedgerEntry:
    """Give the entry of a lead that must not come in."""
    return LedgerEntry(
        key=key,
        tenant=tenant,
        page_id=page_id,
        leadgen_id=NOBODY,
        source="erasure",
        state=LeadState.ERASED,
        announced_at=now,
        erased_at=now,
    )


def unseen(tenant: str, page_id: PageId, leadgen_id: LeadgenId, now: datetime) -> LedgerEntry:
    """Give the tombstone of a lead that never came in."""
    return tombstone(tenant, page_id, lead_key(tenant, page_id, leadgen_id), now)
