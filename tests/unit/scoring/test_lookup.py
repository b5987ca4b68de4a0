from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.lookup import Bins, Levels, level_of, number_of

ANYTHING = st.one_of(
    st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none(), st.binary()
)


@pytest.mark.parametrize(
    "value", [None, "", "  ", nan, inf, -inf, 10**400, "nan", "inf", "x", "1" * 65]
)
def test_what_is_no_finite_number_is_missing_in_a_number(value: object) -> None:
    bins = Bins([1.0, 5.0])
    assert bins.place(value) == bins.missing
    assert bins.level(bins.place(value)) == "missing"


@pytest.mark.parametrize(
    ("value", "number"), [("12", 12.0), (" 3.5 ", 3.5), ("٣", 3.0), (True, 1.0)]
)
def test_a_number_may_come_as_text(value: object, number: float) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("value", "level"), [(0.9, "below 1"), (1, "1 to 5"), (4.99, "1 to 5"), ("5", "5 or more")]
)
def test_a_bin_holds_its_lower_edge_and_not_its_upper(value: object, level: str) -> None:
    bins = Bins([1.0, 5.0])
    assert bins.level(bins.place(value)) == level


def test_a_level_that_was_not_learnt_is_other_and_a_blank_one_is_missing() -> None:
    levels = Levels(["fb", "ig"])
    assert [levels.level(levels.place(value)) for value in ("ig", " fb ", "x", " ", None, nan)] == [
        "ig",
        "fb",
        "other",
        "missing",
        "missing",
        "missing",
    ]


def test_numbers_in_a_category_are_levels_however_they_are_written() -> None:
    assert {level_of(value) for value in ("3", 3, 3.0)} == {"3"}
    assert (level_of(True), level_of(False)) == ("yes", "no")


def test_levels_called_other_and_missing_are_levels() -> None:
    levels = Levels(["other", "missing"])
    assert [levels.place(value) for value in ("other", "missing", "x", None)] == [0, 1, 2, 3]


@given(ANYTHING)
def test_every_value_has_a_place(value: object) -> None:
    for places in (Bins([0.0, 2.5]), Bins([]), Levels(["a", "b"])):
        assert 0 <= places.place(value) < len(places)


@given(st.text(max_size=8))
def test_reading_a_level_again_changes_nothing(text: str) -> None:
    level = level_of(text)
    assert level is None or level_of(level) == level


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_and_its_text_lie_in_the_same_bin(number: float) -> None:
    bins = Bins([-3.5, 0.0, 1e-3, 40.0])
    assert bins.place(number) == bins.place(repr(number))
