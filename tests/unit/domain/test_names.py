# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Names in many scripts."""

from __future__ import annotations

import pytest
from hypothesis import given

from shared.domain.cleaning.names import Name, clean_name, complete_name, same_person, split_name
from tests.unit.domain.leads import NASTY


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Ahmed Ali", "Ahmed", "Ali"),
        ("ahmed ali hassan", "ahmed", "ali hassan"),
        ("محمد علي", "محمد", "علي"),
        ("عبد الله بن سعود الحربي", "عبد الله", "بن سعود الحربي"),
        ("عبدالرحمن القحطاني", "عبدالرحمن", "القحطاني"),
        ("محمد بن سلمان آل سعود", "محمد", "بن سلمان آل سعود"),
        ("نور الدين المغربي", "نور الدين", "المغربي"),
        ("هبة الله محمود", "هبة الله", "محمود"),
        ("أبو بكر الصديق", "أبو بكر", "الصديق"),
        ("أم كلثوم إبراهيم", "أم كلثوم", "إبراهيم"),
        ("د. سارة العتيبي", "د. سارة", "العتيبي"),
        ("المهندس خالد عمر", "المهندس خالد", "عمر"),
        ("Abdul Rahman Khan", "Abdul Rahman", "Khan"),
        ("Abd al Rahman al Harbi", "Abd al Rahman", "al Harbi"),
        ("Nour El Din Hassan", "Nour El Din", "Hassan"),
        ("Abu Bakr Ahmed", "Abu Bakr", "Ahmed"),
        ("Khalid bin Walid", "Khalid", "bin Walid"),
        ("Mohammed Al-Harbi", "Mohammed", "Al-Harbi"),
        ("Dr. Priya Sharma", "Dr. Priya", "Sharma"),
        ("Jürgen von der Heide", "Jürgen", "von der Heide"),
        ("Fatima-Zahra El Amrani", "Fatima-Zahra", "El Amrani"),
        ("Martin Luther King Jr.", "Martin", "Luther King Jr."),
        ("Conan O’Brien", "Conan", "O’Brien"),
    ],
)
def test_a_name_is_split_where_it_says_which_is_which(full: str, first: str, last: str) -> None:
    assert split_name(full) == (first, last)


@pytest.mark.parametrize(
    "full",
    [
        "",
        "محمد",
        "Ahmed",
        "عبد الله",
        "أبو محمد",
        "Abu Dhabi",
        "Dr. Ahmed",
        "Al Harbi Mohammed",
        "آل سعود محمد",
        "van Dyk Jan",
        "S. Ramanathan",
        "Doe, John",
        "Ahmed & Sara Ali",
        "Иванов Иван",
        "山田 太郎",
        "王小明",
        "김 민수",
        "Ahmed 0501234567",
        "Abd al Rahman",
    ],
)
def test_a_name_is_left_whole_where_it_does_not(full: str) -> None:
    assert split_name(full) is None


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  mcDONALD   van\tDyk ", "mcDONALD van Dyk"),
        ("ﻣﺤﻤﺪ ﻋﻠﻲ", "محمد علي"),
        ("سارة\u202e العتيبي", "سارة العتيبي"),
        ("Zoe\u0308", "Zoë"),
        ("Robert'); DROP TABLE leads;--", "Robert'); DROP TABLE leads;--"),
    ],
)
def test_a_name_is_cleaned_and_never_recased(typed: str, clean: str) -> None:
    assert clean_name(typed) == clean


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (Name(None, "Sara", "Ali"), Name("Sara Ali", "Sara", "Ali")),
        (Name(None, "سارة", "العتيبي"), Name("سارة العتيبي", "سارة", "العتيبي")),
        (Name(None, "Sara", None), Name("Sara", "Sara", None)),
        (Name(None, None, "Ali"), Name("Ali", None, "Ali")),
        (Name(None, "Sara Ali", "Ali"), Name("Sara Ali", "Sara Ali", "Ali")),
        (Name(None, "太郎", "山田"), Name("山田太郎", "太郎", "山田")),
        (Name("Sara Ali", None, None), Name("Sara Ali", "Sara", "Ali")),
        (Name("Sara Ali", "Sarah", None), Name("Sara Ali", "Sarah", None)),
        (Name("Sara", None, None), Name("Sara", None, None)),
        (Name(), Name()),
    ],
)
def test_a_name_is_completed_from_what_is_given(parts: Name, whole: Name) -> None:
    assert complete_name(parts) == whole


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Ahmed Ali", "ahmed ALI", True),
        ("Ahmed Ali Hassan", "Ahmed Hassan", True),
        ("Dr. Ahmed Ali", "Ahmed Ali", True),
        ("Mohamed Ali", "Mohammed Ali", None),
        ("Sara Ali", "Sarah Ali", None),
        ("Karim Ali", "Karima Ali", False),
        ("كريم علي", "كريمة علي", False),
        ("Ali Omar", "Alia Omar", False),
        ("Ali Mohammed", "Mohammed Ali", True),
        ("أحمد العلي", "احمد العلى", True),
        ("أحمد", "أحمد العلي", True),
        ("Ahmed Ali", "Sara Ali", False),
        ("أحمد العلي", "سارة العلي", False),
        ("Mohammed Ali", "Mahmoud Ali", False),
        ("Omar Said", "Amr Said", False),
        ("Ahmed Ali", "أحمد علي", None),
        ("Ahmed Ali", None, None),
        ("", "Ahmed", None),
    ],
)
def test_two_names_are_one_person_another_or_unknown(
    one: str | None, other: str | None, *, verdict: bool | None
) -> None:
    assert same_person(one, other) is verdict
    assert same_person(other, one) is verdict


@given(NASTY)
def test_splitting_loses_no_word_of_a_name(text: str) -> None:
    name = clean_name(text)
    assert clean_name(name) == name
    parts = split_name(name)
    if parts is not None:
        assert " ".join(parts) == name
