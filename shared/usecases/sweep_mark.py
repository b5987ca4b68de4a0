"""Where the sweep stands: an id, how many rounds are done, and what it saw to be gone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

VERSION = 1
NOTED_AT_MOST = 500
"""So that the mark stays small; what is left out is noted in a later round."""


@dataclass(frozen=True, slots=True)
class SweepMark:
    """`after`: the highest id that this round has compared."""

    after: int = 0
    rounds: int = 0
    gone: Mapping[int, int] = field(default_factory=dict)
    """Ids that were gone, with the second (since 1970) when that was first seen."""

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read a mark; what is none begins anew: comparing twice does no harm."""
        try:
            version, after, rounds, gone = json.loads(text or "[]")
            noted = {int(one): int(seen) for one, seen in gone.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return cls()
        if version != VERSION or type(after) is not int or type(rounds) is not int:
            return cls()
        return cls(max(after, 0), max(rounds, 0), noted)

    def __str__(self) -> str:
        """Write it as text."""
        return json.dumps([VERSION, self.after, self.rounds, self.gone], separators=(",", ":"))

    def moved(self, up_to: int | None) -> SweepMark:
        """Give the mark behind a slice; None: behind the last one, so at the next round's start."""
        if up_to is None:
            return replace(self, after=0, rounds=self.rounds + 1)
        return replace(self, after=up_to)

    def is_noted(self, crm_lead_id: int, before: datetime) -> bool:
        """Tell whether it was seen to be gone before that moment."""
        return self.gone.get(crm_lead_id, before.timestamp() + 1) <= before.timestamp()

    def noting(self, ids: Iterable[int], now: datetime) -> SweepMark:
        """Note what is gone; once noted it keeps its time, and the oldest make room."""
        noted = {**self.gone, **{one: int(now.timestamp()) for one in ids if one not in self.gone}}
        newest = sorted(noted.items(), key=lambda one: one[1])[-NOTED_AT_MOST:]
        return replace(self, gone=dict(newest))
