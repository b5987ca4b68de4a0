"""A change in the CRM, as the addon reports it or as our own reading finds it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from shared.domain.happened import Event
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Named, OpportunityState, PlannedActivity, ShortText
from shared.domain.score import Verdict
from shared.domain.values import Moment, StoredValue


class ChangeKind(StrEnum):
    """What happened; `observed` says only that the state was read (poll or sweep)."""

    CREATED = "created"
    STAGE_CHANGED = "stage_changed"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    MERGED = "merged"
    ARCHIVED = "archived"
    RESTORED = "restored"
    DELETED = "deleted"
    CONTACT_CHANGED = "contact_changed"
    UPDATED = "updated"
    CUSTOMER_WROTE = "customer_wrote"
    MESSAGE_SENT = "message_sent"
    ACTIVITY_PLANNED = "activity_planned"
    ACTIVITY_CHANGED = "activity_changed"
    ACTIVITY_DONE = "activity_done"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ACTIVITY_OVERDUE = "activity_overdue"
    CORRECTED = "corrected"
    ALERT_SETTLED = "alert_settled"
    OBSERVED = "observed"


Plain = str | int | float | bool | None


class FieldChange(StoredValue):
    """A field's value before and after; `field` is a name of `OpportunityState`."""

    field: str
    before: Named | Plain = None
    after: Named | Plain = None


class MessageRef(StoredValue):
    """A message on the record, without its text."""

    id: int
    channel: str = "other"


class SaidOfGrade(StoredValue):
    """What a person said of our grade."""

    verdict: Verdict
    reason: ShortText = ""


class SaidOfAlert(StoredValue):
    """What a person answered to an alert in the CRM."""

    key: ShortText
    """The alert's id, as it was shown there."""
    what: Literal["done", "dismiss", "snooze", "reopen"]
    """`reopen`: what was put off counts from now on again."""
    reason: ShortText = ""
    until: Moment | None = None
    """Of `snooze`."""


class OdooRecordChanged(Event):
    """Something changed on a lead or opportunity in Odoo, or its state was read.

    `state` is at least as new as the revision (the addon reads it when it sends); None when the
    record is gone.
    """

    tenant: str
    event_id: str
    revision: int
    kind: ChangeKind
    crm_lead_id: CrmLeadId
    occurred_at: Moment
    by_user_id: int | None = None
    by_us: bool = False
    """The suite itself made the change."""
    fields: tuple[FieldChange, ...] = ()
    contact_fields: tuple[str, ...] = ()
    activity: PlannedActivity | None = None
    message: MessageRef | None = None
    said: SaidOfGrade | None = None
    alert: SaidOfAlert | None = None
    merged_into: CrmLeadId | None = None
    state: OpportunityState | None = None
    source: Literal["addon", "poll", "sweep"] = "addon"
