"""Looking after the rows: counting them, removing what is too old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.messaging.embedded.intake import NOBODY

if TYPE_CHECKING:
    import sqlite3

DEAD_LETTER_MARK = "CloudPubSubDeadLetterSource"


@dataclass(frozen=True, slots=True)
class Depth:
    """How many deliveries of a subscription stand where.

    `ready` may go now, `waiting` later (back-off), `in_flight` is with a door; `dead` counts the
    messages given up that still stand in a dead-letter topic which nobody listens to.
    """

    ready: int = 0
    waiting: int = 0
    in_flight: int = 0
    dead: int = 0

    @property
    def open(self) -> int:
        """How many may still be delivered."""
        return self.ready + self.waiting + self.in_flight


COUNTS = """
SELECT count(*) FILTER (WHERE holder IS NULL AND due_us <= :now),
       count(*) FILTER (WHERE holder IS NULL AND due_us > :now),
       count(*) FILTER (WHERE holder IS NOT NULL)
FROM deliveries WHERE subscription = :name
"""


def depths(db: sqlite3.Connection, now_us: int) -> dict[str, Depth]:
    """Count the deliveries of every subscription of the file."""
    names = [name for (name,) in db.execute("SELECT name FROM subscriptions ORDER BY name")]
    return {name: _depth(db, name, now_us) for name in names}


def _depth(db: sqlite3.Connection, name: str, now_us: int) -> Depth:
    ready, waiting, held = db.execute(COUNTS, {"now": now_us, "name": name}).fetchone()
    (dead,) = db.execute(
        "SELECT count(*) FROM deliveries WHERE dead_of = ? AND subscription = ?", (name, NOBODY)
    ).fetchone()
    return Depth(ready, waiting, held, dead)


def refresh(db: sqlite3.Connection, names: list[str], now_us: int) -> None:
    """Note that these subscriptions are still served."""
    db.executemany(
        "UPDATE subscriptions SET seen_us = ? WHERE name = ?", [(now_us, name) for name in names]
    )


def prune(db: sqlite3.Connection, before_us: int) -> None:
    """Remove subscriptions not served, and messages that nobody listened to, since a moment."""
    db.execute(
        "DELETE FROM deliveries WHERE subscription IN"
        " (SELECT name FROM subscriptions WHERE seen_us < ?)",
        (before_us,),
    )
    db.execute("DELETE FROM subscriptions WHERE seen_us < ?", (before_us,))
    db.execute("DELETE FROM deliveries WHERE subscription = ? AND due_us < ?", (NOBODY, before_us))
