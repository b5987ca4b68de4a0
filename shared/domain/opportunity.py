"""Our picture of one opportunity (or lead) in the CRM: its state, kept by revision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import AfterValidator, Field, FiniteFloat

from shared.domain.ids import CrmLeadId, LeadgenId, PageId, hashed
from shared.domain.values import Moment, StoredValue

OpportunityKey = NewType("OpportunityKey", str)
"""Our id of an opportunity: 32 hex digits, evenly spread."""
LONGEST_TEXT = 300


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


RecordId = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""What every store and every JSON reader keeps exactly: larger is no record's number."""
ShortText = Annotated[str, AfterValidator(_clipped)]
"""A text of the CRM's, where it may be of any length, as long as a page can show it."""
LARGEST_AMOUNT = Decimal("1E+20")
"""What is larger is no amount: a key was held down. No float has its last digits, no page its room."""


def _if_plausible(amount: Decimal | None) -> Decimal | None:
    return amount if amount is None or abs(amount) < LARGEST_AMOUNT else None


Amount = Annotated[Decimal, Field(max_digits=350)]
"""Whatever Odoo can hold, a float of eight bytes; more is a forgery."""


def opportunity_key(tenant: str, crm_lead_id: CrmLeadId) -> OpportunityKey:
    """Give the key under which this opportunity is remembered."""
    return OpportunityKey(hashed(tenant, "opportunity", crm_lead_id))


class Outcome(StrEnum):
    """How an opportunity stands: Odoo's `won_status`."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Named(StoredValue):
    """A stage, a team or a salesperson, by the CRM's id."""

    id: RecordId
    name: ShortText


class PlannedActivity(StoredValue):
    """The next step that somebody planned."""

    id: RecordId
    type: ShortText | None = None
    due_on: date | None = None
    """In the responsible person's own calendar: a day, not a moment."""
    user_id: RecordId | None = None


class MetaOrigin(StoredValue):
    """The Meta lead from which it was made, where the CRM knows."""

    leadgen_id: LeadgenId
    page_id: PageId | None = None


class OpportunityState(StoredValue):
    """What the CRM says of an opportunity at one moment."""

    type: Literal["lead", "opportunity"] = "opportunity"
    title: ShortText = ""
    is_active: bool = True
    outcome: Outcome = Outcome.OPEN
    lost_reason: ShortText | None = None
    stage: Named | None = None
    team: Named | None = None
    owner: Named | None = None
    company_id: RecordId | None = None
    partner_id: RecordId | None = None
    priority: str | None = None
    probability: FiniteFloat | None = None
    """In per cent, 0 to 100."""
    expected_revenue: Annotated[Amount | None, AfterValidator(_if_plausible)] = None
    """None also for what is above `LARGEST_AMOUNT`: one such record must not stop the others."""
    currency: str | None = None
    close_date: date | None = None
    created_at: Moment | None = None
    stage_since: Moment | None = None
    closed_at: Moment | None = None
    last_contact_at: Moment | None = None
    """Last message that the customer can see, either way, or call or meeting held."""
    last_customer_message_at: Moment | None = None
    next_activity: PlannedActivity | None = None
    alert_activities: tuple[RecordId, ...] = ()
    """Open activities, by rising id, with which we only show an alert: none is a next step."""
    meta: MetaOrigin | None = None


class Report(StoredValue):
    """A reported change that was taken in."""

    revision: int
    id: str


class Inferred(StoredValue):
    """What two readings showed to have happened, and was told under an id of our own."""

    kind: str
    result: int | None = None
    """Id of the stage or owner that it came to."""
    revision: int
    """Of the later reading."""
    happening_id: str


class Turn(StoredValue):
    """When it was won, lost, or opened again."""

    at: Moment
    outcome: Outcome


class CloseDateSeen(StoredValue):
    """An expected closing date, and the highest revision under which it stood."""

    revision: int
    day: date


class Opportunity(StoredValue):
    """One document of the collection `opportunities`.

    `revision` only grows: a state is taken over only with a higher one, so that repeats and
    reorderings end in the same picture.
    """

    key: OpportunityKey
    tenant: str
    crm_lead_id: CrmLeadId
    revision: int
    revision_of: str = ""
    """Which change it was: decides between two of the same revision."""
    state: OpportunityState | None = None
    """None once it is gone from the CRM (deleted, or merged into `merged_into`)."""
    present_revision: int = -1
    """The highest under which it was still there."""
    merged_into: CrmLeadId | None = None
    """The one that took it in, unless it was there again after that."""
    merged_revision: int = -1
    recent: tuple[Report, ...] = ()
    """The last reports that were taken in, newest revision first: a repeat is known."""
    inferred: tuple[Inferred, ...] = ()
    """The last happenings that readings showed, newest first: a late report of the same is known."""
    turns: tuple[Turn, ...] = ()
    """When it was closed and opened again, as far as that was shown or reported, newest first.

    The state forgets it: what was lost and is won later shows only that.
    """
    whatsapp_at: Moment | None = None
    """When the customer's last WhatsApp message came, as far as it was reported."""
    close_dates: tuple[CloseDateSeen, ...] = ()
    """The last expected closing dates, each once, newest revision first: who pushes is seen."""
    seen_at: Moment
    """When we last learnt anything of it."""

    @property
    def is_gone(self) -> bool:
        """It is not in the CRM any more."""
        return self.state is None

    def turn_before(self, moment: datetime) -> Turn | None:
        """Give the last time that it was closed or opened again before a moment."""
        return next((turn for turn in self.turns if turn.at < moment), None)

    def was_merged_by(self, moment: datetime) -> bool:
        """Tell whether another one had taken it in by then; revisions are milliseconds."""
        merged_at = self.merged_revision if self.merged_into is not None else None
        return merged_at is not None and merged_at <= moment.timestamp() * 1000
