"""How long something takes, in the unit in which a rule says it."""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import BadInput

LONGEST_DAYS = 3_660
"""Ten years: what is longer is a slip."""


def _check(amount: int, most: int) -> None:
    if not 0 <= amount <= most:
        raise BadInput(f"must be from 0 to {most}", path="span")


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes by the wall clock, nights and weekends included."""

    n: int

    def __post_init__(self) -> None:
        """Refuse what is negative or longer than ten years."""
        _check(self.n, LONGEST_DAYS * 24 * 60)


@dataclass(frozen=True, slots=True)
class WorkingMinutes:
    """Minutes of working time."""

    n: int

    def __post_init__(self) -> None:
        """Refuse what is negative or longer than ten years."""
        _check(self.n, LONGEST_DAYS * 24 * 60)


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Days at the same local time of day, weekends and holidays included."""

    n: int

    def __post_init__(self) -> None:
        """Refuse what is negative or longer than ten years."""
        _check(self.n, LONGEST_DAYS)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days at the same local time of day."""

    n: int

    def __post_init__(self) -> None:
        """Refuse what is negative or longer than ten years."""
        _check(self.n, LONGEST_DAYS)


Span = Minutes | WorkingMinutes | CalendarDays | WorkingDays
