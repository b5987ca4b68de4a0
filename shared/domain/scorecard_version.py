"""Kept scorecards, and which of them scores: documents of `scorecards` and `scorecard_in_force`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field, FiniteFloat

from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime

EXPERT = ""
"""In the place of a version: the expert card that came with the software."""
LARGEST_ARTEFACT = 15_000
"""In bytes of UTF-8; what is larger is no scorecard of ours."""


class Origin(StrEnum):
    """How a version came to be."""

    TRAINED = "trained"
    REFRESHED = "refreshed"
    """An older one whose intercept was moved to the newest outcomes."""


class Measured(StoredValue):
    """How good probabilities were on leads that the model had not seen."""

    leads: int
    won: int
    log_loss: FiniteFloat
    """Mean, in nats: lower is better."""
    auc: FiniteFloat | None = None
    """Chance that a won lead got more than a lost one; None where all came to the same."""
    ece: FiniteFloat | None = None
    """Mean distance between what was said and what was, ten bins: 0 is perfect."""


class Share(StoredValue):
    """Of so many leads so many were won."""

    leads: int = 0
    won: int = 0

    @property
    def of_100(self) -> int | None:
        """How many of 100; None where there was none."""
        return round(100 * self.won / self.leads) if self.leads else None


class Judgement(StoredValue):
    """A candidate against the model in force and the expert card, on the same newer leads."""

    candidate: Measured
    in_force: Measured
    expert: Measured
    average: Measured | None = None
    """Of saying the older leads' share of won ones to every lead; None in documents of older code."""
    difference: FiniteFloat
    """Mean of the paired differences in log-loss, candidate less the one in force."""
    standard_error: FiniteFloat
    """Of that mean."""
    tolerance: FiniteFloat
    """The candidate takes over when `difference` is at most this."""
    grades: dict[str, Share] = Field(default_factory=dict)
    """What became of the leads that the candidate would have called hot, warm, cold."""


class ScorecardVersion(StoredValue):
    """One document of `scorecards`; it is never changed once it is there."""

    tenant: str
    version: str
    origin: Origin
    made_at: Moment
    made_by: str
    artefact: str
    outcomes: int
    won: int
    known_until: Moment
    """It has learnt from nothing that became known later."""
    passed: bool
    """It was found fit to take over (another run may still have been faster)."""
    why: str
    """Slug: see `shared/domain/training_run.py`."""
    judgement: Judgement | None = None


class InForce(StoredValue):
    """Which version scores, one document a tenant; moved on by compare-and-set."""

    tenant: str
    version: str
    """`EXPERT`, or the name of a kept one."""
    since: Moment
    by: str
    why: str
    held_since: Moment | None = None
    """A person chose it: only what became known after this moment can replace it."""


def version_name(at: datetime, origin: Origin) -> str:
    """Give a new version its name: when it was made, to the second, in UTC.

    The letter keeps logs from taking it for a phone number.
    """
    ending = "r" if origin is Origin.REFRESHED else ""
    return f"v{at:%Y%m%d-%H%M%S}{ending}"
