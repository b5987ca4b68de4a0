"""The words of fields and levels, in English and Arabic, as a card gives them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Phrase = tuple[str, str]
"""English and Arabic; an empty one is not given."""
NO_PHRASE: Phrase = ("", "")
_NO_LEVELS: Mapping[str, Phrase] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How a field is spoken of: `phrase` may hold `{level}`; levels have phrases of their own."""

    phrase: Phrase = NO_PHRASE
    levels: Mapping[str, Phrase] = field(default_factory=lambda: _NO_LEVELS)
    """Of a category's levels, `other` and `missing`."""
    ranges: tuple[tuple[float | None, Phrase], ...] = ()
    """Of a number: below what, in rising order; the last one is open (None)."""

    def about(self, name: str) -> FieldWords:
        """Give the words with `name` in the place of `{field}`."""
        levels = {level: _about(phrase, name) for level, phrase in self.levels.items()}
        return replace(self, phrase=_about(self.phrase, name), levels=levels)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a card, by field; a field that is not there is spoken of by its own name."""

    fields: Mapping[str, FieldWords] = field(default_factory=lambda: MappingProxyType({}))
    """A name that ends in `*` is for all fields that begin so and have no words of their own."""

    def of(self, name: str) -> FieldWords:
        """Give the words of a field; none of it is given for a field that no card speaks of."""
        own = self.fields.get(name)
        if own is not None:
            return own
        for stem, words in self.fields.items():
            if stem.endswith("*") and name.startswith(stem[:-1]):
                return words.about(name[len(stem) - 1 :])
        return _UNSPOKEN


_UNSPOKEN = FieldWords()


def _about(phrase: Phrase, name: str) -> Phrase:
    english, arabic = (text.replace("{field}", name) for text in phrase)
    return english, arabic
