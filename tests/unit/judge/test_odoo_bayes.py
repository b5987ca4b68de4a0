"""Odoo's algorithm, against sums done by hand as Odoo does them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.judge.odoo_bayes import OdooBayes

LEADS = [{"phone": "correct"}] * 6 + [{"phone": "incorrect"}] * 4 + [{"phone": None}] * 2
WON = [True] * 4 + [False] * 2 + [True] + [False] * 3 + [True] * 2


def test_a_chance_is_the_product_of_shares_with_a_tenth_added_to_every_count() -> None:
    model = OdooBayes().fit(LEADS, WON)
    won = 7.1 / 12.2 * 4.1 / (4.1 + 1.1)
    lost = 5.1 / 12.2 * 2.1 / (2.1 + 3.1)
    assert model.probability({"phone": "correct"}) == pytest.approx(won / (won + lost), abs=5e-5)


def test_empty_and_unseen_values_say_nothing() -> None:
    model = OdooBayes().fit(LEADS, WON)
    for lead in ({}, {"phone": None}, {"phone": "unseen"}, {"mail": "correct"}):
        assert model.probability(lead) == pytest.approx(7.1 / 12.2, abs=5e-5)


def test_a_tag_below_50_outcomes_has_no_say() -> None:
    leads = [{"tag": "seldom"}] * 40 + [{"tag": "often"}] * 60
    won = [True] * 30 + [False] * 10 + [True] * 15 + [False] * 45
    model = OdooBayes(tags=frozenset({"tag"})).fit(leads, won)
    assert model.probability({"tag": "seldom"}) == pytest.approx(45.1 / 100.2, abs=5e-5)
    as_a_field = OdooBayes().fit(leads, won)
    assert as_a_field.probability({"tag": "seldom"}) > 0.6


def test_a_chance_is_never_0_or_1() -> None:
    leads = [{str(n): "a" for n in range(30)}] * 50 + [{str(n): "b" for n in range(30)}] * 50
    model = OdooBayes().fit(leads, [True] * 50 + [False] * 50)
    assert model.probability(leads[0]) == 0.9999
    assert model.probability(leads[-1]) == 0.0001


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=30))
def test_the_order_of_leads_does_not_count(rows: list[tuple[str, bool]]) -> None:
    def chance(some: list[tuple[str, bool]]) -> float:
        model = OdooBayes().fit([{"f": value} for value, _ in some], [won for _, won in some])
        return model.probability({"f": "a"})

    assert chance(rows) == pytest.approx(chance(rows[::-1]), abs=1.1e-4)
