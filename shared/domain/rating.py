"""What the scorecard in force says of a lead: score, grade, and the terms that weigh most in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.features.wording import SAID
from shared.domain.score import Grade, Reason
from shared.scoring.sentences import sentence

if TYPE_CHECKING:
    from shared.domain.score import Features
    from shared.scoring.scorecard import Scorecard
    from shared.scoring.words import Words

REASONS_AT_MOST = 5
LEAST_POINTS = 0.05
"""Log-odds; what weighs less is no reason."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A lead as the scorecard sees it."""

    grade: Grade
    log_odds: float
    probability: float | None
    """None as long as only a grade may be shown."""
    reasons: tuple[Reason, ...]
    """Heaviest first."""
    scored_by: str


def rated(scorecard: Scorecard, words: Words, features: Features) -> Rating:
    """Rate a lead by its features."""
    explained = scorecard.explain(features)
    terms = sorted(explained.terms, key=lambda term: -abs(term.points))[:REASONS_AT_MOST]
    return Rating(
        grade=_grade(scorecard, features, explained.log_odds),
        log_odds=explained.log_odds,
        probability=scorecard.probability(features) if scorecard.shows_probability else None,
        reasons=tuple(
            Reason(en=said[0], ar=said[1], points=term.points)
            for term in terms
            if abs(term.points) >= LEAST_POINTS
            for said in [sentence(term, words)]
        ),
        scored_by=scorecard.version,
    )


def _grade(scorecard: Scorecard, features: Features, log_odds: float) -> Grade:
    """Give the grade; what was typed alone never lifts a lead from cold to hot.

    What it adds is capped, but where grades begin is learnt, and may be closer than the cap.
    """
    grade = Grade(scorecard.grade(log_odds))
    if grade is not Grade.HOT:
        return grade
    silent = {name: value for name, value in features.items() if not name.startswith(SAID)}
    is_cold = scorecard.grade(scorecard.log_odds(silent)) == Grade.COLD
    return Grade.WARM if is_cold else grade
