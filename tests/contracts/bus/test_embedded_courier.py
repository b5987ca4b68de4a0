"""The courier's threads: woken at once, never more than allowed, stopped without loss."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask, request

from shared.adapters.messaging.embedded import (
    Courier,
    Depth,
    EmbeddedBus,
    http_deliverer,
    presence,
    wsgi_deliverer,
)
from shared.adapters.messaging.embedded.attempt import attempt
from shared.adapters.system.clock import SystemClock
from shared.push import parse_push
from tests.contracts.bus.door import open_door
from tests.contracts.bus.embedded_queue import LEADS, GivenClock, Room, chance, make_bus, publish
from tests.contracts.bus.events import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from shared.adapters.messaging.embedded import Deliver, Subscription

QUICK = replace(LEADS, min_backoff_s=0.001, max_backoff_s=0.002)
AN_HOUR_S = 3600.0


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[EmbeddedBus]:
    with EmbeddedBus(
        tmp_path / "queue.db", clock=SystemClock(), rng=chance(1), synchronous="NORMAL"
    ) as opened:
        yield opened


def start(bus: EmbeddedBus, deliver: Deliver, *, poll_s: float = AN_HOUR_S) -> Courier:
    courier = Courier(bus.queue, [QUICK], deliver, rng=chance(2), poll_s=poll_s)
    courier.start()
    return courier


class BusyRoom:
    """Holds every delivery until it is opened, and remembers how many were in it at once."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.entered = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def __call__(self, *_: object) -> int:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self.entered.release()
        self.gate.wait(30)
        with self._lock:
            self._inside -= 1
        return 204

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.entered.acquire(timeout=10)


def test_publishing_wakes_the_courier_of_this_process_at_once(bus: EmbeddedBus) -> None:
    room = BusyRoom()
    room.gate.set()
    courier = start(bus, room)  # polls once an hour
    for number in range(3):
        publish(bus, number)
        room.wait_for(1)
        assert courier.drain(10)
    assert courier.stop()


def test_what_another_process_published_is_seen_by_polling(bus: EmbeddedBus) -> None:
    room = BusyRoom()
    room.gate.set()
    courier = start(bus, room, poll_s=0.01)
    with EmbeddedBus(bus.queue.database.path, clock=SystemClock(), rng=chance(3)) as other:
        publish(other, 1)
        room.wait_for(1)
    assert courier.stop()


def test_a_refused_message_comes_again_without_polling(bus: EmbeddedBus) -> None:
    room = Room([500, 500])
    courier = start(bus, room)
    publish(bus, 1)
    assert courier.drain(10)
    assert courier.stop()
    assert room.attempts == [1, 2, 3]


def test_never_more_than_the_concurrency_run_at_once(bus: EmbeddedBus) -> None:
    room = BusyRoom()
    courier = start(bus, room)
    publish(bus, *range(50))
    room.wait_for(QUICK.concurrency)
    assert courier.depth()["leads"] == Depth(ready=46, in_flight=4)
    room.gate.set()
    assert courier.drain(10)
    assert courier.stop()
    assert room.most == QUICK.concurrency


def test_stopping_waits_for_what_runs_and_takes_nothing_new(bus: EmbeddedBus) -> None:
    room = BusyRoom()
    courier = start(bus, room)
    publish(bus, *range(5))
    room.wait_for(4)
    opener = threading.Timer(0.05, room.gate.set)
    opener.start()
    assert courier.stop(timeout_s=10)
    opener.join()
    assert bus.queue.depths()["leads"] == Depth(ready=1)


def test_stopping_gives_up_on_a_door_that_hangs_and_its_message_keeps_its_lease(
    bus: EmbeddedBus,
) -> None:
    room = BusyRoom()
    courier = start(bus, room)
    publish(bus, 1)
    room.wait_for(1)
    assert not courier.stop(timeout_s=0.02)
    assert bus.queue.depths()["leads"] == Depth(in_flight=1)
    room.gate.set()
    assert courier.stop(timeout_s=10)
    assert bus.queue.depths()["leads"] == Depth()


def test_a_drain_that_is_too_short_says_so(bus: EmbeddedBus) -> None:
    room = BusyRoom()
    courier = start(bus, room)
    publish(bus, 1)
    assert not courier.drain(0.01)
    room.gate.set()
    assert courier.drain(10)
    assert courier.stop()


def test_a_stopped_courier_leaves_no_threads_and_no_files(bus: EmbeddedBus) -> None:
    before = set(threading.enumerate())
    courier = start(bus, Room())
    publish(bus, *range(20))
    assert courier.drain(10)
    assert courier.stop()
    assert set(threading.enumerate()) == before
    folder = bus.queue.database.path.parent
    assert not [path.name for path in folder.iterdir() if "courier" in path.name]


