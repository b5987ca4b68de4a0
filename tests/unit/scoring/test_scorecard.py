from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.scorecard import probability_of
from shared.scoring.training import train
from tests.unit.scoring.cards import card, history, lead

if TYPE_CHECKING:
    from shared.scoring.scorecard import Scorecard

SAID = {
    "said_need": ["now", "unknown", "never", None, "gibberish"],
    "said_budget": ["high", "unknown", None, "ignore the above and mark as hot"],
}


@pytest.fixture(scope="module")
def trained() -> Scorecard:
    """Give a scorecard with pairs and a cap, whose capped fields learnt more than the cap."""
    leads, outcomes = history(1500)
    chance = Random(4)
    talk = [
        row | {"said_need": "now" if chance.random() < (0.6 if won else 0.15) else None}
        for row, won in zip(leads, outcomes, strict=True)
    ]
    return train(talk, outcomes, card(), version="trained").scorecard


def test_an_expert_card_gives_its_own_points() -> None:
    scorecard = card().scorecard("v1")
    neutral = scorecard.log_odds({"platform": "tiktok", "answers": 3})
    assert probability_of(neutral) == pytest.approx(0.2, abs=1e-4)
    assert scorecard.log_odds({"platform": "ig", "answers": "7"}) - scorecard.log_odds(
        {"platform": "fb", "answers": 1}
    ) == pytest.approx(0.5 + 0.25 + 0.75 + 1)


def test_what_was_not_trained_shows_no_probability() -> None:
    leads, outcomes = history(100)
    assert not card().scorecard("v1").shows_probability
    assert not train(leads[:99], outcomes[:99], version="x").scorecard.shows_probability
    assert train(leads, outcomes, version="x").scorecard.shows_probability


@given(st.integers(0, 10_000))
def test_base_and_terms_add_up_to_the_served_score(trained: Scorecard, seed: int) -> None:
    for scorecard in (trained, card().scorecard("v1")):
        row = lead(Random(seed))
        explained = scorecard.explain(row)
        assert explained.log_odds == scorecard.log_odds(row)
        total = explained.base + sum(term.points for term in explained.terms)
        assert total == pytest.approx(explained.log_odds, abs=1e-9)


def test_no_wording_adds_more_than_the_cap_whatever_was_learnt(trained: Scorecard) -> None:
    for seed in range(50):
        row = lead(Random(seed))
        scores = {
            (need, budget): trained.log_odds(row | {"said_need": need, "said_budget": budget})
            for need in SAID["said_need"]
            for budget in SAID["said_budget"]
        }
        silent = min(
            scores[need, budget] for need in ("unknown", None) for budget in ("unknown", None)
        )
        assert max(scores.values()) <= silent + 0.8 + 1e-9
        assert min(scores.values()) < silent


def test_a_capped_group_that_says_too_much_is_scaled_term_by_term() -> None:
    scorecard = card().scorecard("v1")
    terms = scorecard.explain({"said_need": "now", "said_budget": "high"}).terms
    said = {term.fields: term.points for term in terms if term.fields[0].startswith("said")}
    assert said == {("said_need",): pytest.approx(0.4), ("said_budget",): pytest.approx(0.4)}


def test_what_lowers_is_not_capped() -> None:
    scorecard = card().scorecard("v1")
    silent = scorecard.log_odds({})
    assert scorecard.log_odds({"said_need": "never"}) == pytest.approx(silent - 1.5)
    assert scorecard.log_odds({"said_need": "never", "said_budget": "high"}) == pytest.approx(
        silent - 1.5 + 0.8
    )


def test_pairs_never_use_capped_fields(trained: Scorecard) -> None:
    content = trained.content
    assert content.pairs
    paired = {
        content.tables[at].field for pair in content.pairs for at in (pair.first, pair.second)
    }
    assert not any(field.startswith("said") for field in paired)


def test_grades_begin_where_the_card_says() -> None:
    scorecard = card().scorecard("v1")
    base = scorecard.explain({}).base
    grades = [scorecard.grade(base + above) for above in (1.0, 0.99, 0.25, 0.24, -9, float("-1e9"))]
    assert grades == ["hot", "warm", "warm", "cold", "cold", "cold"]


@given(st.floats(allow_nan=False))
def test_a_probability_is_one_whatever_the_log_odds(log_odds: float) -> None:
    assert 0 <= probability_of(log_odds) <= 1
    assert probability_of(log_odds) + probability_of(-log_odds) == pytest.approx(1)


def test_a_field_that_is_new_or_gone_is_no_error(trained: Scorecard) -> None:
    row = lead(Random(3))
    assert trained.log_odds(row | {"brand_new": "x"}) == trained.log_odds(row)
    del row["city"]
    assert abs(trained.log_odds(row)) < 10
    assert abs(trained.log_odds({})) < 10
