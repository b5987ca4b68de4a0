"""What happened to a lead in the CRM, in the past tense: the topic `lead-changes`.

Each may come more than once; `happening_id` is the same then.
"""

from __future__ import annotations

from shared.domain.happened import Event
from shared.domain.ids import CrmLeadId
from shared.domain.odoo_change import MessageRef, SaidOfAlert
from shared.domain.opportunity import Named, OpportunityState, PlannedActivity
from shared.domain.score import Verdict
from shared.domain.values import Moment


class CrmEvent(Event):
    """What all have in common."""

    tenant: str
    crm_lead_id: CrmLeadId
    happening_id: str
    """Natural key: the addon's event id, or one made of record, revision and kind."""
    revision: int
    occurred_at: Moment
    by_user_id: int | None = None
    by_us: bool = False
    state: OpportunityState | None = None
    """As it was at `revision` or since; None when the record is gone."""


class LeadCreated(CrmEvent):
    """A lead or opportunity was made in the CRM, by us or by a person."""


class StageChanged(CrmEvent):
    """It stands in another stage."""

    stage_before: Named | None = None
    stage_after: Named | None = None


class LeadWon(CrmEvent):
    """It was won."""


class LeadLost(CrmEvent):
    """It was lost."""

    lost_reason: str | None = None


class LeadReopened(CrmEvent):
    """It was won or lost and is open again."""


class LeadAssigned(CrmEvent):
    """It has another owner, or none."""

    owner_before: Named | None = None
    owner_after: Named | None = None


class LeadMerged(CrmEvent):
    """It went into another one and is gone."""

    merged_into: CrmLeadId


class LeadArchived(CrmEvent):
    """It was put away without being lost."""


class LeadRestored(CrmEvent):
    """It was taken out of the archive."""


class LeadDeleted(CrmEvent):
    """It is gone from the CRM."""


class ContactChanged(CrmEvent):
    """Contact details were changed; which ones, not what they are."""

    contact_fields: tuple[str, ...] = ()


class LeadUpdated(CrmEvent):
    """Something else of the picture changed: revenue, close date, team ..."""

    fields: tuple[str, ...] = ()


class CustomerWrote(CrmEvent):
    """A message of the customer came in."""

    message: MessageRef | None = None


class MessageSent(CrmEvent):
    """A message that the customer can see went out."""

    message: MessageRef | None = None


class ActivityPlanned(CrmEvent):
    """A next step was planned."""

    activity: PlannedActivity | None = None


class ActivityChanged(CrmEvent):
    """A planned step has another day, kind or person."""

    activity: PlannedActivity | None = None


class ActivityDone(CrmEvent):
    """A planned step was done."""

    activity: PlannedActivity | None = None


class ActivityCancelled(CrmEvent):
    """A planned step was taken away undone."""

    activity: PlannedActivity | None = None


class ActivityOverdue(CrmEvent):
    """A planned step's day has passed."""

    activity: PlannedActivity | None = None


class LeadCorrected(CrmEvent):
    """A person said what our grade should have been."""

    verdict: Verdict
    reason: str = ""


class AlertSettled(CrmEvent):
    """A person answered an alert in the CRM."""

    alert: SaidOfAlert


CRM_EVENTS: tuple[type[CrmEvent], ...] = (
    LeadCreated,
    StageChanged,
    LeadWon,
    LeadLost,
    LeadReopened,
    LeadAssigned,
    LeadMerged,
    LeadArchived,
    LeadRestored,
    LeadDeleted,
    ContactChanged,
    LeadUpdated,
    CustomerWrote,
    MessageSent,
    ActivityPlanned,
    ActivityChanged,
    ActivityDone,
    ActivityCancelled,
    ActivityOverdue,
    LeadCorrected,
    AlertSettled,
)
