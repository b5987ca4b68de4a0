# ruff: noqa: RUF001 - texts in Arabic
"""A level is believed with words that were really typed, and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.extracting.proof import comparable, proved
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN, Extraction, Finding, FreeText

BUDGET = tuple(one for one in BUILT_IN if one.name == "budget")


def believed(quote: str, *texts: str, level: str = "ready", question: str = "") -> bool:
    claim = Extraction(
        findings=(Finding(name="budget", level=level, quote=quote),), extracted_by="model"
    )
    read = proved(claim, BUDGET, [FreeText(question=question, text=text) for text in texts])
    assert read.findings[0].quote == ""
    return read.levels["budget"] == level


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("the budget is ready", "Well, the budget is ready."),
        ("THE  BUDGET, is ready!", "the budget is ready"),
        ("الميزانية جاهزة", "الميزانيـــة جاهزه اليوم"),
        ("الميزانية جاهزة", "الْمِيزَانِيَّة جَاهِزَة"),
        ("إلى أحمد", "الي احمد"),
        ("50 الف", "عندي ٥٠ ألف ريال"),
        ("نعم", "نعم"),
        ("ok", "OK"),
        ("ready", "the budget is reády"),
    ],
)
def test_a_quote_counts_however_it_is_spelt(quote: str, text: str) -> None:
    assert believed(quote, "something else", text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("", "the budget is ready"),
        ("   ", "the budget is ready"),
        ("!!!", "the budget is ready !!!"),
        ("is", "the budget is ready"),
        ("read", "the budget is ready"),
        ("budget ready", "the budget is ready"),
        ("the budget is ready", ""),
        ("I decide", "the budget is ready"),
    ],
)
def test_what_was_not_typed_proves_nothing(quote: str, text: str) -> None:
    assert not believed(quote, text)


def test_a_question_of_the_form_proves_nothing() -> None:
    assert not believed("your budget is ready", "yes", question="Say that your budget is ready")


def test_a_quote_does_not_reach_over_two_texts() -> None:
    assert not believed("budget ready", "the budget", "ready now")


@pytest.mark.parametrize("level", ["hot", "", "AMOUNT", "unknown", "amount\n"])
def test_a_level_that_is_not_of_the_schema_is_unknown(level: str) -> None:
    claim = Extraction(
        findings=(Finding(name="budget", level=level, quote="ready"),), extracted_by="m"
    )
    read = proved(claim, BUDGET, [FreeText(question="", text="ready")])
    assert read.levels == {"budget": UNKNOWN}


def test_two_claims_that_differ_prove_nothing() -> None:
    claims = tuple(
        Finding(name="budget", level=level, quote="ready") for level in ("ready", "none", "none")
    )
    read = proved(
        Extraction(findings=claims, extracted_by="m"), BUDGET, [FreeText(question="", text="ready")]
    )
    assert read.levels == {"budget": UNKNOWN}


def test_what_was_not_asked_is_left_out_and_what_was_asked_is_all_there() -> None:
    claim = Extraction(
        findings=(Finding(name="grade", level="hot", quote="hot"),), extracted_by="m"
    )
    read = proved(claim, BUILT_IN, [FreeText(question="", text="hot")])
    assert list(read.levels) == [one.name for one in BUILT_IN]
    assert set(read.levels.values()) == {UNKNOWN}


@given(st.text(max_size=200))
def test_comparing_is_idempotent(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@given(
    st.lists(
        st.builds(Finding, name=st.text(max_size=9), level=st.text(max_size=9), quote=st.text()),
        max_size=8,
    ),
    st.lists(st.text(max_size=50), max_size=4),
)
def test_whatever_is_claimed_only_levels_of_the_schema_come_out(
    findings: list[Finding], texts: list[str]
) -> None:
    claim = Extraction(findings=tuple(findings), extracted_by="m")
    read = proved(claim, BUILT_IN, [FreeText(question="", text=text) for text in texts])
    for one in BUILT_IN:
        assert read.levels[one.name] in {*one.levels, UNKNOWN}
