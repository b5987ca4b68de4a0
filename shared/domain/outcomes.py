"""What became of a scored lead, and whether the scorecard may learn from it.

Won is 1. Lost is 0, and so is what a person marked as spam. An open lead says nothing yet; one that
has been open longer than the maturity window is taken for not bought, and counted apart, so that a
report can say so. "Not hot" and "hot" are opinions about an open lead and no outcome: what counts
is what it comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.ids import CrmLeadId, LeadKey
from shared.domain.opportunity import Outcome
from shared.domain.score import Correction, Features, Grade, Verdict
from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from shared.domain.opportunity import OpportunityState


class Fate(StrEnum):
    """What a scored lead came to."""

    WON = "won"
    LOST = "lost"
    SPAM = "spam"
    """A person said so."""
    OVERDUE = "overdue"
    """Open for longer than the maturity window: taken for not bought."""
    OPEN = "open"
    """Too young to say."""
    GONE = "gone"
    """Deleted in the CRM, or not seen there yet."""
    NO_VERDICT = "no_verdict"
    """Lost for a reason that says nothing of the lead: a duplicate, a test."""
    TEST = "test"


TEACHES: dict[Fate, bool] = {
    Fate.WON: True,
    Fate.LOST: False,
    Fate.SPAM: False,
    Fate.OVERDUE: False,
}
"""Fates to learn from, with whether it was bought."""
NO_VERDICT_WORDS = ("duplicate", "test lead", "مكرر", "مكررة", "تجربة")
"""A lost reason that holds one of these is about our records, not about the lead."""


class ScoredLead(StoredValue):
    """Of a document of `scores`, what training reads."""

    key: LeadKey
    crm_lead_id: CrmLeadId
    is_test: bool = False
    arrived_at: Moment
    features: Features
    grade: Grade
    scorecard_grade: Grade | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A lead's fate, and since when it is known."""

    fate: Fate
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownOutcome:
    """One lead to learn from: what was known when it arrived, and what it came to."""

    lead: ScoredLead
    told: Told

    @property
    def is_won(self) -> bool:
        """Whether it was bought."""
        return TEACHES[self.told.fate]


def fate_of(
    lead: ScoredLead, state: OpportunityState | None, now: datetime, maturity: timedelta
) -> Told:
    """Say what a lead came to; `state` is that of the opportunity in which it stands, if known.

    A sale outweighs the word "spam"; the word outweighs everything else.
    """
    if lead.is_test:
        return Told(Fate.TEST, now)
    if state is not None and state.outcome is Outcome.WON:
        return Told(Fate.WON, _closed(lead, state, now))
    if lead.correction is not None and lead.correction.verdict is Verdict.SPAM:
        return Told(Fate.SPAM, lead.correction.at)
    if state is None:
        return Told(Fate.GONE, now)
    return _unsold(lead, state, now, maturity)


def _unsold(lead: ScoredLead, state: OpportunityState, now: datetime, maturity: timedelta) -> Told:
    if state.outcome is Outcome.LOST:
        fate = Fate.NO_VERDICT if _says_nothing(state.lost_reason) else Fate.LOST
        return Told(fate, _closed(lead, state, now))
    if now - lead.arrived_at > maturity:
        return Told(Fate.OVERDUE, lead.arrived_at + maturity)
    return Told(Fate.OPEN, now)


def _closed(lead: ScoredLead, state: OpportunityState, now: datetime) -> datetime:
    """Give when it was closed: within the lead's life, whatever the CRM's clock said."""
    return min(max(state.closed_at or now, lead.arrived_at), now)


def _says_nothing(reason: str | None) -> bool:
    text = (reason or "").casefold()
    return any(word in text for word in NO_VERDICT_WORDS)
