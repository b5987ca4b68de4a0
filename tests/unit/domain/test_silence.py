"""Unusual silence is judged by the same hours of the weeks before."""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.silence import EXPECTED, FEWEST_WEEKS, SHORTEST, quiet, same_hours_before

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
STEP = timedelta(minutes=10)
RHYTHMS = {
    "round the clock": lambda at: float(at.hour >= 0),
    "by day": lambda at: 1.6 if 8 <= at.hour < 23 else 0.05,
    "office hours": lambda at: 3.0 if at.weekday() < 5 and 9 <= at.hour < 17 else 0.0,
}


def chance_leads(rhythm: str, per_day: int, days: int, rng: Random) -> list[datetime]:
    """Give leads that come by chance (Poisson) around a rhythm, in order."""
    weigh = RHYTHMS[rhythm]
    steps = [MONDAY + n * STEP for n in range(days * 144)]
    whole = sum(weigh(at) for at in steps) / days
    return [
        at + rng.random() * STEP
        for at in steps
        for _ in range(_poisson(per_day * weigh(at) / whole, rng))
    ]


def _poisson(mean: float, rng: Random) -> int:
    number, chance = 0, math.exp(-mean)
    total, drawn = chance, rng.random()
    while drawn > total and number < 50:
        number += 1
        chance *= mean / number
        total += chance
    return number


def is_unusual(leads: list[datetime], now: datetime) -> bool:
    at = bisect(leads, now)
    if not at:
        return False
    last = leads[at - 1]
    spans = same_hours_before(last, now, leads[0])
    counts = [bisect_left(leads, s.end) - bisect_left(leads, s.start) for s in spans]
    found = quiet(last, now, counts)
    return found is not None and found.is_unusual


def false_alarms(leads: list[datetime], days: int) -> int:
    said = [is_unusual(leads, MONDAY + n * HOUR) for n in range(days * 24)]
    return sum(now and not before for before, now in zip([False, *said], said, strict=False))


def told_after_h(leads: list[datetime], stop: datetime) -> int:
    before = leads[: bisect(leads, stop)]
    return next(n for n in range(500) if is_unusual(before, stop + n * HOUR))


@pytest.mark.parametrize("rhythm", RHYTHMS)
@pytest.mark.parametrize(("per_day", "hours"), [(5, 50), (20, 12), (100, 4)])
def test_an_outage_is_told_soon_and_chance_is_not_taken_for_one(
    rhythm: str, per_day: int, hours: int
) -> None:
    leads = chance_leads(rhythm, per_day, 60, Random(1))
    assert false_alarms(leads, 60) <= 1
    assert told_after_h(leads, MONDAY + 6 * WEEK + 10 * HOUR) <= hours


def test_a_weekend_is_no_silence_where_nobody_works() -> None:
    leads = chance_leads("office hours", 100, 40, Random(2))
    friday = MONDAY + 4 * WEEK + timedelta(days=4, hours=17)
    before = leads[: bisect(leads, friday)]
    assert not is_unusual(before, friday + 64 * HOUR)
    assert is_unusual(before, friday + 69 * HOUR)


@pytest.mark.parametrize("counts", [(0, 30, 31, 28), (30, 31, 28), (500, 30, 31, 28)])
def test_one_week_of_four_may_be_odd_and_hides_nothing(counts: tuple[int, ...]) -> None:
    found = quiet(MONDAY, MONDAY + 5 * HOUR, counts)
    assert found is not None
    assert found.is_unusual


@pytest.mark.parametrize("counts", [(0, 0, 31, 28), (0, 30, 31), (0, 30), (8, 8, 8, 8)])
def test_what_was_quiet_before_may_be_quiet_again(counts: tuple[int, ...]) -> None:
    found = quiet(MONDAY, MONDAY + 5 * HOUR, counts)
    assert found is not None
    assert not found.is_unusual


def test_less_than_three_hours_are_nothing() -> None:
    found = quiet(MONDAY, MONDAY + SHORTEST - STEP, (900, 900, 900, 900))
    assert found is not None
    assert not found.is_unusual


def test_spans_reach_no_further_back_than_leads_do() -> None:
    now = MONDAY + 10 * HOUR
    assert len(same_hours_before(MONDAY, now, MONDAY - 9 * WEEK)) == 4
    spans = same_hours_before(MONDAY, now, MONDAY - 2 * WEEK)
    assert [span.start for span in spans] == [MONDAY - WEEK, MONDAY - 2 * WEEK]
    assert all(span.end - span.start == 10 * HOUR for span in spans)
    assert quiet(MONDAY, now, (9,) * (FEWEST_WEEKS - 1)) is None


COUNTS = st.lists(st.integers(0, 100), min_size=2, max_size=4)


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_weeks_does_not_matter(counts: list[int], rng: Random) -> None:
    mixed = counts[:]
    rng.shuffle(mixed)
    now = MONDAY + 9 * HOUR
    assert quiet(MONDAY, now, counts) == quiet(MONDAY, now, mixed)


@given(COUNTS, st.integers(0, 3))
def test_more_leads_before_never_make_silence_less_unusual(counts: list[int], at: int) -> None:
    now = MONDAY + 9 * HOUR
    more = [count + EXPECTED * (n == at) for n, count in enumerate(counts)]
    one, other = quiet(MONDAY, now, counts), quiet(MONDAY, now, more)
    assert one is not None
    assert other is not None
    assert other.is_unusual >= one.is_unusual
