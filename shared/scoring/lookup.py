"""From a field's value to the place of its points: serving and training look up in the same way.

A place is an index into a table's points. The last place is always `missing`; in a category the
last but one is `other`, for levels that were not learnt.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FieldValue = str | float
"""A category or a number; None, an absent field, blank text, NaN and infinity are missing."""

MISSING = "missing"
OTHER = "other"
NUMBER_END = 1e300
"""From here on a number counts as infinite."""
_NUMBER_MAX_CHARS = 64


def number_of(value: object) -> float | None:
    """Read a number, also from text (`"12"`); None if it is none, not finite, or blank."""
    if isinstance(value, str):
        if len(value) > _NUMBER_MAX_CHARS:
            return None
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, int | float) and -NUMBER_END < value < NUMBER_END:
        return float(value)
    return None


def level_of(value: object) -> str | None:
    """Read a category's level: text without outer blanks; 3 and 3.0 are `"3"`; None if missing."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = number_of(value)
    if number is None:
        return None
    return f"{number:.12g}"


class Levels:
    """Places of a category: its levels in order, `other`, `missing`."""

    __slots__ = ("_index", "missing", "names", "other")

    def __init__(self, names: Sequence[str]) -> None:
        """`names`: distinct, as `level_of` writes them."""
        self.names = tuple(names)
        self.other = len(self.names)
        self.missing = self.other + 1
        self._index: dict[str | None, int] = {name: place for place, name in enumerate(self.names)}
        self._index[None] = self.missing

    def __len__(self) -> int:
        """How many places there are, `other` and `missing` included."""
        return self.missing + 1

    def place(self, value: object) -> int:
        """Give the place of a value."""
        if value is None or value.__class__ is str:
            found = self._index.get(value)
            if found is not None:
                return found
        return self._index.get(level_of(value), self.other)

    def level(self, place: int) -> str:
        """Name a place."""
        if place == self.missing:
            return MISSING
        return OTHER if place == self.other else self.names[place]


class Bins:
    """Places of a number: bin j holds edges[j-1] <= x < edges[j]; then `missing`."""

    __slots__ = ("edges", "missing")

    def __init__(self, edges: Sequence[float]) -> None:
        """`edges`: finite, strictly rising; none at all is one bin."""
        self.edges = tuple(edges)
        self.missing = len(self.edges) + 1

    def __len__(self) -> int:
        """How many places there are, `missing` included."""
        return self.missing + 1

    def place(self, value: object) -> int:
        """Give the place of a value."""
        if value is None:
            return self.missing
        if value.__class__ is float or value.__class__ is int:
            number = value if -NUMBER_END < value < NUMBER_END else None
        else:
            number = number_of(value)
        return self.missing if number is None else bisect_right(self.edges, number)

    def bounds(self, place: int) -> tuple[float | None, float | None] | None:
        """Give from (included) and to (excluded), None where open; None for `missing`."""
        if place == self.missing:
            return None
        low = self.edges[place - 1] if place else None
        return low, self.edges[place] if place < len(self.edges) else None

    def level(self, place: int) -> str:
        """Name a place: `below 5`, `5 to 8`, `8 or more`, `any number`, `missing`."""
        bounds = self.bounds(place)
        if bounds is None:
            return MISSING
        low, high = bounds
        if low is None:
            return "any number" if high is None else f"below {high:g}"
        return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


Places = Levels | Bins
