"""Messages on their way in: every statement that adds deliveries, each inside a transaction.

A delivery is one message for one subscription. Messages of a topic that nobody listens to stand
under the subscription NOBODY until somebody does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from shared.adapters.messaging.embedded.subscription import Subscription
    from shared.domain.event import Message

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it was published: what all its deliveries share."""

    message: Message
    message_id: str
    published_at: str


def enqueue(
    db: sqlite3.Connection,
    topic: str,
    stored: Iterable[Stored],
    *,
    due_us: int,
    dead_of: str | None = None,
) -> None:
    """Add one delivery for each message and each subscription of the topic.

    `dead_of` is the subscription that gave the messages up, if `topic` is a dead-letter topic.
    """
    heard_by = db.execute("SELECT name FROM subscriptions WHERE topic = ?", (topic,)).fetchall()
    common = [(name, topic, due_us, dead_of) for (name,) in heard_by or [(NOBODY,)]]
    db.executemany(
        "INSERT INTO deliveries (subscription, topic, due_us, dead_of,"
        " message_id, published_at, data, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, *_content(one)) for one in stored for row in common],
    )


def _content(one: Stored) -> tuple[str, str, bytes, str]:
    attributes = attributes_text(tuple(one.message.attributes.items()))
    return one.message_id, one.published_at, one.message.data, attributes


@lru_cache(maxsize=256)
def attributes_text(attributes: tuple[tuple[str, str], ...]) -> str:
    """Write attributes as JSON; a batch has the same ones a thousand times."""
    return json.dumps(dict(attributes), ensure_ascii=False)


def declare(db: sqlite3.Connection, subscriptions: Sequence[Subscription], now_us: int) -> None:
    """Store the subscriptions; the first ones of a topic get all that was published before."""
    heard = {topic for (topic,) in db.execute("SELECT topic FROM subscriptions")}
    db.executemany(
        "INSERT INTO subscriptions (name, topic, seen_us) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET topic = excluded.topic, seen_us = excluded.seen_us",
        [(one.name, one.topic, now_us) for one in subscriptions],
    )
    for topic in {one.topic for one in subscriptions} - heard:
        _hand_over(db, topic)


def _hand_over(db: sqlite3.Connection, topic: str) -> None:
    db.execute(
        "INSERT INTO deliveries (subscription, topic, due_us,"
        " message_id, published_at, data, attributes)"
        " SELECT s.name, d.topic, d.due_us, message_id, published_at, data, attributes"
        " FROM deliveries AS d JOIN subscriptions AS s ON s.topic = d.topic"
        " WHERE d.subscription = ? AND d.topic = ? ORDER BY d.id",
        (NOBODY, topic),
    )
    db.execute("DELETE FROM deliveries WHERE subscription = ? AND topic = ?", (NOBODY, topic))
