"""Deliver what is in a queue to a door that takes everything, until told to stop.

`python -m tests.bench.drain DATA_DIR`: a busier neighbour than any Odoo lets the queue have.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription, wsgi_deliverer
from shared.domain.event import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

_CONCURRENCY = 80
"""As many as lead_event_handler takes at one time."""
_DOOR_S = 0.01
"""A real lead takes far longer."""


def main(folder: Path) -> None:
    """Deliver until SIGTERM, then print how many a second."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    door = CountingDoor()
    subscription = Subscription("handler", Topic.LEAD_EVENTS, "door", concurrency=_CONCURRENCY)
    with EmbeddedBus(folder / "queue.db", clock=bootstrap.clock(), rng=SystemRandom()) as bus:
        courier = Courier(
            bus.queue, [subscription], wsgi_deliverer({"door": door}), rng=SystemRandom()
        )
        courier.start()
        stopped.wait()
        courier.stop()
    sys.stdout.write(f"{door.a_second()}\n")


class CountingDoor:
    """Takes everything and counts."""

    def __init__(self) -> None:
        self._count = 0
        self._first = self._last = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Say 204 after a moment."""
        time.sleep(_DOOR_S)
        self._last = time.perf_counter()
        self._first = self._first or self._last
        self._count += 1
        start_response("204 No Content", [])
        return []

    def a_second(self) -> float:
        """Give deliveries a second between the first and the last."""
        return self._count / max(self._last - self._first, 1e-9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
