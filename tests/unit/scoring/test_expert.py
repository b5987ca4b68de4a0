from __future__ import annotations

from copy import deepcopy
from math import inf, nan
from typing import Any

import pytest

from shared.scoring.artefact import dumps, loads
from shared.scoring.card import ExpertCard, ExpertField
from shared.scoring.errors import BadCard
from shared.scoring.expert import card_of
from shared.scoring.lookup import Levels
from tests.unit.scoring.cards import CARD, card

FAULTS: dict[str, tuple[tuple[str | int, ...], object]] = {
    "base_rate": (("base_rate",), 1),
    "warm": (("warm",), 2),
    "hot": (("hot",), nan),
    "colour": (("colour",), "red"),
    "fields": (("fields",), []),
    "fields.platform": (("fields", "platform", "ranges"), [{"points": 1}]),
    "fields.platform.levels": (("fields", "platform", "levels"), "ig"),
    "fields.platform.levels.ig.points": (("fields", "platform", "levels", "ig"), {}),
    "fields.platform.levels.fb": (("fields", "platform", "levels", "fb"), inf),
    "fields.platform.levels. ": (("fields", "platform", "levels", " "), 1),
    "fields.platform.missing": (("fields", "platform", "missing"), True),
    "fields.platform.en": (("fields", "platform", "en"), 3),
    "fields.answers.other": (("fields", "answers", "other"), 1),
    "fields.answers.ranges": (("fields", "answers", "ranges"), []),
    "fields.answers.ranges[0].below": (("fields", "answers", "ranges", 0), {"points": 1}),
    "fields.answers.ranges[1].below": (("fields", "answers", "ranges", 1, "below"), 2),
    "fields.answers.ranges[2]": (("fields", "answers", "ranges", 2, "below"), 9),
    "fields.answers.ranges[2].above": (("fields", "answers", "ranges", 2, "above"), 9),
    "capped.said.at_most": (("capped", "said", "at_most"), -1),
    "capped.said.fields": (("capped", "said", "fields"), ["said_need", "said_need"]),
    "capped.more.fields": (("capped", "more"), {"at_most": 1, "fields": ["said_need"]}),
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_fault_is_named_by_its_path(path: str) -> None:
    changed: Any = deepcopy(CARD)
    steps, value = FAULTS[path]
    place = changed
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    with pytest.raises(BadCard) as caught:
        card_of(changed)
    assert caught.value.path == path
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("value", [None, [], "card", 7])
def test_what_is_no_mapping_is_no_card(value: object) -> None:
    with pytest.raises(BadCard):
        card_of(value)


def test_a_card_made_by_a_program_is_checked_too() -> None:
    with pytest.raises(BadCard, match="base_rate"):
        ExpertCard(base_rate=0, fields={})
    with pytest.raises(BadCard, match=r"fields\.x"):
        ExpertCard(base_rate=0.5, fields={"x": ExpertField(Levels(["a"]), (nan, None, None))})


def test_level_names_that_a_card_writes_as_numbers_or_yes_and_no_are_texts() -> None:
    read = card_of({"base_rate": 0.5, "fields": {"x": {"levels": {True: 1, 3: 0.5}}}})
    scorecard = read.scorecard("v")
    assert [round(scorecard.log_odds({"x": value}), 5) for value in ("yes", "3", 3.0)] == [
        1,
        0.5,
        0.5,
    ]


def test_a_card_as_a_scorecard_can_be_kept() -> None:
    text = dumps(card().scorecard("expert"))
    assert dumps(loads(text)) == text
    assert loads(text).outcomes == 0


def test_a_card_of_nothing_gives_its_base_rate() -> None:
    assert card_of({"base_rate": 0.3}).scorecard("v").probability({"x": 1}) == pytest.approx(
        0.3, abs=1e-4
    )
