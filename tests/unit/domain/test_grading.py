"""The grade that counts: the scorecard's, junk's, a person's; and which of several a record shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.grading import corrected, grade_of, latest, order_of, per_cent, said_id, shown
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
from shared.domain.score import Correction, Grade, LeadScore, Verdict
from tests.lead_ways import START

GRADES = st.sampled_from(tuple(Grade))
CARD_GRADES = st.sampled_from((Grade.HOT, Grade.WARM, Grade.COLD))
MOMENTS = st.integers(0, 5).map(lambda s: START + timedelta(seconds=s))
WORDS = st.builds(Correction, verdict=st.sampled_from(tuple(Verdict)), at=MOMENTS)


def score(number: int = 1, grade: Grade = Grade.WARM, **more: object) -> LeadScore:
    values: dict[str, object] = {
        "key": LeadKey(f"{number:032x}"),
        "tenant": "default",
        "leadgen_id": LeadgenId("71234567890001009"),
        "crm_lead_id": CrmLeadId(7),
        "arrived_at": START + timedelta(minutes=number),
        "features": {},
        "grade": grade,
        "scorecard_grade": grade,
        "log_odds": 0.0,
        "scored_by": "expert",
        "scored_at": START,
    }
    return LeadScore.model_validate(values | more)


def said(verdict: Verdict, later_s: int = 0) -> Correction:
    return Correction(verdict=verdict, at=START + timedelta(seconds=later_s))


@pytest.mark.parametrize(
    ("card", "is_junk", "verdict", "counts"),
    [
        (Grade.HOT, False, None, Grade.HOT),
        (Grade.HOT, True, None, Grade.SPAM),
        (Grade.HOT, False, Verdict.NOT_HOT, Grade.WARM),
        (Grade.COLD, False, Verdict.NOT_HOT, Grade.COLD),
        (Grade.HOT, True, Verdict.NOT_HOT, Grade.SPAM),
        (Grade.COLD, False, Verdict.HOT, Grade.HOT),
        (Grade.COLD, True, Verdict.HOT, Grade.HOT),
        (Grade.HOT, False, Verdict.SPAM, Grade.SPAM),
        (Grade.WARM, True, Verdict.NOT_SPAM, Grade.WARM),
        (Grade.HOT, False, Verdict.NOT_SPAM, Grade.HOT),
    ],
)
def test_a_persons_word_goes_before_junk_and_junk_before_the_scorecard(
    card: Grade, is_junk: bool, verdict: Verdict | None, counts: Grade
) -> None:
    word = said(verdict) if verdict else None
    assert grade_of(card, is_junk=is_junk, correction=word) is counts


@given(CARD_GRADES, st.lists(WORDS, max_size=5), st.randoms(use_true_random=False))
def test_words_end_in_the_same_grade_in_whatever_order_and_however_often_they_come(
    card: Grade, words: list[Correction], rng: object
) -> None:
    def after(order: list[Correction]) -> LeadScore:
        found = score(grade=card)
        for word in order:
            found = corrected(found, word)
        return found

    mixed = [*words, *words]
    rng.shuffle(mixed)  # type: ignore[attr-defined]  # a Random
    once, often = after(words), after(mixed)
    assert (once.grade, once.correction) == (often.grade, often.correction)
    assert once.correction == latest(words)


def test_a_word_that_holds_already_changes_nothing() -> None:
    once = corrected(score(grade=Grade.HOT), said(Verdict.NOT_HOT))
    assert corrected(once, said(Verdict.NOT_HOT)) is once
    assert (once.grade, once.grade_before) == (Grade.WARM, Grade.HOT)
    assert once.news_id == said_id(once, said(Verdict.NOT_HOT))


def test_a_score_of_older_code_is_corrected_from_its_grade() -> None:
    old = score(grade=Grade.HOT, scorecard_grade=None)
    assert corrected(old, said(Verdict.NOT_HOT)).grade is Grade.WARM


def test_a_record_shows_its_best_lead_and_of_equals_the_latest() -> None:
    hot, later_cold, later_hot = score(1, Grade.HOT), score(2, Grade.COLD), score(3, Grade.HOT)
    assert shown([hot, later_cold]) is hot
    assert shown([later_hot, hot]) is later_hot
    assert shown([score(4, Grade.SPAM), later_cold]) is later_cold
    assert shown([score(5, Grade.SPAM)]).grade is Grade.SPAM


def test_a_test_lead_does_not_hide_a_real_one() -> None:
    real = score(1, Grade.COLD)
    assert shown([score(2, Grade.HOT, is_test=True), real]) is real


@given(st.lists(st.tuples(GRADES, st.integers(1, 9)), min_size=1, max_size=6, unique=True))
def test_what_a_record_shows_does_not_hang_on_the_order(pairs: list[tuple[Grade, int]]) -> None:
    scores = [score(number, grade) for grade, number in pairs]
    assert shown(scores) == shown(scores[::-1])


@given(st.floats(0, 1))
def test_nothing_is_certain(probability: float) -> None:
    assert 1 <= (per_cent(probability) or 0) <= 99


def test_without_a_chance_the_order_has_only_a_grade() -> None:
    assert per_cent(None) is None
    assert order_of(score(probability=0.874)).score == 87
    assert order_of(score()).score is None
