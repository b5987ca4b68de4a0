"""Identifiers, each a type of its own, all kept as text.

Meta's ids have 15 to 18 digits and pass 2^53: they are text from the first byte to the last.
"""

from __future__ import annotations

import hashlib
from typing import NewType

PageId = NewType("PageId", str)
FormId = NewType("FormId", str)
LeadgenId = NewType("LeadgenId", str)
LeadKey = NewType("LeadKey", str)
"""Our id of a lead: 32 hex digits, evenly spread (Firestore dislikes rising ids)."""
CrmLeadId = NewType("CrmLeadId", int)
CrmPartnerId = NewType("CrmPartnerId", int)


def hashed(*parts: object) -> str:
    """Give an id made of its natural key: 32 hex digits, evenly spread, for ever the same."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def lead_key(tenant: str, page_id: PageId, leadgen_id: LeadgenId) -> LeadKey:
    """Give the key under which this lead is known to the ledger, for ever the same."""
    return LeadKey(hashed(tenant, page_id, leadgen_id))
