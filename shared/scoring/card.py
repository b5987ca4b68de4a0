"""An expert card: what people know of leads before any outcome is known, as log-odds."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, log
from typing import TYPE_CHECKING

from shared.scoring.errors import BadCard
from shared.scoring.scorecard import UNIT, Cap, Content, Scorecard, Table
from shared.scoring.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.scoring.lookup import Places

HOT_ABOVE_BASE = 1.0
WARM_ABOVE_BASE = 0.3


@dataclass(frozen=True, slots=True)
class ExpertField:
    """One field: points (log-odds) of its places, in `lookup`'s order; None where the card is silent.

    Only `other` and `missing` can be None: they count 0 in the card itself.
    """

    places: Places
    points: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Capped:
    """Fields that together add at most `at_most` log-odds; `said_*` means all that begin so."""

    name: str
    at_most: float
    fields: tuple[str, ...]

    def holds(self, field: str) -> bool:
        """Tell whether a field belongs here, by its name or by how it begins."""
        return field in self.fields or any(
            name.endswith("*") and field.startswith(name[:-1]) for name in self.fields
        )


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """Prior knowledge: a scorecard by itself, and the prior mean of a trained one."""

    base_rate: float
    """The chance of a lead of which nothing is known, above 0 and below 1."""
    fields: Mapping[str, ExpertField]
    capped: tuple[Capped, ...] = ()
    hot_above_base: float = HOT_ABOVE_BASE
    warm_above_base: float = WARM_ABOVE_BASE
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        """Raise BadCard where a figure is no finite number: whoever made the card."""
        if not 0 < self.base_rate < 1:
            raise BadCard("has to be above 0 and below 1", path="base_rate")
        for name, entry in self.fields.items():
            if not all(isfinite(points or 0.0) for points in entry.points):
                raise BadCard("holds points that are no finite number", path=f"fields.{name}")

    @property
    def base(self) -> float:
        """The base rate as log-odds."""
        return log(self.base_rate / (1 - self.base_rate))

    def scorecard(self, version: str) -> Scorecard:
        """Give the card as a scorecard that was trained on nothing."""
        tables = tuple(
            Table(name, entry.places, tuple(units(points or 0.0) for points in entry.points))
            for name, entry in self.fields.items()
        )
        content = Content(
            version=version,
            outcomes=0,
            base=units(self.base),
            hot=units(self.base + self.hot_above_base),
            warm=units(self.base + self.warm_above_base),
            tables=tables,
            caps=self.caps([table.field for table in tables]),
        )
        return Scorecard(content)

    def caps(self, fields: Sequence[str]) -> tuple[Cap, ...]:
        """Give the caps of a scorecard that has these fields in this order."""
        return tuple(
            Cap(
                capped.name,
                units(capped.at_most),
                tuple(at for at, name in enumerate(fields) if self.capped_by(name) is capped),
            )
            for capped in self.capped
        )

    def capped_by(self, field: str) -> Capped | None:
        """Give the cap that holds for a field; the first that names or begins it counts."""
        return next((capped for capped in self.capped if capped.holds(field)), None)


def units(log_odds: float) -> int:
    """Round log-odds to whole units."""
    return round(log_odds / UNIT)
