"""Put every lead that a webhook of Meta announces onto the bus, before it is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.event import Topic
from shared.domain.meta_webhook import Notification, parse_notification
from shared.domain.signature import check_signature
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ports import Bus, Clock


def announce_leads(
    raw_body: bytes,
    signatures: Sequence[str],
    *,
    secrets: Sequence[str],
    tenant: str,
    bus: Bus,
    clock: Clock,
) -> Notification:
    """Check, parse, publish; when it returns, every announced lead is stored durably.

    Raises NotAuthentic, BadInput (nothing in the batch could be read), or TransientError
    (nothing may be acknowledged: Meta sends it again).
    """
    check_signature(raw_body, signatures, secrets)
    notification = parse_notification(raw_body, tenant=tenant, now=clock.now())
    if notification.events:
        bus.publish(Topic.LEAD_EVENTS, notification.events)
    elif notification.faults:
        first = notification.faults[0]
        raise BadInput(first.reason, path=first.path)
    return notification
