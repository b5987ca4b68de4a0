"""The catalogue: every feature is described, in the code and on its page."""

from __future__ import annotations

import pytest

from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN
from shared.domain.features.catalogue import FEATURES, described
from tests.features_table import PAGE, written


def test_each_name_stands_once() -> None:
    names = [field.name for field in FEATURES]
    assert len(set(names)) == len(names) > 50


def test_the_page_shows_the_catalogue() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "python -m tests.features_table writes it anew"


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("form", "form"),
        ("answer:which course", "answer:*"),
        ("said_need", "said_need"),
        ("said_course", "said_*"),
        ("stage", None),
        ("forms", None),
    ],
)
def test_a_feature_is_described_by_its_own_entry_or_one_for_many(
    name: str, entry: str | None
) -> None:
    field = described(name)
    assert (field.name if field else None) == entry


@pytest.mark.parametrize("asked", BUILT_IN, ids=lambda asked: asked.name)
def test_what_is_read_from_texts_has_the_levels_that_are_asked_for(asked) -> None:
    said = described(f"said_{asked.name}")
    assert said is not None
    assert said.values == (*asked.levels, UNKNOWN)


def test_no_entry_breaks_its_table() -> None:
    assert [field.name for field in FEATURES if "|" in field.meaning + field.why] == []
