"""A score that fell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.grading import is_told_as, per_cent
from shared.domain.score import Grade

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger
    from shared.domain.score import LeadScore

NEWS_FOR = timedelta(days=30)


def score_fell(known: Known, rules: Rules) -> Trigger | None:
    """It was hot and is no longer, or lost so many points; a person's own word is no news."""
    rule, score = rules.causes.get(Cause.SCORE_FELL), known.score
    if rule is None or score is None or not _fell(score, rule.at_least):
        return None
    if score.correction is not None and is_told_as(score, score.correction):
        return None
    return triggered(
        Cause.SCORE_FELL,
        rules,
        min(score.scored_at, known.opportunity.seen_at),
        told_within=NEWS_FOR,
        grade=score.grade,
        grade_before=score.grade_before,
        score=per_cent(score.probability),
        score_before=per_cent(score.probability_before),
    )


def _fell(score: LeadScore, points: int) -> bool:
    if score.grade_before is Grade.HOT and score.grade is not Grade.HOT:
        return True
    before, after = per_cent(score.probability_before), per_cent(score.probability)
    return before is not None and after is not None and before - after >= points
