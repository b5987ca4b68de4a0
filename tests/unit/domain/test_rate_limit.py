"""A count per client that leaks away evenly, in bounded memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.rate_limit import RateLimit

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_so_many_may_come_at_once_and_the_next_is_told_how_long_to_wait() -> None:
    limit = RateLimit(30)
    assert [limit.count("a", NOW) for _ in range(30)] == [0.0] * 30
    assert limit.count("a", NOW) == 2.0
    assert limit.count("a", after(1.5)) == 0.5
    assert limit.count("a", after(2)) == 0.0
    assert limit.count("a", after(2)) == 2.0


def test_one_client_takes_nothing_from_another() -> None:
    limit = RateLimit(1)
    assert [limit.count(client, NOW) for client in ("a", "b", "a")] == [0.0, 0.0, 60.0]


def test_knocking_on_while_one_has_to_wait_does_not_make_the_wait_longer() -> None:
    limit = RateLimit(1)
    limit.count("a", NOW)
    for _ in range(1000):
        limit.count("a", after(30))
    assert limit.count("a", after(60)) == 0.0


def test_a_clock_that_is_set_back_by_an_hour_shuts_nobody_out_for_longer_than_a_minute() -> None:
    limit = RateLimit(10)
    for _ in range(10):
        limit.count("a", NOW)
    back = after(-3600)
    assert 0 < limit.count("a", back) <= 6.0
    assert limit.count("a", back + timedelta(minutes=1)) == 0.0


def test_however_many_clients_come_only_so_many_are_remembered() -> None:
    limit = RateLimit(1, at_most=100)
    for number in range(10_000):
        limit.count(str(number), NOW)
    assert len(limit) == 100
    assert limit.count("9999", NOW) == 60.0
    assert limit.count("0", NOW) == 0.0


def test_threads_together_get_no_more_than_one_would() -> None:
    limit = RateLimit(50)
    with ThreadPoolExecutor(8) as pool:
        waits = [*pool.map(lambda _: limit.count("a", NOW), range(400))]
    assert waits.count(0.0) == 50


@given(
    st.integers(1, 40),
    st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=120),
)
def test_in_any_minute_no_more_than_twice_the_limit_get_in(
    per_minute: int, gaps: list[float]
) -> None:
    limit, at, let_in = RateLimit(per_minute), 0.0, []
    for gap in gaps:
        at += gap
        if limit.count("a", after(at)) == 0.0:
            let_in.append(at)
    for start in let_in:
        assert sum(start <= one < start + 60 for one in let_in) <= 2 * per_minute
