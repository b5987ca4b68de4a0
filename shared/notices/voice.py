"""How a notice speaks: sentences of the catalogue, and values as the reader writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.texts.formats import Formats
from shared.texts.isolation import isolated
from shared.texts.language import Language
from shared.texts.translations import translations

if TYPE_CHECKING:
    from datetime import datetime
    from gettext import NullTranslations


@dataclass(frozen=True)
class Voice:
    """One language in one time zone."""

    language: Language
    zone: str

    @cached_property
    def formats(self) -> Formats:
        """How values are written."""
        return Formats(self.language, self.zone)

    @cached_property
    def catalogue(self) -> NullTranslations:
        """The texts, for counting with `ngettext`."""
        return translations(self.language)

    def say(self, text: str, **values: str) -> str:
        """Give a text of the catalogue with its values."""
        return self.catalogue.gettext(text) % values

    def number(self, number: int) -> str:
        """Give a whole number."""
        return self.formats.number(number)

    def moment(self, moment: datetime, seen_from: datetime) -> str:
        """Give day and time, to the minute; the year only where it is another."""
        return isolated(f"{self.formats.near(moment, seen_from)} {self.formats.minute(moment)}")

    def day_of(self, moment: datetime, seen_from: datetime) -> str:
        """Give the reader's day of a moment; the year only where it is another."""
        return isolated(self.formats.near(moment, seen_from))
