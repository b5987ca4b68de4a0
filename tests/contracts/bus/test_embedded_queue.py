"""The embedded queue by a given clock: waits, attempts, leases, dead letters, late listeners."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.messaging.embedded import Depth, Subscription
from shared.domain.event import Topic
from shared.errors import SettingsError, TransientError, UnknownVersion
from tests.contracts.bus.embedded_queue import (
    LEADS,
    GivenClock,
    Room,
    chance,
    make_bus,
    make_courier,
    publish,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shared.adapters.messaging.embedded import Courier, EmbeddedBus

A_MONTH_S = 31 * 86_400


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def bus(tmp_path: Path, clock: GivenClock) -> Iterator[EmbeddedBus]:
    with make_bus(tmp_path / "queue.db", clock) as opened:
        yield opened


def test_what_is_acknowledged_is_gone(bus: EmbeddedBus) -> None:
    room = Room()
    courier = make_courier(bus, room)
    publish(bus, 1, 2)
    assert courier.deliver_due() == 2
    assert courier.deliver_due() == 0
    assert room.numbers == [1, 2]
    assert courier.depth() == {"leads": Depth()}


def test_the_push_carries_pub_subs_names_and_eventarcs_headers(bus: EmbeddedBus) -> None:
    seen: list[dict[str, str]] = []

    def record(_: Subscription, headers: Mapping[str, str], __: bytes) -> int:
        seen.append(dict(headers))
        return 200

    courier = make_courier(bus, record)
    publish(bus, 1)
    courier.deliver_due()
    assert seen[0]["ce-source"] == "//pubsub.googleapis.com/projects/local/topics/lead-events"
    assert seen[0]["ce-type"] == "google.cloud.pubsub.topic.v1.messagePublished"
    assert seen[0]["ce-time"] == "2026-11-22T12:00:00.000000Z"


def test_a_refused_message_waits_its_back_off_and_counts_its_attempts(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    room = Room([500, 503])
    courier = make_courier(bus, room)
    publish(bus, 1)
    assert courier.deliver_due() == 1
    clock.advance(9.9)
    assert courier.deliver_due() == 0
    assert courier.depth()["leads"] == Depth(waiting=1)
    for _ in range(2):
        clock.advance(600)
        courier.deliver_due()
    assert room.attempts == [1, 2, 3]
    assert courier.depth()["leads"] == Depth()


@pytest.mark.parametrize("attempt", range(1, 41))
def test_a_back_off_lies_between_the_minimum_and_a_doubling_up_to_the_maximum(
    attempt: int,
) -> None:
    waits = [LEADS.backoff_s(attempt, chance(seed)) for seed in range(50)]
    assert min(waits) >= 10
    assert max(waits) <= min(600, 10 * 2**attempt)
    assert max(waits) - min(waits) > 5  # spread, so that failures do not come back together


def test_without_a_dead_letter_topic_a_message_is_tried_for_ever_and_has_no_attempt(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    room = Room([500] * 30)
    courier = make_courier(bus, room, replace(LEADS, dead_letter_topic=None))
    publish(bus, 1)
    for _ in range(31):
        assert courier.deliver_due() == 1
        clock.advance(600)
    assert set(room.attempts) == {None}
    assert courier.depth()["leads"] == Depth()


@pytest.mark.parametrize("status", [102, 200, 201, 202, 204])
def test_pub_subs_five_statuses_acknowledge(bus: EmbeddedBus, status: int) -> None:
    courier = make_courier(bus, Room([status]))
    publish(bus, 1)
    courier.deliver_due()
    assert courier.depth()["leads"] == Depth()


@pytest.mark.parametrize("status", [203, 206, 301, 304, 400, 404, 422, 429, 500, 503])
def test_every_other_status_refuses(bus: EmbeddedBus, status: int) -> None:
    courier = make_courier(bus, Room([status]))
    publish(bus, 1)
    courier.deliver_due()
    assert courier.depth()["leads"] == Depth(waiting=1)


def test_a_door_that_raises_refuses_and_disturbs_no_neighbour(bus: EmbeddedBus) -> None:
    calls: list[int] = []

    def broken_first(*_: object) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("broken")
        return 204

    courier = make_courier(bus, broken_first)
    publish(bus, 1, 2)
    assert courier.deliver_due() == 2
    assert courier.depth()["leads"] == Depth(waiting=1)


def bury_all(courier: Courier, clock: GivenClock) -> None:
    for _ in range(LEADS.max_attempts):
        courier.deliver_due()
        clock.advance(600)


def test_a_spent_message_stands_among_the_dead_until_somebody_listens_to_them(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    room = Room([500] * 3)
    courier = make_courier(bus, room)
    publish(bus, 1)
    bury_all(courier, clock)
    assert courier.depth()["leads"] == Depth(dead=1)
    keeper = Subscription("keeper", "lead-events-dead", "keeper")
    assert make_courier(bus, room, keeper).deliver_due() == 1
    assert room.attempts == [1, 2, 3, None]
    assert room.deliveries[3].message.data == room.deliveries[0].message.data
    assert courier.depth() == {"leads": Depth(), "keeper": Depth()}


def test_only_the_subscription_that_failed_loses_the_message(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    good, bad = Room(), Room([500] * 3)
    fine = replace(LEADS, name="fine")
    both = {"leads": bad, "fine": good}
    courier = make_courier(bus, lambda sub, h, b: both[sub.name](sub, h, b), LEADS, fine)
    publish(bus, 1)
    bury_all(courier, clock)
    assert courier.depth() == {"leads": Depth(dead=1), "fine": Depth()}
    assert (len(good.deliveries), len(bad.deliveries)) == (1, 3)


def test_a_lease_that_ends_counts_as_a_failed_attempt(bus: EmbeddedBus, clock: GivenClock) -> None:
    queue = bus.queue
    queue.declare([LEADS])
    publish(bus, 1)
    (first,), _ = queue.take_turn("a", {LEADS: 4})
    clock.advance(59.9)
    assert queue.take_turn("b", {LEADS: 4})[0] == []
    clock.advance(0.2)
    assert queue.take_turn("b", {LEADS: 4})[0] == []  # it waits its back-off first
    assert queue.depths()["leads"] == Depth(waiting=1)
    clock.advance(600)
    (second,), _ = queue.take_turn("b", {LEADS: 4})
    assert (first.attempt, second.attempt) == (1, 2)


def test_a_late_acknowledgement_counts_and_a_late_refusal_does_not(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    queue = bus.queue
    queue.declare([LEADS])
    publish(bus, 1, 2)
    (early, other), _ = queue.take_turn("a", {LEADS: 4})
    clock.advance(60.1)
    queue.take_turn("b", {LEADS: 4})
    clock.advance(600)
    assert len(queue.take_turn("b", {LEADS: 4})[0]) == 2
    queue.take_turn("a", {}, [(early, True), (other, False)])
    assert queue.depths()["leads"] == Depth(in_flight=1)


def test_a_late_refusal_of_the_last_attempt_makes_no_second_dead_letter(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    once = replace(LEADS, max_attempts=1)
    bus.queue.declare([once])
    publish(bus, 1)
    claims, _ = bus.queue.take_turn("a", {once: 1})
    clock.advance(60.1)
    bus.queue.take_turn("b", {once: 1})
    bus.queue.take_turn("a", {}, [(claims[0], False)])
    assert bus.queue.depths()["leads"] == Depth(dead=1)


def test_a_message_that_kills_its_courier_each_time_becomes_a_dead_letter(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    queue = bus.queue
    queue.declare([LEADS])
    publish(bus, 1)
    for crash in range(LEADS.max_attempts):
        assert len(queue.take_turn(f"dead-{crash}", {LEADS: 4})[0]) == 1
        queue.take_over([LEADS], me="me")
    assert queue.depths()["leads"] == Depth(dead=1)


def test_what_a_dead_courier_held_is_ready_at_once(bus: EmbeddedBus) -> None:
    bus.queue.declare([LEADS])
    publish(bus, 1)
    bus.queue.take_turn("gone", {LEADS: 4})
    room = Room()
    assert make_courier(bus, room).deliver_due() == 1
    assert room.attempts == [2]


def test_the_concurrency_limit_holds_over_all_couriers(bus: EmbeddedBus) -> None:
    bus.queue.declare([LEADS])
    publish(bus, *range(10))
    assert len(bus.queue.take_turn("a", {LEADS: 3})[0]) == 3
    assert len(bus.queue.take_turn("b", {LEADS: 4})[0]) == 1
    assert bus.queue.take_turn("c", {LEADS: 4})[0] == []
    assert bus.queue.depths()["leads"] == Depth(ready=6, in_flight=4)


def test_the_turn_says_when_more_is_due(bus: EmbeddedBus, clock: GivenClock) -> None:
    queue = bus.queue
    queue.declare([LEADS])
    publish(bus, 1)
    (claim,), due_s = queue.take_turn("a", {LEADS: 4})
    assert due_s is None
    assert queue.take_turn("a", {LEADS: 4}, [(claim, False)])[1] == 10.0


def test_what_was_published_before_the_first_listeners_reaches_them_all(bus: EmbeddedBus) -> None:
    publish(bus, 1, 2)
    room = Room()
    make_courier(bus, room, LEADS, replace(LEADS, name="other")).deliver_due()
    assert sorted(room.numbers) == [1, 1, 2, 2]


def test_a_later_listener_hears_only_what_comes_then(bus: EmbeddedBus) -> None:
    make_courier(bus, Room())
    publish(bus, 1)
    room = Room()
    late = make_courier(bus, room, replace(LEADS, name="late"))
    publish(bus, 2)
    late.deliver_due()
    assert room.numbers == [2]


def test_a_topic_without_listeners_keeps_its_messages_a_month(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    changes = replace(LEADS, name="changes", topic=Topic.LEAD_CHANGES)
    publish(bus, 1)
    clock.advance(A_MONTH_S - 1)
    publish(bus, 2)
    clock.advance(2)
    bus.queue.tidy([changes])
    room = Room()
    make_courier(bus, room).deliver_due()
    assert room.numbers == [2]


def test_a_subscription_that_nobody_serves_for_a_month_goes_with_its_messages(
    bus: EmbeddedBus, clock: GivenClock
) -> None:
    bus.queue.declare([LEADS, replace(LEADS, name="renamed")])
    publish(bus, 1)
    clock.advance(A_MONTH_S + 1)
    bus.queue.declare([LEADS])
    bus.queue.tidy([LEADS])
    assert bus.queue.depths() == {"leads": Depth(ready=1)}


def test_the_file_shrinks_when_its_messages_are_gone(bus: EmbeddedBus) -> None:
    path = bus.queue.database.path
    bus.queue.declare([replace(LEADS, concurrency=5000)])
    publish(bus, *range(5000))
    bus.queue.tidy([LEADS])
    full = path.stat().st_size
    make_courier(bus, Room(), replace(LEADS, concurrency=5000)).deliver_due()
    bus.queue.tidy([LEADS])
    assert full > 1_000_000
    assert path.stat().st_size < full / 10
    assert path.with_name(path.name + "-wal").stat().st_size == 0


def test_the_log_does_not_grow_with_what_passes_through(bus: EmbeddedBus) -> None:
    path = bus.queue.database.path
    courier = make_courier(bus, Room(), replace(LEADS, concurrency=500))
    for _ in range(40):
        publish(bus, *range(500))
        courier.deliver_due()
    assert path.stat().st_size < 3_000_000
    assert path.with_name(path.name + "-wal").stat().st_size < 8_000_000


def test_a_file_of_a_newer_format_is_not_touched(tmp_path: Path, clock: GivenClock) -> None:
    path = tmp_path / "newer.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UnknownVersion, match="99"):
        make_bus(path, clock)


@pytest.mark.parametrize("content", ["PRAGMA user_version = 99", None])
def test_a_file_that_cannot_be_opened_is_not_held_open(
    tmp_path: Path, clock: GivenClock, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    path = tmp_path / "newer.db"
    if content is None:
        path.write_bytes(b"no database at all " * 100)
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute(content)
    opened: list[sqlite3.Connection] = []

    class Watched(sqlite3.Connection):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            opened.append(self)

    connect = partial(sqlite3.connect, factory=Watched)
    monkeypatch.setattr(sqlite3, "connect", connect)
    with pytest.raises((UnknownVersion, TransientError)):
        make_bus(path, clock)
    assert opened
    for one in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("SELECT 1")


def test_a_queue_that_cannot_be_written_is_a_transient_error(bus: EmbeddedBus) -> None:
    bus.close()
    with pytest.raises(TransientError) as caught:
        publish(bus, 1)
    assert caught.value.code == "queue_unavailable"


def test_a_failed_publishing_stores_nothing(bus: EmbeddedBus) -> None:
    bus.queue.declare([LEADS])
    with bus.queue.database.swift() as db:
        db.execute(
            "CREATE TRIGGER full AFTER INSERT ON deliveries WHEN new.id >= 3"
            " BEGIN SELECT raise(ABORT, 'disk full'); END"
        )
    with pytest.raises(TransientError):
        publish(bus, 1, 2, 3, 4)
    assert bus.queue.depths()["leads"] == Depth()


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"topic": ""},
        {"topic": "lead-events-dead"},
        {"max_attempts": 0},
        {"min_backoff_s": 700},
        {"ack_deadline_s": 0},
        {"concurrency": 0},
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused_by_its_field(
    change: dict[str, object],
) -> None:
    with pytest.raises(SettingsError, match=next(iter(change))):
        replace(LEADS, **change)  # type: ignore[arg-type]


def test_two_subscriptions_of_one_name_are_refused(bus: EmbeddedBus) -> None:
    other = Subscription("leads", Topic.ACTIONS, "leads")
    with pytest.raises(SettingsError, match="same name"):
        make_courier(bus, Room(), LEADS, other)
