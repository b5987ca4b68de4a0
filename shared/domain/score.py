"""What a lead is worth: grade, chance, reasons; and what a person says against it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, FiniteFloat

from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
from shared.domain.opportunity import RecordId, ShortText
from shared.domain.values import Moment, StoredValue, Value

Feature = str | FiniteFloat
"""One value of a lead's field: a category or a number; what is not known is left out."""
Features = dict[str, Feature]
"""A lead as the scorecard sees it, by names of `shared/domain/features`; nothing personal in it."""


class Grade(StrEnum):
    """What a salesperson does with it: now, today, when there is time, not at all."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    SPAM = "spam"


class Verdict(StrEnum):
    """What a person says of our grade."""

    HOT = "hot"
    NOT_HOT = "not_hot"
    SPAM = "spam"
    NOT_SPAM = "not_spam"


class Correction(StoredValue):
    """A person's word against the grade; it holds from then on."""

    verdict: Verdict
    reason: ShortText = ""
    at: Moment
    by_user_id: RecordId | None = None
    """The CRM's user; None where the page does not know who it was."""

    def holds_before(self, other: Correction | None) -> bool:
        """It is the later word of the two, so it is the one that counts."""
        return other is None or (self.at, self.verdict) > (other.at, other.verdict)


class Reason(StoredValue):
    """One exact term of the score in words."""

    en: str
    ar: str
    points: FiniteFloat
    """Log-odds against the average lead; the terms and the base add up to the score."""


class LeadScore(StoredValue):
    """One lead's document in the collection `scores`: what was known at arrival and what it gave.

    Training reads `features` as they were then; nothing that came later can enter.
    """

    key: LeadKey
    tenant: str
    leadgen_id: LeadgenId
    crm_lead_id: CrmLeadId
    is_test: bool = False
    arrived_at: Moment
    features: Features
    extracted_by: str = ""
    """Who read the free text: `gemini-3-flash`, `dictionary`; empty: nobody yet."""
    grade: Grade
    """What counts: the scorecard's, unless it is junk or a person has spoken."""
    scorecard_grade: Grade | None = None
    """What the scorecard alone says; None in documents of older code."""
    junk: str = ""
    """Why it is junk, a name of `shared/domain/junk.py`; empty: it is not."""
    log_odds: FiniteFloat
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    """None as long as the model has seen too few outcomes to say more than a grade."""
    reasons: tuple[Reason, ...] = ()
    scored_by: str
    """Version of the scorecard."""
    scored_at: Moment
    correction: Correction | None = None
    is_text_unread: bool = False
    """Something was typed that only a dictionary has read so far."""
    news_id: str = ""
    """Under which `happening_id` the last change of it is told; the same however often it is."""
    grade_before: Grade | None = None
    """Before that change; None: it was the first."""
    probability_before: Annotated[float, Field(ge=0, le=1)] | None = None


class ScoreOrder(Value):
    """Write this score onto the CRM's lead."""

    key: LeadKey
    leadgen_id: LeadgenId
    crm_lead_id: CrmLeadId
    grade: Grade
    score: Annotated[int, Field(ge=1, le=99)] | None = None
    """The chance in per cent; None where only a grade can be given."""
    reasons: tuple[Reason, ...] = ()
    scored_by: str
    scored_at: Moment
    correction: Correction | None = None
    """A person's word, which the CRM may not have heard yet; the grade is as it says."""
