from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.artefact import MAX_CHARS, dumps, loads
from shared.scoring.errors import BadArtefact
from shared.scoring.training import Options, train
from tests.unit.scoring.cards import card, history

LEADS, OUTCOMES = history(400)
TRAINED = train(LEADS, OUTCOMES, card(), version="2026-11-29").scorecard
TEXT = dumps(TRAINED)
FAULTS: dict[str, tuple[list[str | int], object]] = {
    "another format": (["format"], "scorecard/2"),
    "no version": (["version"], ""),
    "a version that is a number": (["version"], 7),
    "outcomes below 0": (["outcomes"], -1),
    "a base that is true": (["base"], True),
    "a base with a fraction": (["base"], 0.5),
    "a base beyond all reason": (["base"], 10**12),
    "warm above hot": (["warm"], 9_999_999),
    "fields that are no list": (["fields"], {}),
    "a field that is no object": (["fields", 0], 3),
    "a field without name": (["fields", 0, "name"], None),
    "a field twice": (["fields", 0, "name"], "answers"),
    "levels that are no texts": (["fields", 0, "levels"], [1, 2, 3]),
    "points too few": (["fields", 0, "points"], [1]),
    "edges that fall": (["fields", 1, "edges"], [5, 2]),
    "edges that are infinite": (["fields", 1, "edges"], [1e308, 1e309]),
    "cells too few": (["fields", 0, "cells"], [1]),
    "a pair of one field": (["pairs", 0, "fields"], [0, 0]),
    "a pair of a field that is not": (["pairs", 0, "fields"], [0, 99]),
    "a pair of a field without cells": (["pairs", 0, "fields"], [2, 3]),
    "a pair without rows": (["pairs", 0, "points"], []),
    "a cap below 0": (["caps", 0, "at_most"], -1),
    "a cap of a field twice": (["caps", 0, "fields"], [2, 2]),
}


def test_what_was_written_scores_exactly_the_same_when_read() -> None:
    read = loads(TEXT)
    assert read.content.pairs
    assert [read.log_odds(lead) for lead in LEADS] == [TRAINED.log_odds(lead) for lead in LEADS]
    assert [read.explain(lead) for lead in LEADS] == [TRAINED.explain(lead) for lead in LEADS]
    assert dumps(read) == TEXT


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_artefact_is_refused_in_words(fault: str) -> None:
    document: Any = json.loads(TEXT)
    path, value = FAULTS[fault]
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BadArtefact, match="scorecard"):
        loads(json.dumps(document))


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "7", "{}", "NaN", '{"format": NaN}', "[" * 50_000, "x" * (MAX_CHARS + 1)],
)
def test_a_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(BadArtefact):
        loads(text)


@given(st.data())
def test_a_text_with_a_piece_cut_out_is_refused_or_is_a_scorecard(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    length = data.draw(st.integers(1, 40))
    try:
        read = loads(TEXT[:start] + TEXT[start + length :])
    except BadArtefact:
        return
    assert isinstance(read.log_odds(LEADS[0]), float)


def test_an_artefact_that_would_be_too_large_loses_what_says_least() -> None:
    small = train(
        LEADS, OUTCOMES, card(), version="small", options=Options(max_chars=1200)
    ).scorecard
    assert len(dumps(small).encode()) <= 1200
    names = [table.field for table in small.content.tables]
    assert names == [table.field for table in TRAINED.content.tables]
    assert loads(dumps(small)).log_odds(LEADS[0]) == small.log_odds(LEADS[0])
