from __future__ import annotations

from statistics import fmean

import pytest

from shared.scoring.errors import Untrainable
from shared.scoring.intercept import refreshed
from tests.unit.scoring.cards import card, history


def test_the_level_moves_to_the_newest_outcomes() -> None:
    leads, _ = history(600)
    scorecard = card().scorecard("v1")
    outcomes = [at % 20 == 0 for at in range(600)]
    after = refreshed(scorecard, leads, outcomes)
    assert fmean(map(after.probability, leads)) == pytest.approx(0.05, abs=0.01)


def test_only_the_level_moves_and_grades_stay() -> None:
    leads, outcomes = history(200)
    before = card().scorecard("v1")
    after = refreshed(before, leads, outcomes)
    moves = {round(after.log_odds(lead) - before.log_odds(lead), 9) for lead in leads}
    assert len(moves) == 1
    for lead in leads:
        assert before.grade(before.log_odds(lead)) == after.grade(after.log_odds(lead))
    assert after.outcomes == before.outcomes


def test_few_outcomes_move_it_little_and_none_not_at_all() -> None:
    scorecard = card().scorecard("v1")
    assert refreshed(scorecard, [], []).content.base == scorecard.content.base
    one = refreshed(scorecard, [{}], [True])
    assert 0.3 < one.log_odds({}) - scorecard.log_odds({}) < 0.9
    all_lost = refreshed(scorecard, [{}] * 10_000, [False] * 10_000)
    assert -9 < all_lost.log_odds({}) < -4


def test_the_version_counts_refreshes() -> None:
    once = refreshed(card().scorecard("2026-11-29"), [], [])
    assert (once.version, refreshed(once, [], []).version) == ("2026-11-29~1", "2026-11-29~2")


def test_leads_without_outcomes_are_refused() -> None:
    with pytest.raises(Untrainable, match="1 leads and 0 outcomes"):
        refreshed(card().scorecard("v"), [{}], [])
