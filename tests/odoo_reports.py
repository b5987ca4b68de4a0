"""What Odoo's addon reports, made by hand: states, events, messages with their signature."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from shared.domain import standard_webhooks
from shared.domain.ids import CrmLeadId
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.opportunity import OpportunityState

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
SECRET = "whsec_dGhlLXNlY3JldC1vZi10aGUtYWRkb24tb25l"
NEW, WON = {"id": 1, "name": "New"}, {"id": 4, "name": "Won"}
STATE: dict[str, Any] = {
    "type": "opportunity",
    "title": "Villa for Sara",
    "is_active": True,
    "outcome": "open",
    "lost_reason": None,
    "stage": NEW,
    "team": {"id": 1, "name": "Sales"},
    "owner": {"id": 2, "name": "Huda"},
    "company_id": 1,
    "partner_id": 7,
    "priority": "1",
    "probability": 12.5,
    "expected_revenue": "1500.00",
    "currency": "SAR",
    "close_date": "2026-12-01",
    "created_at": "2026-11-01T08:00:00Z",
    "stage_since": "2026-11-02T08:00:00Z",
    "closed_at": None,
    "last_contact_at": None,
    "last_customer_message_at": None,
    "next_activity": {"id": 5, "type": "Call", "due_on": "2026-11-25", "user_id": 2},
    "meta": {"leadgen_id": "71234567890001009", "page_id": "104857600012345"},
}


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give an event as it stands in a message."""
    return {
        "id": f"{number:032x}",
        "revision": 1763838000000 + number,
        "kind": "updated",
        "occurred_at": "2026-11-22T18:59:58.123456Z",
        "lead_id": 12,
        "by": {"user_id": 2, "is_us": False},
        "changed": {},
        "merged_into": None,
        "state": STATE,
        **changes,
    }


def won(number: int = 1, **changes: Any) -> dict[str, Any]:
    state = STATE | {"outcome": "won", "stage": WON, "closed_at": "2026-11-22T18:59:58Z"}
    changed = {"outcome": {"from": "open", "to": "won"}}
    return event(number, kind="won", changed=changed, state=state, **changes)


def message(*events: Any, **changes: Any) -> bytes:
    """Give a message's body."""
    document = {
        "version": 1,
        "database": "6a0b5bd8-c1f4-4e1a-9b3d-1c697a9f0e57",
        "sent_at": "2026-11-22T19:00:00.000001Z",
        "events": list(events),
        **changes,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def signed(
    body: bytes, *secrets: str, at: datetime = NOW, message_id: str = "msg_1"
) -> dict[str, str]:
    """Give the headers that the addon would send a body with."""
    keys = [standard_webhooks.signing_key(secret) for secret in secrets or (SECRET,)]
    return standard_webhooks.sign(body, message_id, int(at.timestamp()), keys)


def state(**changes: Any) -> OpportunityState:
    return OpportunityState.model_validate(STATE | changes)


def change(number: int = 1, **changes: Any) -> OdooRecordChanged:
    """Give a change as it travels on the bus."""
    return OdooRecordChanged(
        **{
            "tenant": "default",
            "event_id": f"{number:032x}",
            "revision": 1763838000000 + number,
            "kind": ChangeKind.UPDATED,
            "crm_lead_id": CrmLeadId(12),
            "occurred_at": NOW,
            "state": state(),
            **changes,
        }
    )


def reading(number: int = 1, source: str = "poll", **changes: Any) -> OdooRecordChanged:
    """Give a bare reading of our own."""
    own = {"event_id": f"{source}-{number}", "kind": ChangeKind.OBSERVED, "source": source}
    return change(number, **own | changes)
