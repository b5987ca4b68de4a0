"""What is asked of every lead's text, and what a company may add."""

from __future__ import annotations

import pytest

from shared.domain.extracting.schema import BUILT_IN, QUESTIONS_MAX, asked_by, parse_questions
from shared.domain.extraction import UNKNOWN, Asked, Words
from shared.errors import BadInput

COURSE = {"meaning": "which course", "levels": ["nursing", "pharmacy"]}


def test_unknown_is_a_level_of_its_own_and_nobody_lists_it() -> None:
    assert all(UNKNOWN not in one.levels for one in BUILT_IN)
    assert {one.name for one in BUILT_IN} == {
        *("need", "timeline", "budget", "authority", "intent", "language", "spam")
    }


def test_every_level_is_explained_to_the_model() -> None:
    unexplained = [
        (one.name, level)
        for one in BUILT_IN
        for level in one.levels
        if f"{level} =" not in one.meaning
    ]
    assert unexplained == []


def test_a_company_s_own_come_after_the_built_in_ones() -> None:
    own = parse_questions({"course": {**COURSE, "words": {"nursing": ["nurse", "تمريض"]}}})
    assert own == (
        Asked(
            name="course",
            meaning="which course",
            levels=("nursing", "pharmacy"),
            words=(Words(level="nursing", words=("nurse", "تمريض")),),
        ),
    )
    assert asked_by(own) == (*BUILT_IN, *own)
    assert asked_by(None) == BUILT_IN


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "$"),
        ("course", "$"),
        ({f"q{n}": COURSE for n in range(QUESTIONS_MAX + 1)}, "$"),
        ({"Course": COURSE}, "Course"),
        ({"": COURSE}, ""),
        ({"budget": COURSE}, "budget"),
        ({"course": 7}, "course"),
        ({"course": {**COURSE, "level": []}}, "course.level"),
        ({"course": {"levels": ["a"]}}, "course.meaning"),
        ({"course": {**COURSE, "meaning": " "}}, "course.meaning"),
        ({"course": {**COURSE, "meaning": "x" * 301}}, "course.meaning"),
        ({"course": {"meaning": "m"}}, "course.levels"),
        ({"course": {**COURSE, "levels": []}}, "course.levels"),
        ({"course": {**COURSE, "levels": ["a", 1]}}, "course.levels[1]"),
        ({"course": {**COURSE, "levels": ["a", "a"]}}, "course.levels[1]"),
        ({"course": {**COURSE, "levels": ["unknown"]}}, "course.levels[0]"),
        ({"course": {**COURSE, "levels": ["with space"]}}, "course.levels[0]"),
        ({"course": {**COURSE, "levels": ["l"] * 13}}, "course.levels"),
        ({"course": {**COURSE, "words": {"surgery": ["x"]}}}, "course.words.surgery"),
        ({"course": {**COURSE, "words": {"nursing": "nurse"}}}, "course.words.nursing"),
        ({"course": {**COURSE, "words": {"nursing": [None]}}}, "course.words.nursing[0]"),
        ({"course": {**COURSE, "words": []}}, "course.words"),
    ],
)
def test_a_bad_question_is_refused_and_the_place_is_named(raw: object, path: str) -> None:
    with pytest.raises(BadInput) as raised:
        parse_questions(raw)
    assert raised.value.path == path
