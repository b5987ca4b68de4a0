"""The embedded queue with a given clock and a door that is a function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.domain.event import Topic
from shared.push import Delivery, parse_push
from tests.contracts.bus.events import announced, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shared.adapters.messaging.embedded import Deliver


@dataclass
class GivenClock:
    """A clock that stands until it is moved."""

    moment: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class ShortestWait(Random):
    """Chance that always takes the shortest wait."""

    def uniform(self, a: float, b: float) -> float:
        return a


@dataclass
class Room:
    """A door in this process: records, and answers with the statuses in turn, then 204."""

    statuses: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def __call__(self, _: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        self.deliveries.append(parse_push(headers, body))
        return self.statuses.pop(0) if self.statuses else 204

    @property
    def numbers(self) -> list[int]:
        return [number_of(one.message) for one in self.deliveries]

    @property
    def attempts(self) -> list[int | None]:
        return [one.attempt for one in self.deliveries]


LEADS = Subscription(
    "leads",
    Topic.LEAD_EVENTS,
    "leads",
    dead_letter_topic="lead-events-dead",
    max_attempts=3,
    min_backoff_s=10,
    max_backoff_s=600,
    ack_deadline_s=60,
    concurrency=4,
)


def make_bus(path: Path, clock: GivenClock) -> EmbeddedBus:
    return EmbeddedBus(path, clock=clock, rng=ShortestWait(1), synchronous="NORMAL")


def make_courier(bus: EmbeddedBus, deliver: Deliver, *subscriptions: Subscription) -> Courier:
    return Courier(bus.queue, subscriptions or [LEADS], deliver, rng=ShortestWait(7))


def publish(bus: EmbeddedBus, *numbers: int) -> None:
    bus.publish(Topic.LEAD_EVENTS, [announced(number) for number in numbers])


def chance(seed: int) -> Random:
    return Random(seed)
