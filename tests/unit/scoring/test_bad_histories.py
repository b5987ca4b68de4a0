"""What training is given when something is wrong: a model or a sentence, never a traceback."""

from __future__ import annotations

from math import inf, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.scoring.artefact import dumps, loads
from shared.scoring.errors import Untrainable
from shared.scoring.training import Options, train
from tests.unit.scoring.cards import card

CHANCE = Random(3)
BOTH = [True, False] * 100
ODD_NUMBERS = [1, 2, inf, -inf, nan, "nan", "x", 10**400, "1e999", True, None, "٣"]
HISTORIES: dict[str, tuple[list[dict[Any, Any]], list[bool]]] = {
    "zero fields": ([{}] * 200, BOTH),
    "one lead": ([{"platform": "ig"}], [True]),
    "constant fields": ([{"platform": "ig", "answers": 3, "x": "same"}] * 200, BOTH),
    "fields never filled": ([{"platform": None, "x": nan, "y": "", "z": " "}] * 200, BOTH),
    "contradictory labels": ([{"platform": "ig"}, {"platform": "ig"}] * 100, BOTH),
    "a perfect predictor": ([{"x": at, "y": "ab"[at % 2]} for at in range(200)], BOTH),
    "every value different": (
        [{"id": f"lead {at}", "day": f"2026-01-{at}"} for at in range(200)],
        BOTH,
    ),
    "odd numbers": ([{"answers": CHANCE.choice(ODD_NUMBERS)} for _ in range(200)], BOTH),
    "text where the card has a number": (
        [{"answers": CHANCE.choice("abc")} for _ in range(200)],
        BOTH,
    ),
    "values of no kind": (
        [{"a": [1], "b": {}, "c": b"x", 3: 4, None: 2, "d": object()}] * 200,
        BOTH,
    ),
    "a field that appears": ([{}] * 100 + [{"x": at} for at in range(100)], BOTH),
    "very long levels": ([{"x": str(at % 4) * 500} for at in range(200)], BOTH),
    "names that no file can hold": (
        [
            {3: at, "\ud800": at, "x": "\ud800" if at % 3 else "b", "n" * 500: at}
            for at in range(200)
        ],
        BOTH,
    ),
    "a field called like a pair": (
        [{"a x b": at, "a": at % 3, "b": at % 5} for at in range(200)],
        BOTH,
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("has_card", [True, False])
def test_an_odd_history_gives_a_finite_model_or_a_sentence(name: str, has_card: bool) -> None:
    leads, outcomes = HISTORIES[name]
    try:
        scorecard = train(leads, outcomes, card() if has_card else None, version="v").scorecard
    except Untrainable:
        assert not has_card
        return
    read = loads(dumps(scorecard))
    assert all(abs(read.log_odds(lead)) < 15 for lead in leads)


def test_a_category_of_100_000_levels_is_all_other() -> None:
    leads = [{"id": f"{at:x}", "platform": "ig" if at % 2 else "fb"} for at in range(100_000)]
    trained = train(leads, [at % 4 == 0 for at in range(100_000)], version="v")
    assert [table.field for table in trained.scorecard.content.tables] == ["platform"]
    assert trained.left_out == ("id",)


def test_very_many_fields_are_screened_and_the_artefact_stays_small() -> None:
    chance = Random(1)
    outcomes = [True, False] * 50
    leads = [
        {f"f{at}": chance.choice("abc") for at in range(60)} | {"tells": "no" if won else "yes"}
        for won in outcomes
    ]
    options = Options(max_fields=20, max_chars=2000)
    scorecard = train(leads, outcomes, card(), version="v", options=options).scorecard
    assert len(scorecard.content.tables) == 20
    assert {"platform", "answers", "tells"} <= {table.field for table in scorecard.content.tables}
    assert len(dumps(scorecard).encode()) <= 2000


@pytest.mark.parametrize(
    ("leads", "outcomes", "weights", "says"),
    [
        ([], [], None, "no closed leads yet"),
        ([{}] * 3, [True] * 3, None, r"Every closed lead \(3\) was won"),
        ([{}] * 3, [False] * 3, None, r"Every closed lead \(3\) was lost"),
        ([{}] * 3, [True] * 2, None, "not equally many"),
        ([{}] * 2, [True, False], [1.0], "not equally many"),
        ([{}] * 2, [True, False], [1.0, nan], "weight"),
        ([{}] * 2, [True, False], [1.0, -1.0], "weight"),
        ([{}] * 2, [True, None], None, "won or lost"),
        ([{}, 7], [True, False], None, "mapping"),
    ],
)
def test_what_cannot_be_learnt_is_said_in_a_sentence(
    leads: Any, outcomes: Any, weights: Any, says: str
) -> None:
    with pytest.raises(Untrainable, match=says):
        train(leads, outcomes, version="v", weights=weights)


VALUES = st.one_of(st.text(max_size=4), st.floats(), st.integers(), st.none(), st.booleans())
ROWS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(["platform", "answers", "said_need", "x", "y"]), VALUES),
        st.booleans(),
        st.floats(0, 3),
    ),
    max_size=12,
)


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_whatever_the_leads_are_the_model_is_finite_and_its_terms_are_exact(rows: Any) -> None:
    leads, outcomes, weights = ([row[at] for row in rows] for at in range(3))
    scorecard = train(leads, outcomes, card(), version="v", weights=weights).scorecard
    assert dumps(loads(dumps(scorecard))) == dumps(scorecard)
    for lead in leads:
        explained = scorecard.explain(lead)
        total = explained.base + sum(term.points for term in explained.terms)
        assert abs(total - scorecard.log_odds(lead)) < 1e-9
        assert abs(total) < 20
