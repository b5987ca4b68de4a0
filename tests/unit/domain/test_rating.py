"""What the scorecard says of a lead, as it is shown to people."""

from __future__ import annotations

import pytest

from shared.domain.rating import rated
from shared.domain.score import Features, Grade
from shared.scoring.expert import card_of

CARD = card_of(
    {
        "base_rate": 0.1,
        "hot": 0.6,
        "warm": 0.3,
        "capped": {"said": {"at_most": 0.8, "fields": ["said_*"]}},
        "fields": {
            "contact": {"levels": {"both": 0.0, "none": -2.0, "known": 0.4}},
            "said_intent": {"levels": {"buy": 0.8, "none": -1.0}},
        },
    }
)


@pytest.mark.parametrize(
    ("features", "grade"),
    [
        ({"contact": "both"}, Grade.COLD),
        ({"contact": "both", "said_intent": "buy"}, Grade.WARM),
        ({"contact": "known"}, Grade.WARM),
        ({"contact": "known", "said_intent": "buy"}, Grade.HOT),
        ({"contact": "known", "said_intent": "none"}, Grade.COLD),
        ({"contact": "none", "said_intent": "buy"}, Grade.COLD),
    ],
)
def test_what_was_typed_lifts_a_lead_by_one_grade_at_most(features: Features, grade: Grade) -> None:
    assert rated(CARD.scorecard("card"), CARD.words, features).grade is grade


def test_the_heaviest_reasons_come_first_and_are_exact() -> None:
    rating = rated(CARD.scorecard("card"), CARD.words, {"contact": "none", "said_intent": "buy"})
    assert [reason.points for reason in rating.reasons] == [-2.0, 0.8]
    assert rating.probability is None
