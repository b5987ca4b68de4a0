"""Exact copies of messages: known for as long as their time would let them pass."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from shared.domain.replays import Replays
from shared.domain.standard_webhooks import TOLERANCE_S, Authentic
from tests.odoo_reports import NOW

WINDOW = timedelta(seconds=TOLERANCE_S)
A_SECOND = timedelta(seconds=1)


def message(number: int, sent_at: timedelta = timedelta()) -> Authentic:
    return Authentic(NOW + sent_at, number.to_bytes(32, "big"))


def test_a_message_is_known_once_it_was_taken() -> None:
    replays = Replays()
    assert not replays.holds(message(1))
    replays.remember(message(1), NOW)
    assert replays.holds(message(1))
    assert not replays.holds(message(2))


def test_a_message_is_forgotten_only_when_its_time_no_longer_lets_it_pass() -> None:
    replays = Replays()
    replays.remember(message(1), NOW)
    replays.remember(message(2, WINDOW), NOW + WINDOW)
    assert replays.holds(message(1))
    replays.remember(message(3), NOW + WINDOW + A_SECOND)
    assert not replays.holds(message(1))
    assert replays.holds(message(2, WINDOW))


def test_a_message_whose_clock_is_ahead_is_known_for_longer() -> None:
    replays = Replays()
    replays.remember(message(1, WINDOW), NOW)
    replays.remember(message(2), NOW + WINDOW + A_SECOND)
    assert replays.holds(message(1, WINDOW))


def test_no_more_than_so_many_are_kept_and_the_oldest_go_first() -> None:
    replays = Replays(at_most=100)
    for number in range(1000):
        replays.remember(message(number), NOW)
    held = [number for number in range(1000) if replays.holds(message(number))]
    assert held == [*range(900, 1000)]


def test_threads_may_share_it() -> None:
    replays = Replays(at_most=50)

    def take(number: int) -> bool:
        one = message(number % 60, timedelta(seconds=-number % 300))
        replays.remember(one, NOW + timedelta(seconds=number % 400))
        return replays.holds(one)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(take, range(4000)))
    assert sum(replays.holds(message(number)) for number in range(60)) <= 50
