"""The use cases that learn from outcomes, and those that show and choose what scores.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from shared import bootstrap

if TYPE_CHECKING:
    from shared.scoring.card import ExpertCard
    from shared.settings import Settings
    from shared.usecases.choose_scorecard import ChooseScorecard
    from shared.usecases.scorecards import ScorecardInForce
    from shared.usecases.show_scoring import ShowScoring
    from shared.usecases.train_scorecard import TrainScorecard


@cache
def expert_card() -> ExpertCard:
    """Give the expert card that came with the software, read once a process."""
    import json
    from importlib.resources import files

    from shared.scoring import cards
    from shared.scoring.expert import card_of

    text = files(cards).joinpath("lead_ads.json").read_text(encoding="utf-8")
    return card_of(json.loads(text))


def train_scorecard(found: Settings) -> TrainScorecard:
    """Give the use case that trains on the company's own outcomes."""
    from datetime import timedelta

    from shared.usecases.train_scorecard import TrainScorecard

    return TrainScorecard(
        bootstrap.memory(found),
        bootstrap.clock(),
        found.tenant,
        timedelta(days=found.scoring_maturity_days),
        expert_card(),
    )


def choose_scorecard(found: Settings) -> ChooseScorecard:
    """Give the use case by which a person chooses the scorecard that scores."""
    from shared.usecases.choose_scorecard import ChooseScorecard

    return ChooseScorecard(bootstrap.memory(found), bootstrap.clock(), found.tenant)


def show_scoring(found: Settings) -> ShowScoring:
    """Give the use case that shows what scores, and why."""
    from shared.usecases.show_scoring import ShowScoring

    return ShowScoring(bootstrap.memory(found), found.tenant)


def scorecard_in_force(found: Settings) -> ScorecardInForce:
    """Give the scorecard that scores, as a door that scores reads it."""
    from shared.usecases.scorecards import ScorecardInForce

    expert = expert_card().scorecard("expert")
    return ScorecardInForce(bootstrap.memory(found), bootstrap.clock(), found.tenant, expert)
