"""Who delivers what until when: every statement that changes a delivery, inside a transaction.

A delivery is *ready* (due), *waiting* (due later), *held* (a courier has it until its lease ends)
or gone (acknowledged, or moved to the dead letters).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.event import Message
from shared.push import Delivery

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from shared.adapters.messaging.embedded.subscription import Subscription

    Row = tuple[int, int, str, str, str, bytes, str]

A_SECOND_US = 1_000_000

CLAIM = """
UPDATE deliveries SET attempt = attempt + 1, holder = ?, due_us = ?
WHERE id IN (SELECT id FROM deliveries WHERE subscription = ? AND holder IS NULL AND due_us <= ?
             ORDER BY due_us, id LIMIT ?)
RETURNING id, attempt, holder, message_id, published_at, data, attributes
"""
LAPSED = """
SELECT id, attempt, holder, message_id, published_at, data, attributes
FROM deliveries WHERE subscription = ? AND due_us <= ? AND holder IS NOT NULL
"""
HELD_BY = """
SELECT id, attempt, holder, message_id, published_at, data, attributes
FROM deliveries WHERE subscription = ? AND holder = ?
"""
NEXT_DUE = """
SELECT min(due_us) FROM deliveries WHERE subscription = ? AND holder IS NULL AND due_us > ?
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt (from 1) at a delivery, by the courier `holder`."""

    row_id: int
    subscription: Subscription
    holder: str
    attempt: int
    delivery: Delivery


def claim(
    db: sqlite3.Connection, subscription: Subscription, holder: str, now_us: int, limit: int
) -> list[Claim]:
    """Take up to `limit` due deliveries, oldest first, as far as the concurrency limit allows."""
    free = min(limit, subscription.concurrency - _held(db, subscription.name))
    if free <= 0:
        return []
    lease_end = now_us + round(subscription.ack_deadline_s * A_SECOND_US)
    rows = db.execute(CLAIM, (holder, lease_end, subscription.name, now_us, free)).fetchall()
    return [_claim(subscription, row) for row in sorted(rows)]


def _held(db: sqlite3.Connection, name: str) -> int:
    counting = "SELECT count(*) FROM deliveries WHERE subscription = ? AND holder IS NOT NULL"
    count: int = db.execute(counting, (name,)).fetchone()[0]
    return count


def _claim(subscription: Subscription, row: Row) -> Claim:
    row_id, attempt, holder, message_id, published_at, data, attributes = row
    delivery = Delivery(
        message=Message(data=data, attributes=json.loads(attributes)),
        message_id=message_id,
        attempt=attempt if subscription.dead_letter_topic else None,
        subscription=subscription.name,
        published_at=published_at,
    )
    return Claim(row_id, subscription, holder, attempt, delivery)


def lapsed(db: sqlite3.Connection, subscription: Subscription, now_us: int) -> list[Claim]:
    """Find the attempts whose lease is over."""
    return [_claim(subscription, row) for row in db.execute(LAPSED, (subscription.name, now_us))]


def held_by(db: sqlite3.Connection, subscription: Subscription, holder: str) -> list[Claim]:
    """Find the attempts of one courier."""
    return [_claim(subscription, row) for row in db.execute(HELD_BY, (subscription.name, holder))]


def holders(db: sqlite3.Connection) -> set[str]:
    """Name the couriers that hold anything."""
    rows = db.execute("SELECT DISTINCT holder FROM deliveries WHERE holder IS NOT NULL")
    return {holder for (holder,) in rows}


def acknowledge(db: sqlite3.Connection, claims: Iterable[Claim]) -> None:
    """Remove what was delivered; an answer after the lease counts too, for the work is done."""
    db.executemany("DELETE FROM deliveries WHERE id = ?", [(one.row_id,) for one in claims])


def give_back(db: sqlite3.Connection, one: Claim, due_us: int) -> None:
    """Let the delivery be tried again from `due_us` on, unless the attempt was taken over."""
    db.execute(
        "UPDATE deliveries SET holder = NULL, due_us = ?"
        " WHERE id = ? AND holder = ? AND attempt = ?",
        (due_us, one.row_id, one.holder, one.attempt),
    )


def give_up(db: sqlite3.Connection, one: Claim) -> bool:
    """Remove the delivery; False if the attempt was taken over meanwhile."""
    gone = db.execute(
        "DELETE FROM deliveries WHERE id = ? AND holder = ? AND attempt = ?",
        (one.row_id, one.holder, one.attempt),
    )
    return gone.rowcount == 1


def next_due_us(db: sqlite3.Connection, name: str, now_us: int) -> int | None:
    """Give the next moment at which a waiting delivery of a subscription becomes ready."""
    due_us: int | None = db.execute(NEXT_DUE, (name, now_us)).fetchone()[0]
    return due_us


def has_any(db: sqlite3.Connection, name: str) -> bool:
    """Say whether a subscription has deliveries, in whatever state."""
    asking = "SELECT EXISTS (SELECT 1 FROM deliveries WHERE subscription = ?)"
    return bool(db.execute(asking, (name,)).fetchone()[0])
