"""Every query shape that the suite asks of its memory, by name.

Firestore needs a composite index for most of them; `deploy/gcp/firestore.indexes.json` lists
those, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueryShape:
    """Equality on `equals`, then one ordered field that may have a range."""

    collection: str
    order_by: str
    equals: tuple[str, ...] = ()


LATEST_LEADS = QueryShape("leads", order_by="announced_at")
LATEST_LEADS_IN_STATE = QueryShape("leads", order_by="announced_at", equals=("state",))
LEADS_DUE = QueryShape("leads", order_by="next_attempt_at", equals=("state",))
LEADS_OF_CRM_LEAD = QueryShape("leads", order_by="announced_at", equals=("crm_lead_id",))
OPPORTUNITIES_IN_CRM_ORDER = QueryShape("opportunities", order_by="crm_lead_id", equals=("tenant",))

LAPSING = ("leads", "person_claims")
"""Collections whose documents may have an end: Firestore removes them by its own policy."""
