"""The courier delivers what is queued: threads that call doors, and one that keeps the books."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self

from shared import log
from shared.adapters.messaging.embedded.attempt import attempt
from shared.adapters.messaging.embedded.presence import Presence, clear_dead
from shared.errors import SettingsError, TransientError

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from shared.adapters.messaging.embedded.deliverers import Deliver
    from shared.adapters.messaging.embedded.leases import Claim
    from shared.adapters.messaging.embedded.queue import Queue
    from shared.adapters.messaging.embedded.subscription import Subscription
    from shared.adapters.messaging.embedded.upkeep import Depth

    Outcome = tuple[Claim, bool]


class Courier:
    """Delivers the messages of its subscriptions to their doors.

    Publishing in this process wakes it at once; what other processes publish is seen within
    `poll_s` seconds. Several couriers, in one process or many, may share a queue. A courier
    starts once and stops once.
    """

    def __init__(
        self,
        queue: Queue,
        subscriptions: Sequence[Subscription],
        deliver: Deliver,
        *,
        rng: random.Random,
        poll_s: float = 0.5,
    ) -> None:
        """Declare the subscriptions; nothing is delivered before `start` or `deliver_due`."""
        names = [one.name for one in subscriptions]
        if len(set(names)) != len(names):
            raise SettingsError("two subscriptions have the same name")
        self._queue = queue
        self._subscriptions = tuple(subscriptions)
        self._deliver = deliver
        self._poll_s = poll_s
        self._state = Condition()
        self._is_woken = self._is_stopping = False
        self._running: dict[tuple[int, int], Claim] = {}
        self._done: list[Outcome] = []
        self._jobs: SimpleQueue[Claim | None] = SimpleQueue()
        self._workers: list[Thread] = []
        self._books: Thread | None = None
        self._chores = [_Chore(1.0, self._take_over), _Chore(60.0, self._tidy)]
        queue.declare(self._subscriptions)
        self._token = f"{rng.getrandbits(64):016x}"
        self._presence = Presence(queue.database.path, self._token)

    def start(self) -> None:
        """Begin to deliver, at most `concurrency` messages of a subscription at a time."""
        clear_dead(self._queue.database.path)
        self._presence.begin()
        self._queue.listen(self.wake)
        crew = sum(one.concurrency for one in self._subscriptions)
        self._workers = [_thread(self._work) for _ in range(crew)]
        self._books = _thread(self._keep_books)

    def wake(self) -> None:
        """Look at the queue now."""
        with self._state:
            self._is_woken = True
            self._state.notify_all()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Take nothing new and wait for what runs; False if a door still ran at the end.

        What then still runs keeps its lease, and is delivered again when that is over.
        """
        self._is_stopping = True
        if self._books is None:
            return True
        self.wake()
        self._books.join(timeout_s)
        return not self._books.is_alive()

    def drain(self, timeout_s: float) -> bool:
        """Wait until everything is delivered or given up; False if the time was too short."""
        ends_at = monotonic() + timeout_s
        while not self._queue.is_empty(self._subscriptions):
            left_s = ends_at - monotonic()
            if left_s <= 0:
                return False
            with self._state:
                self._state.wait(min(left_s, self._poll_s))
        return True

    def deliver_due(self) -> int:
        """Deliver in this thread what is due now, once; returns how many (not with `start`)."""
        self._presence.begin()
        try:
            self._take_over()
            claims, _ = self._queue.take_turn(self._token, self._free([]))
            self._queue.take_turn(self._token, {}, [(one, self._attempt(one)) for one in claims])
        finally:
            self._presence.end()
        return len(claims)

    def depth(self) -> dict[str, Depth]:
        """Count the deliveries of every subscription of the queue by where they stand."""
        return self._queue.depths()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _work(self) -> None:
        while (one := self._jobs.get()) is not None:
            outcome = (one, self._attempt(one))
            with self._state:
                self._done.append(outcome)
                self._state.notify_all()

    def _attempt(self, one: Claim) -> bool:
        return attempt(one, self._deliver, project=self._queue.project)

    def _keep_books(self) -> None:
        while self._running or not self._is_stopping:
            self._wait(self._turn())
        self._queue.unlisten(self.wake)
        for _ in self._workers:
            self._jobs.put(None)
        for worker in self._workers:
            worker.join()
        self._presence.end()

    def _turn(self) -> float:
        """Settle, claim and hand out once; returns the seconds until the next turn is due."""
        done = self._collect()
        try:
            self._do_chores()
            claims, next_due_s = self._queue.take_turn(self._token, self._free(done), done)
        except TransientError as error:
            log.warning("the queue does not answer", code=error.code, detail=str(error))
            self._put_back(done)
            return 0.0
        self._note(done, claims)
        for one in claims:
            self._jobs.put(one)
        return self._poll_s if next_due_s is None else min(next_due_s, self._poll_s)

    def _wait(self, timeout_s: float) -> None:
        with self._state:
            self._state.wait_for(self._has_news, timeout_s)
            self._is_woken = False

    def _has_news(self) -> bool:
        is_over = self._is_stopping and not self._running
        return bool(self._is_woken or self._done or is_over)

    def _collect(self) -> list[Outcome]:
        with self._state:
            done, self._done = self._done, []
            return done

    def _put_back(self, done: list[Outcome]) -> None:
        with self._state:
            self._done = done + self._done
            self._state.wait(self._poll_s)

    def _free(self, done: list[Outcome]) -> dict[Subscription, int]:
        if self._is_stopping:
            return {}
        busy = Counter(one.subscription for one in self._running.values())
        busy.subtract(one.subscription for one, _ in done)
        return {one: one.concurrency - busy[one] for one in self._subscriptions}

    def _note(self, done: list[Outcome], claims: list[Claim]) -> None:
        with self._state:
            for one, _ in done:
                del self._running[one.row_id, one.attempt]
            self._running.update({(one.row_id, one.attempt): one for one in claims})
            self._state.notify_all()

    def _do_chores(self) -> None:
        for chore in self._chores:
            if not self._is_stopping and monotonic() >= chore.due_at:
                chore.run()
                chore.due_at = monotonic() + chore.every_s

    def _take_over(self) -> None:
        self._queue.take_over(self._subscriptions, me=self._token)

    def _tidy(self) -> None:
        self._queue.tidy(self._subscriptions)


@dataclass
class _Chore:
    """What a courier does now and then between turns."""

    every_s: float
    run: Callable[[], None]
    due_at: float = 0.0


def _thread(work: Callable[[], None]) -> Thread:
    """Start a thread that does not keep the process alive: a lease covers what it leaves."""
    thread = Thread(target=work, name="courier", daemon=True)
    thread.start()
    return thread
