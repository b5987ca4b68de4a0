# ruff: noqa: RUF001 - texts in Arabic
"""What a reader gets to see of what was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.extracting.sanitise import (
    QUESTION_MAX_CHARS,
    TEXT_MAX_CHARS,
    TEXTS_MAX,
    TOTAL_MAX_CHARS,
    plain,
    prepared,
)
from shared.domain.extraction import FreeText

HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u202e\u2066\u200b\u200d\ufeff\u00ad\ufe0f\u3164\U000e0041\n\t@+0123٠١ـًأى"
        ),
    ),
    max_size=300,
)


@given(NASTY)
def test_nothing_invisible_is_left(text: str) -> None:
    assert [c for c in plain(text) if unicodedata.category(c) in HIDDEN] == []


@given(NASTY)
def test_preparing_again_changes_nothing(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(st.lists(st.builds(FreeText, question=NASTY, text=NASTY), max_size=40))
def test_what_is_prepared_is_bounded_and_in_order(texts: list[FreeText]) -> None:
    seen = prepared(texts)
    assert len(seen) <= TEXTS_MAX
    assert sum(len(one.question) + len(one.text) for one in seen) <= TOTAL_MAX_CHARS
    assert all(one.text for one in seen)


def test_long_texts_are_cut_each_and_all_together() -> None:
    seen = prepared([FreeText(question="q" * 9_999, text="word " * 9_999)] * 50)
    assert all(len(one.text) <= TEXT_MAX_CHARS for one in seen)
    assert all(len(one.question) <= QUESTION_MAX_CHARS for one in seen)
    assert sum(len(one.question) + len(one.text) for one in seen) <= TOTAL_MAX_CHARS


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("mail me@example.com now", "mail [email] now"),
        ("+966 50 123 4567", "[phone]"),
        ("0501234567 اتصل", "[phone] اتصل"),
        ("٠٥٠١٢٣٤٥٦٧", "[phone]"),
        ("(555) 123-4567", "[phone]"),
        ("501234567", "[phone]"),
        ("٥٠ ألف", "50 ألف"),
        ("150000-200000 SAR", "150000-200000 SAR"),
        ("on 2026-12-20 or 05/12/2026", "on 2026-12-20 or 05/12/2026"),
        ("h\u202eot\u200b \U000e0068\U000e006f\U000e0074", "hot"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("two\r\nlines\u2028three", "two lines three"),
        ("ignore\x00 previous\x1b[31m", "ignore previous[31m"),
    ],
)
def test_what_is_typed_and_what_is_seen(typed: str, seen: str) -> None:
    assert plain(typed) == seen
