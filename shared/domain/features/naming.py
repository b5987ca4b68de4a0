"""What a name looks like, never what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.cleaning.folding import fold
from shared.domain.features.field import FeatureField, Group, Kind

if TYPE_CHECKING:
    from shared.domain.features.arrival import Arrival
    from shared.domain.score import Features


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RUNS = ("qwert", "asdf", "zxcv", "ضصثق", "شسيب", "abcd", "ابتث")
_NO_NAMES = _words(
    "test testing tester asd abc none null user admin name fake hello lead customer "
    "تجربه تجريبي تست اختبار مجهول اسم الاسم عميل"
)
_REPEATED = re.compile(r"(\w)\1{3,}")
_NOT_IN_NAMES = re.compile(r"[@<>{}\[\]=|\\]|https?:|www\.|\d{5,}")
"""A slash is: `م/ أحمد` is how engineers write themselves."""
_LONG_LATIN = re.compile(r"[a-z]{6,}")
"""Shorter ones without a vowel are names as they are typed in chats: Mhmmd, Khld."""
_WRITTEN_TOGETHER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
"""Family and given name, as in Chinese, Japanese and Korean."""
_VOWEL = re.compile("[aeiouy]")

FIELDS = (
    FeatureField(
        "name_kind",
        Kind.CATEGORY,
        Group.NAME,
        "`full` has two words or more, `one word`, `none`; `no name` is typed to get past the field "
        "(asdf, test, repeated letters, digits, links)",
        "who gives the whole name wants to be called back",
        ("full", "one word", "no name", "none"),
    ),
)


def naming(arrival: Arrival) -> Features:
    """Give the feature of this group. Scripts and lengths of names tell origins: they are left out."""
    name = arrival.lead.person.full_name
    return {"name_kind": _kind(name) if name else "none"}


def _kind(name: str) -> str:
    if is_no_name(name):
        return "no name"
    is_full = len(fold(name).split()) > 1 or _WRITTEN_TOGETHER.search(name)
    return "full" if is_full else "one word"


def is_no_name(name: str) -> bool:
    """Tell what somebody typed to get past the field; a rare name is not taken for that."""
    folded = fold(name)
    words = folded.split()
    if _NOT_IN_NAMES.search(name) or not any(letter.isalpha() for letter in folded):
        return True
    if all(word in _NO_NAMES or len(set(word)) == 1 for word in words):
        return True
    joined = "".join(words)
    is_run = _REPEATED.search(joined) or any(run in joined for run in _RUNS)
    return bool(is_run) or any(not _VOWEL.search(long) for long in _LONG_LATIN.findall(folded))
