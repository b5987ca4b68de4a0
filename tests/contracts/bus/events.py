"""Events to publish."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.domain.event import MetaLeadAnnounced, decode
from shared.domain.ids import LeadgenId, PageId

if TYPE_CHECKING:
    from shared.domain.event import Message

ANNOUNCED_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def announced(number: int, tenant: str = "default") -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant=tenant,
        page_id=PageId("106541234567890"),
        leadgen_id=LeadgenId(str(10**15 + number)),
        announced_at=ANNOUNCED_AT,
    )


def number_of(message: Message) -> int:
    """Give the number that `announced` was called with."""
    event = decode(message)
    assert isinstance(event, MetaLeadAnnounced)
    return int(event.leadgen_id) - 10**15
