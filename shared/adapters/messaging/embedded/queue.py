"""The embedded queue: Pub/Sub's behaviour on one SQLite file, several processes at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.adapters.messaging.embedded import intake, leases, upkeep
from shared.adapters.messaging.embedded.intake import Stored
from shared.adapters.messaging.embedded.presence import is_alive
from shared.domain.event import Message
from shared.domain.values import moment_text

if TYPE_CHECKING:
    import random
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from shared.adapters.messaging.embedded.database import Database
    from shared.adapters.messaging.embedded.leases import Claim
    from shared.adapters.messaging.embedded.subscription import Subscription
    from shared.adapters.messaging.embedded.upkeep import Depth
    from shared.ports import Clock

    Outcome = tuple[Claim, bool]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)
KEPT = timedelta(days=31)
"""Pub/Sub's own longest retention of a topic and default expiry of a subscription (2026-11)."""


class Queue:
    """What publishers and couriers do with the file; each method is one transaction.

    A topic without a subscription keeps its messages for `KEPT`; the first subscriptions that are
    declared for it get them all. A later subscription hears only what is published from then on.
    """

    def __init__(
        self, database: Database, *, clock: Clock, rng: random.Random, project: str
    ) -> None:
        """Use an open file; `rng` makes message ids and spreads retries."""
        self.database = database
        self.project = project
        self._clock = clock
        self._rng = rng
        self._listeners: list[Callable[[], None]] = []

    def listen(self, on_publish: Callable[[], None]) -> None:
        """Have `on_publish` called after each publishing in this process."""
        self._listeners.append(on_publish)

    def unlisten(self, on_publish: Callable[[], None]) -> None:
        """Undo `listen`."""
        self._listeners.remove(on_publish)

    def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Store the messages for every subscription of the topic; durable on return."""
        if not messages:
            return
        now = self._clock.now()
        stored = [Stored(one, self._new_id(), moment_text(now)) for one in messages]
        with self.database.durable() as db:
            intake.enqueue(db, topic, stored, due_us=_us(now))
        self._tell()

    def declare(self, subscriptions: Sequence[Subscription]) -> None:
        """Store subscriptions, new or known; the file keeps those that others declared."""
        with self.database.swift() as db:
            intake.declare(db, subscriptions, self._now_us())

    def take_turn(
        self, holder: str, free: Mapping[Subscription, int], done: Sequence[Outcome] = ()
    ) -> tuple[list[Claim], float | None]:
        """Settle what was accepted (True) or refused, then claim up to `free` a subscription.

        Gives the claims, and the seconds until more is due (None: nothing is waiting).
        """
        now_us = self._now_us()
        with self.database.swift() as db:
            self._settle(db, done, now_us)
            claims = [one for sub, n in free.items() for one in self._claim(db, sub, holder, n)]
            dues = [leases.next_due_us(db, sub.name, now_us) for sub in free]
        soonest = min((due for due in dues if due is not None), default=None)
        return claims, None if soonest is None else (soonest - now_us) / leases.A_SECOND_US

    def _claim(
        self, db: sqlite3.Connection, subscription: Subscription, holder: str, limit: int
    ) -> list[Claim]:
        now_us = self._now_us()
        self._fail(db, leases.lapsed(db, subscription, now_us), now_us)
        return leases.claim(db, subscription, holder, now_us, limit)

    def take_over(self, subscriptions: Iterable[Subscription], *, me: str) -> None:
        """Free what couriers held that have died: the attempt counts, but nothing is waited for."""
        now_us = self._now_us()
        with self.database.swift() as db:
            others = leases.holders(db) - {me}
            dead = [token for token in others if not is_alive(self.database.path, token)]
            for subscription in subscriptions:
                for token in dead:
                    left = leases.held_by(db, subscription, token)
                    self._fail(db, left, now_us, at_once=True)

    def is_empty(self, subscriptions: Iterable[Subscription]) -> bool:
        """Say whether these subscriptions have nothing to deliver, now or later."""
        with self.database.swift() as db:
            return not any(leases.has_any(db, one.name) for one in subscriptions)

    def depths(self) -> dict[str, Depth]:
        """Count the deliveries of every subscription by where they stand."""
        with self.database.swift() as db:
            return upkeep.depths(db, self._now_us())

    def tidy(self, subscriptions: Iterable[Subscription]) -> None:
        """Remove what nobody has listened to for `KEPT` and give space back."""
        now = self._clock.now()
        with self.database.swift() as db:
            upkeep.refresh(db, [one.name for one in subscriptions], _us(now))
            upkeep.prune(db, _us(now - KEPT))
        self.database.shrink()

    def _settle(self, db: sqlite3.Connection, done: Sequence[Outcome], now_us: int) -> None:
        leases.acknowledge(db, (one for one, accepted in done if accepted))
        self._fail(db, (one for one, accepted in done if not accepted), now_us)

    def _fail(
        self, db: sqlite3.Connection, claims: Iterable[Claim], now_us: int, *, at_once: bool = False
    ) -> None:
        for one in claims:
            if one.subscription.is_spent(one.attempt):
                self._bury(db, one)
                continue
            wait_s = 0.0 if at_once else one.subscription.backoff_s(one.attempt, self._rng)
            leases.give_back(db, one, now_us + round(wait_s * leases.A_SECOND_US))

    def _bury(self, db: sqlite3.Connection, one: Claim) -> None:
        """Move a delivery to the dead-letter topic, marked and renumbered as Pub/Sub does it."""
        topic = one.subscription.dead_letter_topic
        if topic is None or not leases.give_up(db, one):
            return
        now = self._clock.now()
        message = Message(one.delivery.message.data, _marked(one, self.project))
        stored = Stored(message, self._new_id(), moment_text(now))
        intake.enqueue(db, topic, [stored], due_us=_us(now), dead_of=one.subscription.name)
        log.error(
            "a message was given up",
            subscription=one.subscription.name,
            message_id=one.delivery.message_id,
            attempts=one.attempt,
        )

    def _tell(self) -> None:
        for on_publish in tuple(self._listeners):
            on_publish()

    def _new_id(self) -> str:
        return str(1 << 62 | self._rng.getrandbits(62))

    def _now_us(self) -> int:
        return _us(self._clock.now())


def _us(moment: datetime) -> int:
    return (moment - EPOCH) // A_MICROSECOND


def _marked(one: Claim, project: str) -> dict[str, str]:
    """Add the attributes that Pub/Sub adds (documentation and emulator 0.8.20, 2026-11)."""
    mark = upkeep.DEAD_LETTER_MARK
    return {
        **one.delivery.message.attributes,
        f"{mark}DeliveryCount": str(one.attempt),
        f"{mark}Subscription": one.subscription.name,
        f"{mark}SubscriptionProject": project,
        f"{mark}TopicPublishTime": one.delivery.published_at,
    }
