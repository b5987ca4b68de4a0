"""What Pub/Sub pushes to a door: one parser for every shape of it, and the builder of the same.

The doors take plain HTTP. functions-framework's own CloudEvent conversion drops
`deliveryAttempt`, answers 400 (echoing headers) to a message of attributes only, and 200 to
malformed JSON (functions-framework 3.10.2, read and run 2026-11).
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from shared.domain.event import Message
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_TYPE = "google.cloud.pubsub.topic.v1.messagePublished"
STRUCTURED = "application/cloudevents+json"
OUR_ATTRIBUTES = frozenset({"type", "version"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one message to one subscription.

    `attempt` counts from 1 and is None on a subscription without a dead-letter topic, as in
    Pub/Sub; `subscription` is the full name (`projects/P/subscriptions/S`) or ""; `published_at`
    is RFC 3339 text as sent. A redelivery has the same `message_id`, but a publisher's retry has
    not: never use it to recognise repeats.
    """

    message: Message
    message_id: str
    attempt: int | None
    subscription: str
    published_at: str


def parse_push(headers: Mapping[str, str], body: bytes) -> Delivery:
    """Read a push request: wrapped JSON, with or without CloudEvent headers, or structured.

    Raises BadInput, naming the path of the first fault, for anything else.
    """
    names = {name.lower(): value for name, value in headers.items()}
    path, push = _envelope(_json_object(body), names.get("content-type", ""))
    message = _object(push.get("message"), f"{path}message")
    at = f"{path}message."
    return Delivery(
        message=Message(data=_data(message, at), attributes=_attributes(message, at)),
        message_id=_either(message, ("messageId", "message_id"), at),
        attempt=_attempt(push.get("deliveryAttempt"), f"{path}deliveryAttempt"),
        subscription=_text(push.get("subscription", ""), f"{path}subscription"),
        published_at=_either(message, ("publishTime", "publish_time"), at),
    )


def build_push(delivery: Delivery, *, topic: str) -> tuple[dict[str, str], bytes]:
    """Write the request that Pub/Sub sends for `delivery`, with Eventarc's CloudEvent headers.

    `topic` is the full name, `projects/P/topics/T`. Shape: Pub/Sub push and Eventarc's HTTP
    binding for Pub/Sub, documentation read 2026-11; `parse_push` gives `delivery` back.
    """
    headers = {
        "content-type": "application/json",
        "ce-id": delivery.message_id,
        "ce-source": f"//pubsub.googleapis.com/{topic}",
        "ce-type": EVENT_TYPE,
        "ce-specversion": "1.0",
        "ce-time": delivery.published_at,
    }
    push: dict[str, object] = {
        "message": {
            "data": base64.b64encode(delivery.message.data).decode(),
            "attributes": dict(delivery.message.attributes),
            "messageId": delivery.message_id,
            "message_id": delivery.message_id,
            "publishTime": delivery.published_at,
            "publish_time": delivery.published_at,
        },
        "subscription": delivery.subscription,
    }
    if delivery.attempt is not None:
        push["deliveryAttempt"] = delivery.attempt
    return headers, json.dumps(push, separators=(",", ":")).encode()


def _json_object(body: bytes) -> dict[str, object]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("not JSON", path="$") from None
    return _object(document, "$")


def _envelope(document: dict[str, object], content_type: str) -> tuple[str, dict[str, object]]:
    """Give the push document and the path to it: a structured CloudEvent carries it in `data`."""
    if not content_type.lower().startswith(STRUCTURED) and "specversion" not in document:
        return "", document
    return "data.", _object(document.get("data"), "data")


def _object(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadInput("must be an object", path=path)
    return cast("dict[str, object]", value)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise BadInput("must be text", path=path)
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate: no store and no other service would take it
        raise BadInput("must be valid Unicode", path=path) from None
    return value


def _either(message: Mapping[str, object], names: tuple[str, str], at: str) -> str:
    """Read the member under its new or its old name: Pub/Sub sends both, others only one."""
    name = names[0] if names[0] in message else names[1]
    text = _text(message.get(name), f"{at}{names[0]}")
    if not text:
        raise BadInput("must not be empty", path=f"{at}{names[0]}")
    return text


def _data(message: Mapping[str, object], at: str) -> bytes:
    encoded = _text(message.get("data", ""), f"{at}data")
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("must be base64", path=f"{at}data") from None


def _attributes(message: Mapping[str, object], at: str) -> dict[str, str]:
    attributes = _object(message.get("attributes", {}), f"{at}attributes")
    return {
        _text(name, f"{at}attributes"): _text(value, f"{at}attributes{_named(name)}")
        for name, value in attributes.items()
    }


def _named(attribute: str) -> str:
    """Name one of ours; any other name is foreign text, and an error repeats none."""
    return f".{attribute!r}" if attribute in OUR_ATTRIBUTES else ""


def _attempt(value: object, path: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadInput("must be a whole number from 1", path=path)
    return value
