"""How many may go: never more than the rate lets, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.token_bucket import TokenBucket

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_full_bucket_lets_a_burst_go_and_no_more() -> None:
    may_go, left = TokenBucket.full(10.0, 600, NOW).take(10_000, NOW)
    assert may_go == 600
    assert left.take(1, NOW)[0] == 0


def test_it_fills_by_its_rate_up_to_a_burst() -> None:
    _, empty = TokenBucket.full(10.0, 600, NOW).take(600, NOW)
    assert empty.take(1_000, NOW + timedelta(seconds=30))[0] == 300
    assert empty.take(1_000, NOW + timedelta(hours=9))[0] == 600


def test_a_rate_below_one_a_second_gathers_until_there_is_a_whole_one() -> None:
    bucket, gone = TokenBucket(0.5, 30, 0.0, NOW), 0
    for second in range(1, 11):
        may_go, bucket = bucket.take(5, NOW + timedelta(seconds=second))
        gone += may_go
    assert gone == 5


def test_a_clock_that_ran_back_gives_nothing_away() -> None:
    _, empty = TokenBucket.full(10.0, 600, NOW).take(600, NOW)
    assert empty.take(1, NOW - timedelta(hours=1))[0] == 0


def test_what_is_written_is_read_again() -> None:
    _, bucket = TokenBucket.full(10.0, 600, NOW).take(123, NOW)
    assert TokenBucket.parse(str(bucket), 10.0, 600, NOW) == bucket


@pytest.mark.parametrize(
    "text", [None, "", "{}", "[1]", "{", '{"tokens": "x", "as_of": 1}', "[" * 9999]
)
def test_what_is_no_bucket_is_a_full_one(text: str | None) -> None:
    assert TokenBucket.parse(text, 10.0, 600, NOW) == TokenBucket.full(10.0, 600, NOW)


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(-100, 600)), max_size=30))
def test_no_more_go_than_a_burst_and_what_the_time_adds(steps: list[tuple[int, int]]) -> None:
    bucket, now, gone = TokenBucket.full(3.0, 100, NOW), NOW, 0
    latest = NOW
    for wanted, seconds in steps:
        now += timedelta(seconds=seconds)
        forward = max(0, seconds)
        may_go, bucket = bucket.take(wanted, now)
        gone += may_go
        latest = latest + timedelta(seconds=forward)
        assert 0 <= may_go <= wanted
        assert gone <= 100 + 3.0 * (latest - NOW).total_seconds() + 1e-6
