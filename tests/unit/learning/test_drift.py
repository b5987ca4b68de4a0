"""When times change, the level of a trained model follows; an expert card's and a held one's do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.opportunity import Outcome
from shared.domain.scorecard_version import EXPERT, Origin
from shared.domain.training_run import Decision, Why
from shared.usecases.training_findings import drift_of
from tests.unit.learning.company import CARD

if TYPE_CHECKING:
    from tests.unit.learning.company import Company


def lean_times(company: Company) -> None:
    """Let 25 leads be lost that would have been won, among few enough to train no new model."""
    for _ in range(28):
        company.later(hours=1)
        company.lead(Outcome.LOST, features={"form": "demo", "platform": "fb", "answers": 6.0})


def test_a_base_rate_that_falls_moves_the_level_and_keeps_the_order(company: Company) -> None:
    company.trade(120)
    first = company.train()
    before = company.reader()
    lean_times(company)
    run = company.train()
    assert (run.decision, run.why) == (Decision.REFRESHED, Why.DRIFTED)
    assert run.drift is not None
    assert run.drift.expected > run.drift.won
    after = company.reader()
    assert after.version == run.in_force != first.in_force
    high: dict[str, str | float | None] = {"form": "demo", "answers": 6.0}
    low: dict[str, str | float | None] = {"form": "guide", "answers": 1.0}
    move = after.log_odds(high) - before.log_odds(high)
    assert move < 0
    assert abs(after.log_odds(low) - before.log_odds(low) - move) < 1e-9
    assert after.grade(after.log_odds(high)) == before.grade(before.log_odds(high))


def test_a_refreshed_version_is_kept_with_what_it_came_from(company: Company) -> None:
    company.trade(120)
    company.train()
    lean_times(company)
    version = company.kept.find(company.train().in_force)
    assert version is not None
    assert (version.origin, version.outcomes) == (Origin.REFRESHED, 120)


def test_steady_times_move_nothing(company: Company) -> None:
    company.trade(120)
    company.train()
    company.trade(20)
    assert company.train().decision is Decision.KEPT


def test_what_a_person_chose_is_not_moved(company: Company) -> None:
    company.trade(120)
    first = company.train()
    company.later(minutes=1)
    company.choose(first.in_force, who="mona")
    lean_times(company)
    run = company.train()
    assert run.decision is Decision.KEPT
    assert run.drift is not None


def test_the_expert_card_is_not_moved(company: Company) -> None:
    company.trade(300)
    company.train()
    company.later(minutes=1)
    company.choose(EXPERT, who="mona")
    assert company.train().in_force == EXPERT


def test_few_outcomes_say_nothing_of_drift(company: Company) -> None:
    company.trade(49)
    known = company.read().known
    assert drift_of(CARD.scorecard("expert"), known) is None
    company.trade(1)
    assert drift_of(CARD.scorecard("expert"), company.read().known) is not None
