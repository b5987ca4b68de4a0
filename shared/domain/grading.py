"""From what the scorecard says, junk and a person's word to the grade that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain import junk as junk_words
from shared.domain.score import Grade, LeadScore, Reason, ScoreOrder, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from shared.domain.rating import Rating
    from shared.domain.score import Correction

_WORTH = {Grade.HOT: 3, Grade.WARM: 2, Grade.COLD: 1, Grade.SPAM: 0}


def grade_of(scorecard: Grade, *, is_junk: bool, correction: Correction | None) -> Grade:
    """Give the grade that counts: a person's word before everything else, then junk.

    "Not hot" leaves at most warm; "not spam" gives the scorecard its say back.
    """
    said = correction.verdict if correction else None
    if said is Verdict.HOT:
        return Grade.HOT
    if said is Verdict.SPAM:
        return Grade.SPAM
    own = Grade.SPAM if is_junk and said is not Verdict.NOT_SPAM else scorecard
    return Grade.WARM if said is Verdict.NOT_HOT and own is Grade.HOT else own


def scored(before: LeadScore, rating: Rating, junk: str, now: datetime) -> LeadScore:
    """Give a score that says what the scorecard and the look for junk say now.

    What it said before is kept beside it, for whoever is told; a person's word holds.
    """
    grade = grade_of(rating.grade, is_junk=bool(junk), correction=before.correction)
    return before.model_copy(
        update={
            "grade": grade,
            "scorecard_grade": rating.grade,
            "junk": junk,
            "log_odds": rating.log_odds,
            "probability": rating.probability,
            "reasons": (*_why(junk), *rating.reasons),
            "scored_by": rating.scored_by,
            "scored_at": now,
            "grade_before": before.grade,
            "probability_before": before.probability,
        }
    )


def _why(junk: str) -> tuple[Reason, ...]:
    """Give the reason that is no term of the score: it has no points."""
    if junk not in junk_words.WORDS:
        return ()
    english, arabic = junk_words.WORDS[junk]
    return (Reason(en=english, ar=arabic, points=0.0),)


def corrected(score: LeadScore, said: Correction) -> LeadScore:
    """Give the score under a person's word; the same one if it goes by that or a later one."""
    if not said.holds_before(score.correction):
        return score
    own = score.scorecard_grade or score.grade
    return score.model_copy(
        update={
            "correction": said,
            "grade": grade_of(own, is_junk=bool(score.junk), correction=said),
            "grade_before": score.grade,
            "probability_before": score.probability,
            "news_id": said_id(score, said),
        }
    )


def said_id(score: LeadScore, said: Correction) -> str:
    """Give the id under which it is told that a person's word came to a lead."""
    return f"{score.key}-said-{said.verdict}-{int(said.at.timestamp() * 1000)}"


def is_told_as(score: LeadScore, said: Correction) -> bool:
    """Tell whether the last change of a score is that this word came to it."""
    return score.news_id == said_id(score, said)


def latest(corrections: Iterable[Correction | None]) -> Correction | None:
    """Give the word that counts of several."""
    last: Correction | None = None
    for one in corrections:
        if one is not None and one.holds_before(last):
            last = one
    return last


def shown(scores: Sequence[LeadScore]) -> LeadScore:
    """Give the score that a record of the CRM shows, of all the leads that stand in it.

    The best one, so that a second form filled in carelessly takes nothing from the first; of
    equals the latest. Spam shows only where all of them are. Test leads do not hide real ones.
    """
    return max(scores, key=lambda one: (not one.is_test, *_rank(one)))


def _rank(score: LeadScore) -> tuple[int, float, str]:
    return _WORTH[score.grade], score.arrived_at.timestamp(), score.key


def per_cent(probability: float | None) -> int | None:
    """Give a chance as a whole number from 1 to 99: nothing is certain."""
    return None if probability is None else min(99, max(1, round(probability * 100)))


def order_of(score: LeadScore) -> ScoreOrder:
    """Give what the CRM is to show."""
    return ScoreOrder(
        key=score.key,
        leadgen_id=score.leadgen_id,
        crm_lead_id=score.crm_lead_id,
        grade=score.grade,
        score=per_cent(score.probability),
        reasons=score.reasons,
        scored_by=score.scored_by,
        scored_at=score.scored_at,
        correction=score.correction,
    )
