"""How an opportunity went, as far as the CRM remembers: for replaying it through the judge."""

from __future__ import annotations

from enum import StrEnum

from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Named, OpportunityState, PlannedActivity
from shared.domain.score import LeadScore
from shared.domain.values import Moment, StoredValue


class HappenedKind(StrEnum):
    """What happened at one moment of a history."""

    STAGE = "stage"
    OWNER = "owner"
    TEAM = "team"
    REVENUE = "revenue"
    CLOSE_DATE = "close_date"
    ARCHIVED = "archived"
    RESTORED = "restored"
    CUSTOMER_WROTE = "customer_wrote"
    MESSAGE_SENT = "message_sent"
    CONTACT_HELD = "contact_held"
    """A call or meeting was marked as done."""
    PLANNED = "planned"
    STEP_DONE = "step_done"
    WON = "won"
    LOST = "lost"


class HistoryEvent(StoredValue):
    """One thing that happened."""

    at: Moment
    kind: HappenedKind
    before: Named | None = None
    """Of stage, owner and team; None: there was none."""
    after: Named | None = None
    value_before: str | None = None
    """Of revenue and close date."""
    value_after: str | None = None
    activity: PlannedActivity | None = None
    """Of planned and done: with the day that it has by now, as earlier ones are not kept."""


class OpportunityHistory(StoredValue):
    """One opportunity: as it stands, and what happened to it, the earliest first.

    What leaves no trace in the CRM is not in it: activities that were taken away, days that were
    moved, close dates where the CRM does not track them (Odoo as it ships).
    """

    crm_lead_id: CrmLeadId
    state: OpportunityState
    events: tuple[HistoryEvent, ...] = ()
    score: LeadScore | None = None
    """The score that its record shows, by our own memory: the CRM gives none."""
    is_whole: bool = True
    """False: our user may not read what changed in fields; stage, owner and such are missing."""
