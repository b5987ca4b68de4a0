"""The queue's laws, whatever is done to it in whatever order."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.adapters.messaging.embedded.leases import Claim
from tests.contracts.bus.embedded_queue import LEADS, GivenClock, make_bus, publish
from tests.contracts.bus.events import number_of

SUBSCRIPTION = replace(LEADS, concurrency=3, max_attempts=2)
COURIERS = st.sampled_from(["a", "b"])


class QueueMachine(RuleBasedStateMachine):
    """Two couriers, a clock, and doors that answer, refuse, answer late or never."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        folder = self.opened.enter_context(tempfile.TemporaryDirectory())
        self.clock = GivenClock()
        self.bus = self.opened.enter_context(make_bus(Path(folder) / "queue.db", self.clock))
        self.bus.queue.declare([SUBSCRIPTION])
        self.published = 0
        self.claimed: list[tuple[str, Claim]] = []
        self.attempts: Counter[int] = Counter()
        self.acknowledged: set[int] = set()
        self.lease_ends: dict[int, float] = {}

    def teardown(self) -> None:
        self.opened.close()

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        publish(self.bus, *range(self.published, self.published + count))
        self.published += count

    @rule(seconds=st.sampled_from([1.0, 11.0, 61.0, 700.0]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(courier=COURIERS, limit=st.integers(1, 4))
    def claim(self, courier: str, limit: int) -> None:
        claims, _ = self.bus.queue.take_turn(courier, {SUBSCRIPTION: limit})
        assert len(claims) <= limit
        for one in claims:
            number = number_of(one.delivery.message)
            now = self.clock.moment.timestamp()
            assert number not in self.acknowledged
            assert self.lease_ends.get(number, 0) <= now  # nobody else holds it
            self.attempts[number] += 1
            assert one.attempt == self.attempts[number] <= SUBSCRIPTION.max_attempts
            self.lease_ends[number] = now + SUBSCRIPTION.ack_deadline_s
            self.claimed.append((courier, one))

    @precondition(lambda self: self.claimed)
    @rule(which=st.integers(0, 100), accepted=st.booleans())
    def answer(self, which: int, accepted: bool) -> None:
        """Answer any claim ever made, in time or late, once or again."""
        courier, one = self.claimed[which % len(self.claimed)]
        self.bus.queue.take_turn(courier, {}, [(one, accepted)])
        number = number_of(one.delivery.message)
        if accepted:
            self.acknowledged.add(number)
        elif one.attempt == self.attempts[number]:
            self.lease_ends[number] = 0

    def rows(self) -> list[tuple[int, str]]:
        with self.bus.queue.database.swift() as db:
            rows = db.execute("SELECT data, subscription FROM deliveries").fetchall()
        return [(int(data.split(b'"leadgen_id":"')[1][:16]) - 10**15, name) for data, name in rows]

    def in_file(self) -> list[int]:
        return [number for number, _ in self.rows()]

    def dead(self) -> set[int]:
        return {number for number, name in self.rows() if not name}

    @invariant()
    def nothing_is_lost_and_nothing_is_double(self) -> None:
        there = Counter(self.in_file())
        assert set(there.values()) <= {1}
        assert set(range(self.published)) - set(there) <= self.acknowledged

    @invariant()
    def what_was_acknowledged_is_not_delivered_again(self) -> None:
        assert not self.acknowledged & (set(self.in_file()) - self.dead())

    @invariant()
    def the_limit_holds(self) -> None:
        assert self.bus.queue.depths()[SUBSCRIPTION.name].in_flight <= SUBSCRIPTION.concurrency


QueueMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
test_the_queue_keeps_its_laws = QueueMachine.TestCase
