# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Text stays what people wrote and loses what could harm."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.cleaning.text import ascii_digits, clean_line, clean_text, shorten
from tests.unit.domain.leads import NASTY

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "أريد فيلا في الرياض، ٣ غرف",
        "می‌خواهم",  # Persian, with a zero-width non-joiner
        "क्‍ष",  # Devanagari, with a zero-width joiner
        FAMILY,
        ENGLAND,
        "👍🏽 ok ❤️",
        "line one\nline two\n\n\tindented",
        "ﷺ ① ² ﬁ",  # compatibility characters are not rewritten
        "葛󠄀城",  # a Japanese name with a variation selector
        "a\u200fb\u200ec",
    ],
)
def test_what_people_write_is_kept_to_the_letter(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\x07\x1b[31mb\x7f\x9b", "a[31mb"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("abc\u202edcba", "abcdcba"),
        ("\u2067isolate\u2069 \u202aembed\u202c", "isolate embed"),
        ("pay\u200bpal\ufeff\u2060\u00ad", "paypal"),
        ("a\u200d\u200c\u200d\u200db", "a\u200db"),
        ("a\ufe0f\U000e0101\U000e0102b", "a\ufe0fb"),
        ("hi\U000e0068\U000e0069", "hi"),  # "ASCII smuggling": tags that spell hidden text
        ("\u200f\u200e \u00a0x\u3000\u061c", "x"),
        ("\u3164\u2800", ""),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ud83d\ude00", "😀"),
        ("x\ud83d", "x\ufffd"),
        ("a\uffffb\ufffe", "ab"),
        ("\u200d", ""),
    ],
)
def test_what_could_harm_is_taken_out(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert clean_line(" Sara\t\n\u00a0 Ali\u2003Hassan \r\n") == "Sara Ali Hassan"


def test_an_answer_of_ten_thousand_characters_is_kept_whole() -> None:
    text = "نص طويل جدا " * 900
    assert clean_text(text) == text.strip()


def test_a_longer_answer_is_cut_with_an_ellipsis() -> None:
    assert clean_text("x" * 25_000) == "x" * 19_999 + "…"


@pytest.mark.parametrize(
    ("text", "max_chars", "cut"),
    [
        ("a" + FAMILY, 5, "a…"),
        ("abe\u0331\u0332\u0333", 4, "ab…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("abc   defg", 6, "abc…"),
        ("abc", 3, "abc"),
    ],
)
def test_a_cut_never_splits_what_belongs_together(text: str, max_chars: int, cut: str) -> None:
    assert shorten(text, max_chars) == cut


def test_towers_of_combining_marks_are_cut_to_what_real_text_has() -> None:
    tower = "a" + "\u0345\u0327" * 20_000
    assert len(clean_text(tower)) <= 31


def test_digits_of_any_script_become_ascii() -> None:
    assert ascii_digits("٠١٢ ۳۴۵ ６７ ८९ x²") == "012 345 67 89 x²"


@given(NASTY, st.integers(min_value=1, max_value=70))
@example("\ud83d\ude00", 1)
def test_cleaning_clean_text_changes_nothing(text: str, max_chars: int) -> None:
    for clean in (clean_text, clean_line):
        once = clean(text, max_chars)
        assert clean(once, max_chars) == once
        assert len(once) <= max_chars
        assert unicodedata.is_normalized("NFC", once)


@given(NASTY)
def test_clean_text_can_be_stored_and_cannot_reorder_what_follows(text: str) -> None:
    clean = clean_text(text)
    assert clean.encode().decode() == clean
    assert not set(clean) & set("\x00\r\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufffe\uffff")
