"""What was read in the CRM, as an event: it says how a record stands, not what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shared.domain.odoo_change import ChangeKind, OdooRecordChanged

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.reading import Reading


def observed(
    reading: Reading, *, tenant: str, source: Literal["poll", "sweep"], now: datetime
) -> OdooRecordChanged:
    """Give a reading as an event; the same reading read again has another revision, another id."""
    return OdooRecordChanged(
        tenant=tenant,
        event_id=f"{source}-{reading.crm_lead_id}-{reading.revision}",
        revision=reading.revision,
        kind=ChangeKind.OBSERVED,
        crm_lead_id=reading.crm_lead_id,
        occurred_at=reading.changed_at or now,
        state=reading.state,
        source=source,
    )
