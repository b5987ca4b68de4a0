"""Processes that die by kill -9, and several that share one file."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import Courier, Depth, EmbeddedBus
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from tests.contracts.bus.door import open_door
from tests.contracts.bus.embedded_queue import Room, chance, publish
from tests.contracts.bus.processes import BATCH, CROWD

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


@contextmanager
def program(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.contracts.bus.processes", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def deliverer(path: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    with program("deliver", path, url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


def open_bus(path: Path) -> EmbeddedBus:
    return EmbeddedBus(path, clock=SystemClock(), rng=SystemRandom(), synchronous="NORMAL")


def test_a_publisher_killed_at_any_moment_loses_nothing_that_was_stored(path: Path) -> None:
    moments = chance(20261122)
    stored: set[int] = set()
    for life in range(5):
        with program("publish", path, life * 100_000) as process:
            assert process.stdout is not None
            for _ in range(moments.randint(1, 300)):
                first = int(process.stdout.readline())
                stored |= set(range(first, first + BATCH))
            process.kill()  # SIGKILL: in the midst of the next transactions
            for line in process.stdout:
                stored |= set(range(int(line), int(line) + BATCH))
    room = Room()
    with open_bus(path) as bus, Courier(bus.queue, [CROWD], room, rng=chance(1)) as courier:
        assert courier.drain(30)
    found = sorted(room.numbers)
    assert len(found) == len(set(found))
    assert stored <= set(found)
    assert len(found) % BATCH == 0  # a batch is stored whole or not at all


def test_what_a_killed_courier_was_delivering_is_delivered_again_at_once(path: Path) -> None:
    with open_bus(path) as bus, open_door() as door:
        bus.queue.declare([CROWD])
        gate = door.hold("leads")
        with deliverer(path, door.url("leads")) as process:
            publish(bus, 1)
            (first,) = door.wait_for("leads", 1)
            process.kill()
            process.wait()
        assert bus.queue.depths()["leads"] == Depth(in_flight=1)
        with deliverer(path, door.url("leads")):
            second = door.wait_for("leads", 2, timeout_s=10)[1]
        gate.set()
    assert second.delivery.message_id == first.delivery.message_id
    assert (first.delivery.attempt, second.delivery.attempt) == (1, 2)
    assert second.at_s - first.at_s < CROWD.ack_deadline_s / 4


def test_couriers_killed_at_any_moment_lose_nothing(path: Path) -> None:
    moments = chance(5)
    with open_bus(path) as bus, open_door() as door:
        bus.queue.declare([CROWD])
        publish(bus, *range(300))
        for _ in range(3):
            seen = len(door.pushed("leads"))
            with deliverer(path, door.url("leads")) as process:
                door.wait_for("leads", min(300, seen + moments.randint(1, 60)))
                process.kill()
        with deliverer(path, door.url("leads")):
            door.wait_for("leads", 300)
            assert Courier(bus.queue, [CROWD], Room(), rng=chance(1), poll_s=0.02).drain(20)
        attempts = [one.delivery.attempt or 0 for one in door.pushed("leads")]
        numbers = {one.delivery.message.data for one in door.pushed("leads")}
    assert len(numbers) == 300
    assert max(attempts) <= 4
    assert len(attempts) <= 300 + 3 * CROWD.concurrency  # only what was in flight came again


def test_two_processes_deliver_each_message_once(path: Path) -> None:
    with open_bus(path) as bus, open_door() as door:
        bus.queue.declare([CROWD])
        url = door.url("leads")
        with deliverer(path, url), deliverer(path, url):
            bus.publish(Topic.LEAD_EVENTS, [])
            publish(bus, *range(400))
            door.wait_for("leads", 400)
            assert door.stays_at("leads", 400, for_s=0.3)
        assert len({one.delivery.message.data for one in door.pushed("leads")}) == 400
        assert bus.queue.depths()["leads"] == Depth()


def test_processes_that_open_a_new_file_together_agree_on_it(path: Path) -> None:
    with open_door() as door:
        url = door.url("leads")
        with deliverer(path, url), deliverer(path, url), open_bus(path) as bus:
            publish(bus, *range(20))
            door.wait_for("leads", 20)
            assert door.stays_at("leads", 20, for_s=0.2)
