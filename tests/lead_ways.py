"""Ledger entries in every state, made by the ledger's own steps: what /ops has to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.clean_lead import CleanLead
from shared.domain.ids import CrmLeadId, CrmPartnerId, FormId, LeadgenId, PageId, lead_key
from shared.domain.lead import Attribution
from shared.domain.ledger import Decision, LeadState, LedgerEntry
from shared.domain.person import Person
from shared.usecases.lead_ledger import LEADS, _data

if TYPE_CHECKING:
    from shared.ports import Memory

START = datetime(2026, 11, 22, 14, 10, 5, 250_000, tzinfo=UTC)
PAGE, FORM = PageId("104857600012345"), FormId("1048576000100001")
CANARY = "Canary Person"
"""A name that stands in the ledger and must never stand on a page."""


def lead(leadgen_id: str, *, is_test: bool = False) -> CleanLead:
    return CleanLead(
        leadgen_id=LeadgenId(leadgen_id),
        created_at=START,
        person=Person(full_name=CANARY, email="canary@example.com", phone="+966500000000"),
        attribution=Attribution(page_id=PAGE, form_id=FORM, campaign_name=CANARY),
        is_test=is_test,
    )


def announced(number: int, at: datetime = START, **fields: object) -> LedgerEntry:
    """Give an announced entry that a worker has claimed."""
    leadgen_id = LeadgenId(str(71234567890000000 + number))
    known = {
        "key": lead_key("default", PAGE, leadgen_id),
        "tenant": "default",
        "page_id": PAGE,
        "leadgen_id": leadgen_id,
        "form_id": FORM,
        "source": "webhook",
        "announced_at": at,
    }
    return LedgerEntry.model_validate(known | fields).claimed(at + timedelta(milliseconds=40))


def fetched(
    entry: LedgerEntry, after_ms: int = 420, decision: Decision | None = None, **kind: bool
) -> LedgerEntry:
    at = entry.announced_at + timedelta(milliseconds=after_ms)
    return entry.fetched(at, lead(entry.leadgen_id, **kind), decision or Decision())


def in_crm(entry: LedgerEntry, crm_lead_id: int = 42, after_ms: int = 1300) -> LedgerEntry:
    before = entry.fetched_at or entry.announced_at
    return entry.in_crm(before + timedelta(milliseconds=after_ms), CrmLeadId(crm_lead_id))


def done(number: int, at: datetime = START, **how: object) -> LedgerEntry:
    """Give an entry that went the whole way; its Odoo id is its number."""
    entry = in_crm(fetched(announced(number, at), **how), number)  # type: ignore[arg-type]
    return entry.done((entry.in_crm_at or at) + timedelta(milliseconds=15))


def in_all_states(now: datetime = START) -> list[LedgerEntry]:
    """Give about thirty entries: every state, cause, source and decision that a page may meet."""

    def ago(seconds: float) -> datetime:
        return now - timedelta(seconds=seconds)

    onto = Decision(onto=CrmLeadId(8), partner_id=CrmPartnerId(31))
    shared_phone = Decision(partner_id=CrmPartnerId(31), remarks=("phone_shared",))
    waits = ("odoo_unavailable", "meta_throttled", "meta_token_dead", "odoo_outcome_unknown")
    deaths = ("meta_lead_gone", "odoo_validation_failed", "gave_up", "brand_new_code")
    soon = now + timedelta(seconds=190)
    erased = {"state": LeadState.ERASED, "lead": None, "decision": None}
    return [
        announced(100, ago(0.2)),
        announced(101, ago(2), source="reconcile", form_id=None),
        fetched(announced(102, ago(3))),
        in_crm(fetched(announced(103, ago(6))), 103),
        *(done(200 + n, ago(20 + 7 * n), after_ms=90 + 35 * n) for n in range(12)),
        done(220, ago(130), decision=onto),
        done(221, ago(140), decision=shared_phone),
        done(222, ago(86_400 * 2), after_ms=86_400_000 + 3_723_000),
        done(223, ago(160), is_test=True),
        *(
            announced(300 + n, ago(200 + n), attempts=n).waiting(soon, code, f"English of {code}")
            for n, code in enumerate(waits)
        ),
        fetched(announced(310, ago(240))).waiting(soon, "odoo_unreachable", "Odoo: no route"),
        *(
            announced(400 + n, ago(400 + 60 * n), source="replay").dead(code, f"English of {code}")
            for n, code in enumerate(deaths)
        ),
        done(500, ago(9000)).model_copy(update=erased),
    ]


def keep(memory: Memory, *entries: LedgerEntry) -> None:
    for entry in entries:
        memory.create(LEADS, entry.key, _data(entry))
