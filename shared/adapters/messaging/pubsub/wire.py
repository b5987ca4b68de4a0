"""Bodies of publish requests, within the limits that Pub/Sub sets."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from shared.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.domain.event import Message

MAX_MESSAGES = 1000
MAX_BYTES = 9_500_000
"""A request may have 1,000 messages and 10 MB (Pub/Sub quotas, read 2026-11); this leaves room."""

_HEAD, _TAIL = b'{"messages":[', b"]}"


def publish_bodies(messages: Iterable[Message]) -> Iterator[bytes]:
    """Give the bodies that publish the messages, in order; raises TooLarge for an oversized one."""
    parts: list[bytes] = []
    size = 0
    for message in messages:
        part = _part(message)
        if len(parts) == MAX_MESSAGES or size + len(part) > MAX_BYTES:
            yield _body(parts)
            parts, size = [], 0
        parts.append(part)
        size += len(part) + 1
    if parts:
        yield _body(parts)


def _body(parts: list[bytes]) -> bytes:
    return _HEAD + b",".join(parts) + _TAIL


def _part(message: Message) -> bytes:
    data = base64.b64encode(message.data).decode()
    part = json.dumps({"data": data, "attributes": dict(message.attributes)}).encode()
    if len(part) > MAX_BYTES:
        raise TooLarge(f"a message of {len(message.data)} bytes is more than Pub/Sub takes")
    return part
