# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Loose spellings for comparing."""

from __future__ import annotations

import pytest
from hypothesis import given

from shared.domain.cleaning.folding import fold
from tests.unit.domain.leads import NASTY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phone Number", "phone_number"),
        ("  E-Mail! ", "e_mail"),
        ("رقم_الجوال؟", "رقم الجوّال"),
        ("الإسم", "الاسم"),
        ("المدينة", "المدينه"),
        ("علی", "علي"),
        ("ســـارة", "سارة"),
        ("STRASSE", "straße"),
        ("prénom", "PRENOM"),
        ("\u200fالاسم\u200c", "الاسم"),
    ],
)
def test_spellings_of_the_same_words_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("phone", "phones"), ("राम", "रम"), ("علي", "علا"), ("山", "川")]
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(NASTY)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
