"""The two buses under the contract, each with topics, push subscriptions and a door."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from random import SystemRandom
from typing import TYPE_CHECKING, Protocol

import requests

from shared.adapters.messaging.embedded import (
    Courier,
    EmbeddedBus,
    Subscription,
    http_deliverer,
)
from shared.adapters.messaging.pubsub import PubSubBus
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from tests.contracts.bus.door import Door, open_door

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.ports import Bus

MAX_ATTEMPTS = 5
"""The fewest that Pub/Sub allows."""
_projects = count()


@dataclass(frozen=True)
class Listener:
    """A subscription to make; with `gives_up`, its dead letters go to the room `<name>-dead`."""

    name: str
    topic: Topic = Topic.LEAD_EVENTS
    gives_up: bool = False

    @property
    def dead_topic(self) -> str:
        return f"{self.topic}-dead"

    @property
    def dead_name(self) -> str:
        return f"{self.name}-dead"


@dataclass(frozen=True)
class World:
    """A bus whose listeners push to the door."""

    bus: Bus
    door: Door
    project: str
    ack_deadline_s: float


class OpenWorld(Protocol):
    """Opens a world with these listeners."""

    def __call__(self, *listeners: Listener) -> World: ...


@contextmanager
def embedded_world(path: Path, listeners: Sequence[Listener]) -> Iterator[World]:
    with ExitStack() as opened:
        door = opened.enter_context(open_door())
        bus = opened.enter_context(EmbeddedBus(path, clock=SystemClock(), rng=SystemRandom()))
        subscriptions = [one for listener in listeners for one in _embedded(listener)]
        rooms = {one.name: door.url(one.name) for one in subscriptions}
        deliver = http_deliverer(rooms)
        opened.enter_context(
            Courier(bus.queue, subscriptions, deliver, rng=SystemRandom(), poll_s=0.05)
        )
        yield World(bus, door, "local", ack_deadline_s=1.0)


def _embedded(listener: Listener) -> Iterator[Subscription]:
    yield Subscription(
        listener.name,
        listener.topic,
        listener.name,
        dead_letter_topic=listener.dead_topic if listener.gives_up else None,
        max_attempts=MAX_ATTEMPTS,
        min_backoff_s=0.01,
        max_backoff_s=0.05,
        ack_deadline_s=1.0,
        concurrency=8,
    )
    if listener.gives_up:
        yield Subscription(listener.dead_name, listener.dead_topic, listener.dead_name)


@contextmanager
def pubsub_world(host: str, listeners: Sequence[Listener]) -> Iterator[World]:
    project = f"project-{next(_projects)}"
    with ExitStack() as opened:
        door = opened.enter_context(open_door())
        emulator = _Emulator(f"http://{host}/v1/projects/{project}", project)
        for listener in listeners:
            emulator.make(listener, door)
        opened.callback(emulator.clear, listeners)
        bus = PubSubBus(project, emulator_host=host)
        opened.callback(bus.close)
        yield World(bus, door, project, ack_deadline_s=5.0)


@dataclass(frozen=True)
class _Emulator:
    base: str
    project: str

    def make(self, listener: Listener, door: Door) -> None:
        self._topic(listener.topic)
        policy = {}
        if listener.gives_up:
            self._topic(listener.dead_topic)
            self._subscription(listener.dead_name, listener.dead_topic, door, {})
            topic = f"projects/{self.project}/topics/{listener.dead_topic}"
            policy = {"deadLetterTopic": topic, "maxDeliveryAttempts": MAX_ATTEMPTS}
        self._subscription(
            listener.name, listener.topic, door, {"deadLetterPolicy": policy} if policy else {}
        )

    def clear(self, listeners: Sequence[Listener]) -> None:
        """Take the subscriptions away: the emulator would push to the closed door for ever."""
        for listener in listeners:
            names = [listener.name] + [listener.dead_name] * listener.gives_up
            for name in names:
                requests.delete(f"{self.base}/subscriptions/{name}", timeout=10).raise_for_status()

    def _topic(self, name: str) -> None:
        answer = requests.put(f"{self.base}/topics/{name}", json={}, timeout=10)
        assert answer.status_code in (200, 409)  # 409: another listener's

    def _subscription(self, name: str, topic: str, door: Door, more: dict[str, object]) -> None:
        body = {
            "topic": f"projects/{self.project}/topics/{topic}",
            "pushConfig": {"pushEndpoint": door.url(name)},
            "ackDeadlineSeconds": 5,
            **more,
        }
        url = f"{self.base}/subscriptions/{name}"
        requests.put(url, json=body, timeout=10).raise_for_status()
