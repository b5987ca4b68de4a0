# ruff: noqa: RUF001 - single Arabic letters are what this file is about
"""Loose spellings for comparing: what a person would call the same word becomes the same text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+", re.ASCII)
_ARABIC = str.maketrans(
    {
        "آ": "ا",
        "أ": "ا",
        "إ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
        "ؤ": "و",
        "ئ": "ي",
    }
)


def fold(text: str) -> str:
    """Fold case, accents, Arabic letter variants and punctuation; words end up one space apart.

    For comparing only, never for storing: `Company_Name` and `company name` fold to the same.
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKC", text).translate(_ARABIC)
    letters = unicodedata.normalize("NFKD", letters.casefold())
    kept = "".join(letter if _is_word(letter) else " " for letter in letters if _counts(letter))
    return unicodedata.normalize("NFC", " ".join(kept.split())).translate(_ARABIC)


@lru_cache(maxsize=8192)
def fold_wording(text: str) -> str:
    """Fold a form's key, wording or choice; remembered, so never for what a person typed."""
    return fold(text)


def _counts(letter: str) -> bool:
    """Accents and vowel signs written above and below do not; joiners do not either."""
    return not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"


def _is_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