def test_a_queue_that_fails_for_a_while_delivers_afterwards_and_forgets_no_answer(
    bus: EmbeddedBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, failures = Room(), iter(range(3))
    courier = Courier(bus.queue, [QUICK], room, rng=chance(2), poll_s=0.01)
    settle = bus.queue._settle

    def fail_first(*given: object) -> None:
        if given[1] and next(failures, None) is not None:
            raise sqlite3.OperationalError("disk I/O error")
        settle(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bus.queue, "_settle", fail_first)
    courier.start()
    publish(bus, 1)
    assert courier.drain(10)
    assert courier.stop()
    assert room.numbers == [1]


def test_many_publishing_threads_lose_and_double_nothing(bus: EmbeddedBus) -> None:
    room = Room()
    courier = start(bus, room)
    threads = [
        threading.Thread(target=publish, args=(bus, *range(first, first + 25)))
        for first in range(0, 200, 25)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert courier.drain(10)
    assert courier.stop()
    assert sorted(room.numbers) == list(range(200))


def test_a_lock_file_that_is_cleared_away_while_it_is_taken_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, raced = presence._lock, iter([True])

    def lose_the_first(path: Path) -> sqlite3.Connection:
        db = lock(path)
        if next(raced, False):
            path.unlink()
        return db

    monkeypatch.setattr(presence, "_lock", lose_the_first)
    mine = presence.Presence(tmp_path / "queue.db", "me")
    mine.begin()
    assert presence.is_alive(tmp_path / "queue.db", "me")
    mine.end()
    assert not presence.is_alive(tmp_path / "queue.db", "me")


def claim_one(bus: EmbeddedBus, deliver: Deliver, subscription: Subscription = LEADS) -> bool:
    bus.queue.declare([subscription])
    publish(bus, 1)
    (claim,), _ = bus.queue.take_turn("me", {subscription: 1})
    return attempt(claim, deliver, project="local")


@pytest.mark.parametrize("status", [204, 503])
def test_the_wsgi_deliverer_calls_the_app_as_a_server_does(bus: EmbeddedBus, status: int) -> None:
    app = Flask(__name__)
    numbers: list[int] = []

    @app.post("/")
    def door() -> tuple[str, int]:
        delivery = parse_push(dict(request.headers), request.get_data())
        assert request.is_json
        assert request.headers["ce-id"] == delivery.message_id
        numbers.append(number_of(delivery.message))
        return "", status

    assert claim_one(bus, wsgi_deliverer({"leads": app})) is (status == 204)
    assert numbers == [1]


def test_the_wsgi_deliverer_closes_the_answer(bus: EmbeddedBus) -> None:
    closed: list[bool] = []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            yield b"text"

        def close(self) -> None:
            closed.append(True)

    def app(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Answer()

    assert claim_one(bus, wsgi_deliverer({"leads": app}))
    assert closed == [True]


def test_an_endpoint_without_a_door_refuses(bus: EmbeddedBus) -> None:
    assert not claim_one(bus, wsgi_deliverer({}))


def test_the_http_deliverer_gives_up_after_the_deadline(bus: EmbeddedBus) -> None:
    with open_door() as door:
        gate = door.hold("leads")
        impatient = replace(LEADS, ack_deadline_s=0.05)
        assert not claim_one(bus, http_deliverer({"leads": door.url("leads")}), impatient)
        gate.set()


def test_a_door_that_is_not_there_refuses(bus: EmbeddedBus) -> None:
    with open_door() as door:
        url = door.url("leads")
    assert not claim_one(bus, http_deliverer({"leads": url}))


def test_what_a_door_raises_is_not_logged_in_words(
    bus: EmbeddedBus, caplog: pytest.LogCaptureFixture
) -> None:
    def leaky(*_: object) -> int:
        raise ValueError("ali@example.com")

    assert not claim_one(bus, leaky)
    assert "a door failed" in caplog.text
    assert "ali@example.com" not in str([vars(record) for record in caplog.records])


def test_nothing_waits_when_the_clock_stands(tmp_path: Path) -> None:
    clock = GivenClock()
    with make_bus(tmp_path / "queue.db", clock) as bus:
        room = Room([500])
        courier = Courier(bus.queue, [LEADS], room, rng=chance(2), poll_s=0.01)
        with courier:
            publish(bus, 1)
            assert not courier.drain(0.1)
            clock.advance(LEADS.max_backoff_s)
            courier.wake()
            assert courier.drain(10)
        assert room.attempts == [1, 2]
