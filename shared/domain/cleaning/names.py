"""People's names in any script: put together, taken apart where that is safe, and compared.

What people wrote is never re-cased, re-ordered or stripped of titles.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import NamedTuple

from shared.domain.cleaning.folding import fold
from shared.domain.cleaning.text import clean_line

NAME_MAX_CHARS = 200

_ARABIC_SHAPE = re.compile("[\ufe70-\ufefc]")
_FAMILY_FIRST = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U000323af]"
)
_SPLIT_SAFELY = re.compile(
    "[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0600-\u06ff\u0750-\u077f .'\u2019\u2010\u2011-]+"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HONORIFICS = _words(
    "mr mrs ms miss dr prof eng engr arch sir sheikh shaikh sheikha haji hajj sayed sayyid ustaz "
    "herr frau mme د م دكتور الدكتور دكتوره الدكتوره مهندس المهندس مهندسه المهندسه "
    "استاذ الاستاذ استاذه الاستاذه السيد السيده الشيخ الحاج الحاجه الامير الاميره"
)
_SERVANT = _words("عبد abd abdul abdel abdal abdu abdur abdus")
_ARTICLE = _words("al el ul ur us ar as ال")
_KUNYA = _words("ابو ابي ام abu abo umm um om")
_LINEAGE = _words("بن ابن بنت ال bin ibn ben bint bnt al el von van de der la da dos di du")
_SECOND_HALF = _words("الدين الله الاسلام الرحمن الحق الزمان uddin eldin aldin allah")
"""Of compound first names such as نور الدين and Saif Allah."""
_LIKENESS = 0.8
_LEAST_LETTERS_FOR_LIKENESS = 4
_FEMININE = _words("a ah e eh ا ه")  # noqa: RUF001 - the Arabic endings


class Name(NamedTuple):
    """A name as far as it is known."""

    full: str | None = None
    first: str | None = None
    last: str | None = None


def clean_name(text: str) -> str:
    """Give the name on one line; Arabic letter shapes copied from old files become letters."""
    shaped = clean_line(text, NAME_MAX_CHARS)
    plain = _ARABIC_SHAPE.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), shaped)
    return clean_line(plain, NAME_MAX_CHARS)


def complete_name(name: Name) -> Name:
    """Fill in what follows from the other parts: the full name from its parts, or the reverse."""
    if name.full is None:
        return name._replace(full=_joined(name.first, name.last))
    if name.first or name.last:
        return name
    parts = split_name(name.full)
    return Name(name.full, *parts) if parts else name


def split_name(full: str) -> tuple[str, str] | None:
    """Give first name and the rest, or None where the text does not say which is which.

    Compounds stay whole (عبد الله, نور الدين, أبو بكر), lineage goes with the rest (بن سلمان,
    Al Harbi), titles stay with the first name. Not split: single words, East Asian and Cyrillic
    names (family first, or not), initials, names that begin with a family particle, couples.
    """
    words = full.split()
    if len(words) < 2 or not _SPLIT_SAFELY.fullmatch(full):  # noqa: PLR2004 - a first and a last
        return None
    folded = [fold(word) for word in words]
    begin = _count_titles(folded)
    end = begin + _length_of_first(folded[begin:])
    if end <= begin or end >= len(words):
        return None
    return " ".join(words[:end]), " ".join(words[end:])


def same_person(one: str | None, other: str | None) -> bool | None:
    """Tell whether two names are one person's; None if that cannot be told.

    It cannot where one is missing, where the scripts differ, and where first names are spelt
    nearly alike (Mohamed, Mohammed). Sharing only the family name is not enough: families share
    phones; nor is a feminine ending a spelling (Karim, Karima).
    """
    left, right = _significant(one), _significant(other)
    if not left or not right or _is_arabic(left[0]) != _is_arabic(right[0]):
        return None
    if set(left) <= set(right) or set(right) <= set(left):
        return True
    return None if _are_alike(left[0], right[0]) else False


def _joined(first: str | None, last: str | None) -> str | None:
    if not first or not last:
        return first or last
    if _FAMILY_FIRST.search(first) and _FAMILY_FIRST.search(last):
        return clean_name(last + first)
    if f" {fold(first)}".endswith(f" {fold(last)}"):
        return first
    return clean_name(f"{first} {last}")


def _count_titles(folded: list[str]) -> int:
    count = 0
    while count < len(folded) and folded[count] in _HONORIFICS:
        count += 1
    return count


def _length_of_first(folded: list[str]) -> int:
    """Count the words that the first name takes; 0 when it cannot be told."""
    if not folded or len(folded[0]) < 2 or folded[0] in _LINEAGE:  # noqa: PLR2004 - an initial
        return 0
    if folded[0] in _SERVANT:
        return 3 if len(folded) > 1 and folded[1] in _ARTICLE else 2
    if folded[0] in _KUNYA:
        return 2
    if len(folded) > 2 and folded[1] in _ARTICLE and folded[2] in ("din", "deen"):  # noqa: PLR2004
        return 3
    return 2 if len(folded) > 1 and folded[1] in _SECOND_HALF else 1


def _significant(name: str | None) -> list[str]:
    words = fold(name or "").split()
    return [word for word in words if word not in _HONORIFICS and word not in _LINEAGE]


def _are_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST_LETTERS_FOR_LIKENESS or long.removeprefix(short) in _FEMININE:
        return one == other
    return SequenceMatcher(None, one, other).ratio() >= _LIKENESS


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"
