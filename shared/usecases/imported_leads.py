"""Leads as rows of a file gave them, kept until they are taken in: Meta may show them no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.lead import SourceLead

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.ids import LeadKey
    from shared.ports import Memory

RAW_LEADS = "raw_leads"
KEPT = timedelta(days=7)
"""Twice as long as a lead is tried: personal data is not kept longer than it is needed."""


def keep_imported_lead(memory: Memory, key: LeadKey, lead: SourceLead, now: datetime) -> None:
    """Keep a lead under its key; the same one again replaces it."""
    memory.put(RAW_LEADS, key, lead.model_dump(mode="json"), expires_at=now + KEPT)


def imported_lead(memory: Memory, key: LeadKey) -> SourceLead | None:
    """Give a lead that was imported; None if it is kept no more or cannot be read."""
    document = memory.get(RAW_LEADS, key)
    try:
        return SourceLead.model_validate(document.data) if document else None
    except ValidationError:
        return None
