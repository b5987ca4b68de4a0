"""Pushes of dead messages, as Pub/Sub and the embedded queue make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.event import Message, MetaLeadAnnounced, encode
from shared.push import Delivery, build_push
from tests.lead_ways import PAGE, START

if TYPE_CHECKING:
    from werkzeug.test import Client, TestResponse

MARK = "CloudPubSubDeadLetterSource"


def announcement(number: int, **fields: object) -> MetaLeadAnnounced:
    known = {
        "tenant": "default",
        "page_id": PAGE,
        "leadgen_id": str(71234567890000000 + number),
        "announced_at": START,
    }
    return MetaLeadAnnounced.model_validate(known | fields)


def dead(
    message: Message | MetaLeadAnnounced,
    *,
    published_at: str = "2026-11-22T12:00:00.5Z",
    topic: str = "lead-events",
    message_id: str = "1",
) -> Delivery:
    """Give the delivery of a message that the lead handler did not take a hundred times."""
    told = message if isinstance(message, Message) else encode(message)
    marks = {
        f"{MARK}DeliveryCount": "100",
        f"{MARK}Subscription": "lead-event-handler",
        f"{MARK}SubscriptionProject": "p",
        f"{MARK}TopicPublishTime": published_at,
    }
    return Delivery(
        Message(told.data, {**told.attributes, **marks}),
        message_id=message_id,
        attempt=None,
        subscription=f"projects/p/subscriptions/{topic}-dead-letters",
        published_at="2026-11-23T04:10:00Z",
    )


def push(door: Client, delivery: Delivery) -> TestResponse:
    headers, body = build_push(delivery, topic="projects/p/topics/lead-events-dead")
    return door.post("/", data=body, headers=headers)
