"""Programs that the crash tests start and kill: `python -m tests.contracts.bus.processes ...`."""

from __future__ import annotations

import sys
from itertools import count, islice
from random import SystemRandom

from shared.adapters.messaging.embedded import (
    Courier,
    EmbeddedBus,
    Subscription,
    http_deliverer,
)
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from tests.contracts.bus.events import announced

BATCH = 5
CROWD = Subscription(
    "leads", Topic.LEAD_EVENTS, "leads", dead_letter_topic="lead-events-dead", concurrency=8
)


def publish_for_ever(path: str, first: str) -> None:
    """Publish batches; say the first number of each that was stored."""
    numbers = count(int(first))
    with EmbeddedBus(path, clock=SystemClock(), rng=SystemRandom()) as bus:
        while True:
            batch = list(islice(numbers, BATCH))
            bus.publish(Topic.LEAD_EVENTS, [announced(number) for number in batch])
            print(batch[0], flush=True)  # noqa: T201 - this is how it tells the test


def deliver_until_told(path: str, url: str) -> None:
    """Deliver to the door until the standard input ends."""
    with EmbeddedBus(path, clock=SystemClock(), rng=SystemRandom()) as bus:
        deliver = http_deliverer({"leads": url})
        with Courier(bus.queue, [CROWD], deliver, rng=SystemRandom(), poll_s=0.02):
            print("ready", flush=True)  # noqa: T201 - this is how it tells the test
            sys.stdin.read()


PROGRAMS = {"publish": publish_for_ever, "deliver": deliver_until_told}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
