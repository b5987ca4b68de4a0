from __future__ import annotations

from math import log
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from shared.scoring.artefact import dumps
from shared.scoring.expert import card_of
from shared.scoring.lookup import Bins
from shared.scoring.training import Options, train
from tests.unit.scoring.cards import card, history

if TYPE_CHECKING:
    from shared.scoring.scorecard import Lead, Scorecard


def log_loss(scorecard: Scorecard, leads: list[Lead], outcomes: list[bool]) -> float:
    chances = [scorecard.probability(lead) for lead in leads]
    pairs = zip(chances, outcomes, strict=True)
    return -fmean(log(chance if won else 1 - chance) for chance, won in pairs)


def entropy(outcomes: list[bool]) -> float:
    rate = fmean(outcomes)
    return -(rate * log(rate) + (1 - rate) * log(1 - rate))


def test_without_outcomes_the_model_is_the_card() -> None:
    trained = train([], [], card(), version="v1")
    assert dumps(trained.scorecard) == dumps(card().scorecard("v1"))
    assert (trained.leads, trained.won) == (0, 0)


def test_leads_of_no_weight_are_no_leads() -> None:
    leads, outcomes = history(20)
    trained = train(leads, outcomes, card(), version="v1", weights=[0] * 20)
    assert dumps(trained.scorecard) == dumps(card().scorecard("v1"))


def test_it_moves_from_the_card_to_the_data_as_outcomes_come() -> None:
    leads: list[Lead] = [{"platform": "ig"}, {"platform": "fb"}] * 200
    outcomes = [False, True] * 200  # the card has it the other way round
    gaps = []
    for count in (0, 4, 20, 100, 400):
        scorecard = train(leads[:count], outcomes[:count], card(), version="v").scorecard
        gaps.append(scorecard.log_odds(leads[0]) - scorecard.log_odds(leads[1]))
    assert gaps[0] == pytest.approx(0.75)
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < -2


@pytest.mark.parametrize("won", [True, False])
def test_one_class_only_moves_the_card_moderately(won: bool) -> None:
    leads, _ = history(5)
    before, after = card().scorecard("v"), train(leads, [won] * 5, card(), version="v").scorecard
    moves = [after.log_odds(lead) - before.log_odds(lead) for lead in leads]
    assert all(0.1 < (move if won else -move) < 2.5 for move in moves)


def test_the_same_input_gives_the_same_scorecard() -> None:
    leads, outcomes = history(320)
    once, again = (dumps(train(leads, outcomes, version="v").scorecard) for _ in range(2))
    assert once == again


def test_it_learns_what_decides_and_pairs_once_there_are_enough_leads() -> None:
    leads, outcomes = history(2000)
    trained = train(leads, outcomes, version="v")
    assert trained.fields[0].field == "platform"
    assert set(trained.pairs[0].fields) == {"city", "hour"}
    assert train(leads[:299], outcomes[:299], version="v").pairs == ()
    later, became = history(2000, seed=2)
    alone = train(leads, outcomes, version="v", options=Options(max_pairs=0)).scorecard
    assert log_loss(trained.scorecard, later, became) < log_loss(alone, later, became) - 0.03
    assert log_loss(alone, later, became) < entropy(became) - 0.03


def test_serving_gives_what_the_trainers_matrices_give() -> None:
    leads, outcomes = history(500)
    trained = train(leads, outcomes, version="v")
    pairs = zip(leads, trained.scores, strict=True)
    assert max(abs(trained.scorecard.log_odds(lead) - score) for lead, score in pairs) < 1e-4


def test_points_average_nothing_over_the_training_leads() -> None:
    leads, outcomes = history(500)
    scorecard = train(leads, outcomes, version="v").scorecard
    terms = [term for lead in leads for term in scorecard.explain(lead).terms]
    for field in ("platform", "answers", "city", "wait"):
        assert abs(sum(t.points for t in terms if t.fields == (field,))) / 500 < 1e-5


