"""Who hears a topic, and how: the same knobs as a Pub/Sub push subscription."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.errors import SettingsError

if TYPE_CHECKING:
    import random

DOUBLINGS = 30
"""Enough to pass every sensible maximum; keeps the power small."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A push subscription of the embedded queue.

    The defaults are Pub/Sub's (min and max retry delay 10 s and 600 s, read 2026-11); a local
    run sets shorter ones. Without `dead_letter_topic` a message is retried for ever and, as in
    Pub/Sub, its deliveries carry no attempt. `concurrency` is the most deliveries at one time,
    over all processes that share the file. `endpoint` is what the deliverer finds the door by.
    """

    name: str
    topic: str
    endpoint: str
    dead_letter_topic: str | None = None
    max_attempts: int = 20
    min_backoff_s: float = 10.0
    max_backoff_s: float = 600.0
    ack_deadline_s: float = 60.0
    concurrency: int = 4

    def __post_init__(self) -> None:
        """Refuse what could never deliver; raises SettingsError naming the field."""
        sound = {
            "name": bool(self.name),
            "topic": bool(self.topic) and self.topic != self.dead_letter_topic,
            "max_attempts": self.max_attempts >= 1,
            "min_backoff_s": 0 <= self.min_backoff_s <= self.max_backoff_s,
            "ack_deadline_s": self.ack_deadline_s > 0,
            "concurrency": self.concurrency >= 1,
        }
        for field, is_sound in sound.items():
            if not is_sound:
                raise SettingsError(f"subscription {self.name!r}: {field} makes no sense")

    def is_spent(self, attempt: int) -> bool:
        """Say whether a failure of this attempt (from 1) sends the message to the dead letters."""
        return self.dead_letter_topic is not None and attempt >= self.max_attempts

    def backoff_s(self, attempt: int, rng: random.Random) -> float:
        """Give the wait after a failed attempt (from 1): any moment between min and a doubling."""
        doubled = self.min_backoff_s * 2 ** min(attempt, DOUBLINGS)
        return rng.uniform(self.min_backoff_s, min(self.max_backoff_s, doubled))
