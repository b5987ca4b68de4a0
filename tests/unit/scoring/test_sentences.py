from __future__ import annotations

import re
from random import Random

import pytest

from shared.scoring.scorecard import Term
from shared.scoring.sentences import sentence
from shared.scoring.training import train
from shared.scoring.words import Words
from tests.unit.scoring.cards import card, history, lead

WORDS = card().words
MORE, LESS = "such leads buy more often than average.", "such leads buy less often than average."


def term(
    field: str, level: str, points: float, bounds: tuple[float | None, float | None] | None = None
) -> Term:
    return Term((field,), (level,), points, (bounds,))


@pytest.mark.parametrize(
    ("what", "english", "arabic"),
    [
        (
            term("platform", "ig", 0.4),
            f"Comes from Instagram: {MORE}",
            "جاء من إنستغرام: أمثاله يشترون أكثر من المعتاد.",
        ),
        (
            term("platform", "fb", -0.4),
            f"Comes from “fb”: {LESS}",
            "مصدره «fb»: أمثاله يشترون أقل من المعتاد.",
        ),
        (
            term("answers", "below 2", -0.9, (None, 2)),
            "Answered almost nothing: such leads buy far less often than average.",
            "لم يجب تقريبًا: أمثاله يشترون أقل بكثير من المعتاد.",
        ),
        (
            term("answers", "3 to 4", 0.01, (3, 4)),
            "Answered 3 to 4 questions: such leads buy about as often as average.",
            "عدد الأسئلة التي أجاب عنها: من 3 إلى 4: أمثاله يشترون بالقدر المعتاد تقريبًا.",
        ),
        (
            term("answer:best_time", "evening", 0.8),
            "Best time is “evening”: such leads buy far more often than average.",
            "قيمة «Best time» هي «evening»: أمثاله يشترون أكثر بكثير من المعتاد.",
        ),
        (
            term("platform", "missing", -0.2),
            f"Platform is not known: {LESS}",
            "قيمة «Platform» غير معروفة: أمثاله يشترون أقل من المعتاد.",
        ),
    ],
)
def test_a_term_is_said_in_both_languages(what: Term, english: str, arabic: str) -> None:
    assert sentence(what, WORDS) == (english, arabic)


def test_a_pair_is_said_as_two_things_together() -> None:
    both = Term(("platform", "answers"), ("ig", "below 2"), 0.3, (None, (None, 2)))
    english, arabic = sentence(both, WORDS)
    assert english.startswith("Comes from Instagram and answered almost nothing: together")
    assert arabic.startswith("جاء من إنستغرام، و")


def test_a_term_without_ranges_can_be_said() -> None:
    assert sentence(Term(("x",), ("a",), 1.0), Words())[0].startswith("X is “a”")


def test_no_sentence_holds_points_or_is_empty() -> None:
    leads, outcomes = history(400)
    scorecard = train(leads, outcomes, card(), version="v").scorecard
    for seed in range(40):
        for part in scorecard.explain(lead(Random(seed))).terms:
            for text in sentence(part, WORDS):
                assert text.endswith(".")
                assert f"{part.points:.2f}" not in text
                assert not re.search(r"\{|\}|None", text)


def test_a_level_in_braces_stays_as_it_is() -> None:
    assert "“{level} %s”" in sentence(term("platform", "{level} %s", 1.0), WORDS)[0]
