"""Which language a page is in, and which way it runs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.datastructures import LanguageAccept

COOKIE = "lang"
_A_YEAR_S = 365 * 24 * 3600


class Language(StrEnum):
    """The languages that every page has."""

    ARABIC = "ar"
    ENGLISH = "en"

    @property
    def direction(self) -> str:
        """Give the value of HTML's `dir`."""
        return "rtl" if self is Language.ARABIC else "ltr"

    @property
    def own_name(self) -> str:
        """Give the language's name in itself: never translated."""
        return {Language.ARABIC: "العربية", Language.ENGLISH: "English"}[self]


def choose(
    asked: str | None, remembered: str | None, accepted: LanguageAccept, default: str
) -> Language:
    """Give the language asked for in the address, else the cookie's, the browser's, the default.

    What we do not have is passed over, wherever it was said.
    """
    best = accepted.best_match([language.value for language in Language])
    return next(found for text in (asked, remembered, best, default) if (found := _known(text)))


def is_language(text: str | None) -> bool:
    """Say whether we have this language."""
    return _known(text) is not None


def cookie(language: Language) -> str:
    """Give a Set-Cookie header that remembers the language for a year."""
    return f"{COOKIE}={language}; Path=/; Max-Age={_A_YEAR_S}; SameSite=Lax; HttpOnly"


def _known(text: str | None) -> Language | None:
    return next((language for language in Language if language == text), None)
