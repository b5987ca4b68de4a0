"""What an alert is about, as far as following it needs: a record of the CRM, or a salesperson."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.domain.alerts.alert import Acted, Traces
from shared.domain.alerts.judge import is_open
from shared.domain.alerts.ranking import worth_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.alerts.alert import AlertId
    from shared.domain.alerts.trigger import Known
    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import Opportunity, OpportunityKey

_EVER = datetime(1, 1, 1, tzinfo=UTC)
SAME_MOMENT_MS = 1000
"""So much later than the making of our activity a state must be that does not list it."""


@dataclass(frozen=True, slots=True)
class ShownActivity:
    """The CRM's activity that shows an alert; `made_at` is by the clock of which revisions are made."""

    id: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What the caller knows beside the record itself."""

    activities: Mapping[AlertId, ShownActivity] = field(default_factory=dict)
    """Those of the record's alerts that have one."""
    reassign_to: int | None = None
    """The least busy of its team, but its owner."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record (or a salesperson: then `crm_lead_id` is 0), as it stands."""

    tenant: str
    opportunity: OpportunityKey
    crm_lead_id: CrmLeadId
    is_open: bool
    owner_id: int | None = None
    team_id: int | None = None
    worth: float = 1.0
    """Value x chance."""
    traces: Traces = field(default_factory=Traces)
    seen_at: datetime | None = None
    undone: Mapping[AlertId, ShownActivity] = field(default_factory=dict)
    """Activities that showed an alert and are not open any more: a person did them."""
    reassign_to: int | None = None


def subject_of(known: Known, around: Around) -> Subject:
    """Give the subject that a record is."""
    opportunity, state = known.opportunity, known.opportunity.state
    return Subject(
        tenant=opportunity.tenant,
        opportunity=opportunity.key,
        crm_lead_id=opportunity.crm_lead_id,
        is_open=is_open(opportunity),
        owner_id=state.owner.id if state and state.owner else None,
        team_id=state.team.id if state and state.team else None,
        worth=worth_of(known),
        traces=_traces(known),
        seen_at=opportunity.seen_at,
        reassign_to=around.reassign_to,
        undone={key: one for key, one in around.activities.items() if is_done(opportunity, one)},
    )


def is_done(opportunity: Opportunity, activity: ShownActivity) -> bool:
    """Tell whether a person has done or removed an activity of ours: a later state lacks it."""
    state = opportunity.state
    made_ms = int(activity.made_at.timestamp() * 1000)
    is_later = opportunity.revision > made_ms + SAME_MOMENT_MS
    return state is not None and is_later and activity.id not in state.alert_activities


def _traces(known: Known) -> Traces:
    state = known.opportunity.state
    if state is None:
        return Traces()
    step = state.next_activity
    is_customers = state.last_contact_at == state.last_customer_message_at
    return Traces(
        contact_at=None if is_customers else state.last_contact_at,
        stage_id=state.stage.id if state.stage else None,
        activity_id=step.id if step else None,
        activity_due_on=step.due_on if step else None,
        owner_id=state.owner.id if state.owner else None,
    )


def act_between(before: Traces, after: Traces, seen_at: datetime) -> Acted | None:
    """Give what a person has done between two sights of a record, the plainest first."""
    if after.contact_at is not None and after.contact_at > (before.contact_at or _EVER):
        is_step = before.activity_id is not None and after.activity_id != before.activity_id
        return Acted(at=min(after.contact_at, seen_at), how="step" if is_step else "contact")
    if after.stage_id != before.stage_id:
        return Acted(at=seen_at, how="stage")
    if after.owner_id not in {None, before.owner_id}:
        return Acted(at=seen_at, how="assigned")
    planned = (after.activity_id, after.activity_due_on)
    if after.activity_id is not None and planned != (before.activity_id, before.activity_due_on):
        return Acted(at=seen_at, how="planned")
    return None
