"""So much money a day, counted in the memory, however many ask at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.extracting.price import Price, most_tokens
from shared.errors import TransientError

if TYPE_CHECKING:
    from shared.usecases.daily_budget import DailyBudget
    from tests.unit.extracting.conftest import Desk

CENT = 10_000


def refused(budget: DailyBudget, micros: int) -> bool:
    try:
        budget.take(micros)
    except TransientError as error:
        return error.code == "model_over_budget"
    return False


def test_money_is_given_out_until_the_day_s_is_gone(desk: Desk) -> None:
    budget = desk.budget(cents=2)
    assert [refused(budget, CENT) for _ in range(4)] == [False, False, True, True]


def test_what_is_refused_is_not_spent(desk: Desk) -> None:
    budget = desk.budget(cents=2)
    assert refused(budget, 3 * CENT)
    assert not refused(budget, 2 * CENT)


def test_what_was_not_used_comes_back(desk: Desk) -> None:
    budget = desk.budget(cents=2)
    budget.take(2 * CENT).settle(CENT)
    assert not refused(budget, CENT)
    assert refused(budget, 1)


def test_what_cost_more_than_was_taken_counts_too(desk: Desk) -> None:
    budget = desk.budget(cents=3)
    budget.take(CENT).settle(3 * CENT)
    assert refused(budget, 1)


def test_money_of_unknown_fate_stays_taken(desk: Desk) -> None:
    budget = desk.budget(cents=2)
    budget.take(2 * CENT)
    assert refused(budget, 1)


def test_a_new_day_begins_at_the_company_s_midnight(desk: Desk) -> None:
    desk.clock.moment = datetime(2026, 11, 29, 20, 59, tzinfo=UTC)  # 23:59 in Riyadh
    budget = desk.budget(cents=1)
    assert not refused(budget, CENT)
    with pytest.raises(TransientError) as raised:
        budget.take(CENT)
    assert raised.value.retry_after_s == 60
    desk.clock.moment += timedelta(minutes=1)
    assert not refused(budget, CENT)


def test_no_money_at_all_means_no_call_at_all(desk: Desk) -> None:
    assert refused(desk.budget(cents=0), 1)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_price_is_rounded_up_and_never_less_for_more(tokens_in: int, tokens_out: int) -> None:
    price = Price(30, 250)
    cost = price.micros(tokens_in, tokens_out)
    assert 100 * cost >= 30 * tokens_in + 250 * tokens_out > 100 * (cost - 1)
    assert price.micros(tokens_in + 1, tokens_out) >= cost


def test_a_million_tokens_cost_what_the_price_says() -> None:
    assert Price(30, 250).micros(1_000_000, 0) == 30 * CENT
    assert Price(30, 250).micros(0, 1_000_000) == 250 * CENT


def test_tokens_are_rather_over_than_underestimated() -> None:
    assert most_tokens("the budget is ready") >= 5
    assert most_tokens("الميزانية جاهزة") >= 8


def test_however_many_ask_at_once_no_more_is_given_out_than_there_is(desk: Desk) -> None:
    budget, given_out = desk.budget(cents=10), []

    def take() -> None:
        given_out.extend(CENT for _ in range(5) if not refused(budget, CENT))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(given_out) <= 10 * CENT
    assert sum(given_out) >= 5 * CENT
