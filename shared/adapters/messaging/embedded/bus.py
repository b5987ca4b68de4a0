"""The Bus of a local run: topics in one SQLite file, no server to start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from shared.adapters.messaging.embedded.database import Database, Synchronous
from shared.adapters.messaging.embedded.queue import Queue
from shared.domain.event import Topic, encode
from shared.errors import PermanentError

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from shared.domain.event import Event, Message
    from shared.ports import Clock

TOPICS = frozenset(str(topic) for topic in Topic)


class EmbeddedBus:
    """Publishes into a SQLite file, from which a `Courier` delivers, in this process or another.

    `publish` is one transaction: all events or none. With `synchronous="FULL"` (the default) they
    survive a power cut, at about 0.25 ms more a call than "NORMAL", which survives kill -9 only.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        clock: Clock,
        rng: random.Random,
        project: str = "local",
        synchronous: Synchronous = "FULL",
    ) -> None:
        """Open or create the file (and its folder); `project` stands in the names delivered."""
        database = Database(path, synchronous=synchronous)
        self.queue = Queue(database, clock=clock, rng=rng, project=project)

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        """Store every event durably, or none; raises PermanentError for an unknown topic."""
        self._store(topic, [encode(event) for event in events])

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        """Store every message as it is, or none; raises PermanentError for an unknown topic."""
        self._store(topic, messages)

    def check(self, topic: Topic) -> None:
        """Raise what publishing would: nothing is stored, but the file is opened for writing."""
        _known(topic)
        with self.queue.database.durable():
            return

    def close(self) -> None:
        """Close the file; stop its couriers first."""
        self.queue.database.close()

    def __enter__(self) -> Self:
        """Give the bus; leaving closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def _store(self, topic: Topic, messages: Sequence[Message]) -> None:
        _known(topic)
        self.queue.publish(topic, messages)


def _known(topic: Topic) -> None:
    if topic not in TOPICS:
        raise PermanentError(f"topic {topic} does not exist", code="no_topic")
