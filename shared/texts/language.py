"""The languages that everything for people has, and which way each runs."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages that every text has."""

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
