"""Days from one date to another."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from shared.domain.values import StoredValue

LONGEST_DAYS = 366
_WRITTEN = {"from": "first", "to": "last"}


class DateSpan(StoredValue):
    """The days from `first` to `last`, both included, at most a year, and what people call them.

    People write `from` and `to`.
    """

    first: date
    last: date
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

    @model_validator(mode="before")
    @classmethod
    def _as_people_write(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {_WRITTEN.get(name, name): said for name, said in value.items()}

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise ValueError("must last from one day to a year")
        return self

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies within."""
        return self.first <= day <= self.last
