"""One attempt: bring a claimed delivery to its door and hear whether it was taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared import log
from shared.push import build_push

if TYPE_CHECKING:
    from shared.adapters.messaging.embedded.deliverers import Deliver
    from shared.adapters.messaging.embedded.leases import Claim

ACKNOWLEDGED = frozenset({102, 200, 201, 202, 204})
"""The statuses that Pub/Sub push takes as acknowledgement (documentation read 2026-11)."""


def attempt(one: Claim, deliver: Deliver, *, project: str) -> bool:
    """Push the message as Pub/Sub does; True if the door acknowledged it, whatever happened."""
    subscription = one.subscription
    name = f"projects/{project}/subscriptions/{subscription.name}"
    topic = f"projects/{project}/topics/{subscription.topic}"
    headers, body = build_push(replace(one.delivery, subscription=name), topic=topic)
    facts = {"subscription": subscription.name, "message_id": one.delivery.message_id}
    try:
        status = deliver(subscription, headers, body)
    except Exception as error:  # noqa: BLE001 - a broken door must not stop the others
        log.error("a door failed", error, **facts)
        return False
    if status not in ACKNOWLEDGED:
        log.warning("a door refused a message", status=status, **facts)
    return status in ACKNOWLEDGED
