# ruff: noqa: RUF001 - look-alike characters are what is tested
"""What a rule makes of answers."""

from __future__ import annotations

import pytest

from shared.domain.cleaning.answers import AnsweredQuestion
from shared.domain.cleaning.transforms import Transform, TransformContext, apply_transform

CONTEXT = TransformContext(countries=("AE", "SA"), separator=" | ")


def asked(*typed: str, shown: tuple[str, ...] | None = None) -> AnsweredQuestion:
    return AnsweredQuestion(key="q", kind="CUSTOM", wording="?", typed=typed, shown=shown or typed)


@pytest.mark.parametrize(
    ("transform", "questions", "made"),
    [
        (Transform.TEXT, [asked("a", "b", shown=("A", "B")), asked("c")], "a | b"),
        (Transform.CHOICE_LABEL, [asked("a", "b", shown=("A", "B")), asked("c")], "A | B"),
        (Transform.JOIN, [asked("a", shown=("A",)), asked("c")], "A | c"),
        (Transform.LOWER, [asked("ABC")], "abc"),
        (Transform.EMAIL, [asked("nonsense"), asked("x", "Ali@X.com")], "ali@x.com"),
        (Transform.PHONE, [asked("none"), asked("0561234567")], "+971561234567"),
        (Transform.PHONE, [asked("0114612345")], "+966114612345"),
        (Transform.COUNTRY, [asked("opt_1", shown=("Egypt",))], "EG"),
        (Transform.COUNTRY, [asked("Atlantis")], None),
        (Transform.SPLIT_FIRST, [asked("Sara"), asked("عبد الله الحربي")], "عبد الله"),
        (Transform.SPLIT_REST, [asked("عبد الله الحربي")], "الحربي"),
        (Transform.SPLIT_REST, [asked("Sara")], None),
        (Transform.FIRST_NUMBER, [asked("about 1,500.50 SAR, or 2")], "1500.50"),
        (Transform.FIRST_NUMBER, [asked("١٬٥٠٠ ريال")], "1500"),
        (Transform.FIRST_NUMBER, [asked("3-5 rooms")], "3"),
        (Transform.FIRST_NUMBER, [asked("many")], None),
        (Transform.DATE, [asked("1990-05-17")], "1990-05-17"),
        (Transform.DATE, [asked("1990-05-17T10:00:00+0000")], "1990-05-17"),
        (Transform.DATE, [asked("05/17/1990")], "1990-05-17"),
        (Transform.DATE, [asked("17.5.1990")], "1990-05-17"),
        (Transform.DATE, [asked("١٧/٠٥/١٩٩٠")], "1990-05-17"),
        (Transform.DATE, [asked("05/05/1990")], "1990-05-05"),
        (Transform.DATE, [asked("05/06/1990")], None),
        (Transform.DATE, [asked("31/02/1990")], None),
        (Transform.DATE, [asked("soon")], None),
    ],
)
def test_a_transform_makes_a_value_or_nothing(
    transform: Transform, questions: list[AnsweredQuestion], made: str | None
) -> None:
    assert apply_transform(transform, questions, CONTEXT) == made


@pytest.mark.parametrize("transform", Transform)
def test_no_answer_makes_no_value(transform: Transform) -> None:
    assert apply_transform(transform, [], CONTEXT) is None
