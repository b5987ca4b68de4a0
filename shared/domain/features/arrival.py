"""A lead at the moment when it was sent: all that its score may rest on, and nothing later.

There is no place here for a stage, an owner, a note or a result of the lead itself; of the
person's former leads only what had become of them by then is let in.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from shared.domain.clean_lead import CleanLead
from shared.domain.lead import LeadForm
from shared.domain.opportunity import Outcome
from shared.domain.values import Moment, Value

if TYPE_CHECKING:
    from datetime import datetime


class KnownAs(StrEnum):
    """As whom the CRM knew the person before this lead was written."""

    NOBODY = "new"
    CUSTOMER = "customer"
    """A contact without an open opportunity."""
    OPEN = "open opportunity"


class FormerLead(Value):
    """An earlier lead of the same person, as it stood when the new one was sent."""

    arrived_at: Moment
    same_form: bool = False
    outcome: Outcome = Outcome.OPEN
    closed_at: Moment | None = None
    """None while it was open."""

    @model_validator(mode="after")
    def _is_closed_by_a_moment(self) -> Self:
        if (self.outcome is Outcome.OPEN) != (self.closed_at is None):
            raise ValueError("what is won or lost is so since a moment")
        return self


class Arrival(Value):
    """What is known of a lead at its arrival."""

    lead: CleanLead
    form: LeadForm | None = None
    """The form as it was when the lead was read; None where that could not be had."""
    known_as: KnownAs | None = None
    past: tuple[FormerLead, ...] = ()
    said: dict[str, str] = Field(default_factory=dict)
    """What the typed answers say: level by thing asked (shared/domain/extraction.py)."""
    chosen: dict[str, str] = Field(default_factory=dict)
    """The same of answers picked from the form's own choices."""
    time_zone: str
    """The company's, by its IANA name."""
    home_country: str
    """The company's, ISO 3166 alpha-2."""

    @model_validator(mode="after")
    def _knows_nothing_later(self) -> Self:
        moments = [one.arrived_at for one in self.past]
        moments += [one.closed_at for one in self.past if one.closed_at]
        if any(moment > self.at for moment in moments):
            raise ValueError("of the past only what was so before the lead was sent")
        return self

    @property
    def at(self) -> datetime:
        """The moment of arrival: when the person sent the form."""
        return self.lead.created_at