def test_noise_is_not_learnt() -> None:
    chance = Random(5)
    leads: list[Lead] = [
        {f"n{at}": chance.choice("abcdefgh") if at % 2 else chance.random() for at in range(8)}
        for _ in range(1200)
    ]
    outcomes = [chance.random() < 0.3 for _ in leads]
    scorecard = train(leads[:600], outcomes[:600], version="v").scorecard
    assert log_loss(scorecard, leads[600:], outcomes[600:]) < entropy(outcomes[600:]) + 0.01


def test_hot_is_a_fifth_of_the_leads_and_warm_the_next_three_tenths() -> None:
    leads, outcomes = history(1000)
    scorecard = train(leads, outcomes, version="v").scorecard
    grades = [scorecard.grade(scorecard.log_odds(lead)) for lead in leads]
    assert grades.count("hot") == pytest.approx(200, abs=5)
    assert grades.count("warm") == pytest.approx(300, abs=5)


def test_a_lead_of_weight_two_counts_like_two_leads() -> None:
    leads, outcomes = history(60)
    options = Options(bin_rows=1, level_rows=1)
    double = train(leads, outcomes, version="v", weights=[2.0] * 60, options=options).scorecard
    once = train(leads, outcomes, version="v", options=options).scorecard
    spread = [
        max(c.log_odds(x) for x in leads) - min(c.log_odds(x) for x in leads)
        for c in (once, double)
    ]
    assert spread[1] > spread[0]


def test_a_spike_at_the_minimum_gets_a_bin_of_its_own() -> None:
    leads: list[Lead] = [{"visits": 0 if at % 3 else at} for at in range(300)]
    scorecard = train(leads, [at % 3 == 0 for at in range(300)], version="v").scorecard
    places = scorecard.content.tables[0].places
    assert isinstance(places, Bins)
    assert places.level(places.place(0)) == "below 3"


def test_edges_are_numbers_that_people_can_read() -> None:
    chance = Random(1)
    leads: list[Lead] = [{"x": chance.random() * 1000} for _ in range(500)]
    places = train(leads, [True, False] * 250, version="v").scorecard.content.tables[0].places
    assert isinstance(places, Bins)
    assert places.edges
    assert all(len(f"{edge:g}") <= 3 for edge in places.edges)


def test_the_card_speaks_for_levels_that_no_lead_has() -> None:
    leads: list[Lead] = [{"platform": "fb"}] * 60
    trained = train(leads, [True, False, False] * 20, card(), version="v").scorecard
    gap = trained.log_odds({"platform": "ig"}) - trained.log_odds({"platform": "fb"})
    assert gap == pytest.approx(0.75, abs=0.2)


def test_with_few_leads_grades_begin_where_the_card_has_them() -> None:
    leads, _ = history(200)
    expert = card().scorecard("v")
    after = train([{}], [False], card(), version="v").scorecard
    pairs = [(c.grade(c.log_odds(lead)), lead) for lead in leads for c in (expert, after)]
    same = sum(one[0] == two[0] for one, two in zip(pairs[::2], pairs[1::2], strict=True))
    assert same >= 190


def test_a_field_of_which_the_card_has_only_words_is_like_any_other() -> None:
    words = card_of({"base_rate": 0.5, "fields": {"form": {"levels": {}, "en": "Form {level}"}}})
    outcomes = [True, True, False] * 40
    seen = train([{"form": "a"}, {"form": "a"}, {"form": "b"}] * 40, outcomes, words, version="v")
    assert seen.scorecard.explain({"form": "new"}).terms == ()
    assert seen.scorecard.explain({}).terms == ()
    alike = train([{"form": "a"}] * 120, outcomes, words, version="v")
    assert alike.left_out == ("form",)


def test_a_capped_field_that_the_card_does_not_know_is_capped_too() -> None:
    capped = card_of(
        {"base_rate": 0.5, "capped": {"said": {"at_most": 0.8, "fields": ["said_*"]}}, "fields": {}}
    )
    leads: list[Lead] = [{"said_new": "a"}, {"said_new": "b"}, {}] * 100
    trained = train(leads, [True, False, False] * 100, capped, version="v").scorecard
    scores = [trained.log_odds(lead) for lead in leads[:3]]
    assert scores[0] == pytest.approx(scores[2] + 0.8)
