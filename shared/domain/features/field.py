"""How one feature is described."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a feature's values are."""

    CATEGORY = "category"
    """One of `values`, or a name that the company itself gave (a form, a choice)."""
    NUMBER = "number"


class Group(StrEnum):
    """What a feature is about: the sections of docs/scoring-features.md."""

    ORIGIN = "Where the lead comes from"
    MOMENT = "When it was sent"
    PLACE = "Language and country"
    CONTACT = "Phone and e-mail"
    NAME = "The name"
    ANSWERS = "How much was answered"
    CHOSEN = "What was chosen"
    SAID = "What was typed"
    RETURN = "Whether we know the person"


@dataclass(frozen=True, slots=True)
class FeatureField:
    """One entry of the catalogue. `name` ending in `*` stands for all names that begin so."""

    name: str
    kind: Kind
    group: Group
    meaning: str
    why: str
    values: tuple[str, ...] = ()
    """All categories there are; empty: words of the company, of Meta, or ISO codes."""

    def names(self, name: str) -> bool:
        """Tell whether this entry is about a feature of that name."""
        if self.name.endswith("*"):
            return name.startswith(self.name[:-1]) and len(name) >= len(self.name)
        return name == self.name


YES_NO = ("yes", "no")


def yes_no(*, is_so: bool) -> str:
    """Write a yes or no as a category."""
    return "yes" if is_so else "no"
