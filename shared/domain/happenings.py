"""From a change in the CRM to the event that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain import lead_changes as told
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.opportunity import Named

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.odoo_change import FieldChange

_EVENTS: dict[ChangeKind, type[told.CrmEvent]] = {
    ChangeKind.CREATED: told.LeadCreated,
    ChangeKind.STAGE_CHANGED: told.StageChanged,
    ChangeKind.WON: told.LeadWon,
    ChangeKind.LOST: told.LeadLost,
    ChangeKind.REOPENED: told.LeadReopened,
    ChangeKind.ASSIGNED: told.LeadAssigned,
    ChangeKind.MERGED: told.LeadMerged,
    ChangeKind.ARCHIVED: told.LeadArchived,
    ChangeKind.RESTORED: told.LeadRestored,
    ChangeKind.DELETED: told.LeadDeleted,
    ChangeKind.CONTACT_CHANGED: told.ContactChanged,
    ChangeKind.UPDATED: told.LeadUpdated,
    ChangeKind.CUSTOMER_WROTE: told.CustomerWrote,
    ChangeKind.MESSAGE_SENT: told.MessageSent,
    ChangeKind.ACTIVITY_PLANNED: told.ActivityPlanned,
    ChangeKind.ACTIVITY_CHANGED: told.ActivityChanged,
    ChangeKind.ACTIVITY_DONE: told.ActivityDone,
    ChangeKind.ACTIVITY_CANCELLED: told.ActivityCancelled,
    ChangeKind.ACTIVITY_OVERDUE: told.ActivityOverdue,
    ChangeKind.CORRECTED: told.LeadCorrected,
    ChangeKind.ALERT_SETTLED: told.AlertSettled,
}


def happening(change: OdooRecordChanged) -> told.CrmEvent:
    """Tell a change, which is no bare reading, as an event of the topic `lead-changes`."""
    event = _EVENTS[change.kind]
    values = {
        "tenant": change.tenant,
        "crm_lead_id": change.crm_lead_id,
        "happening_id": change.event_id,
        "revision": change.revision,
        "occurred_at": change.occurred_at,
        "by_user_id": change.by_user_id,
        "by_us": change.by_us,
        "state": change.state,
    }
    own = {name: _OWN[name](change) for name in event.model_fields if name in _OWN}
    return event.model_validate(values | own)


def _before(name: str) -> Callable[[OdooRecordChanged], object]:
    return lambda change: _named(_field(change, name), "before")


def _after(name: str) -> Callable[[OdooRecordChanged], object]:
    return lambda change: _named(_field(change, name), "after")


def _field(change: OdooRecordChanged, name: str) -> FieldChange | None:
    return next((one for one in change.fields if one.field == name), None)


def _named(found: FieldChange | None, side: str) -> Named | None:
    value = getattr(found, side, None)
    return value if isinstance(value, Named) else None


def _lost_reason(change: OdooRecordChanged) -> str | None:
    """Give the reason at the time, or the one that stands there now."""
    found = _field(change, "lost_reason")
    if found is not None:
        return str(found.after) if found.after is not None else None
    return change.state.lost_reason if change.state else None


_OWN: dict[str, Callable[[OdooRecordChanged], object]] = {
    "stage_before": _before("stage"),
    "stage_after": _after("stage"),
    "owner_before": _before("owner"),
    "owner_after": _after("owner"),
    "lost_reason": _lost_reason,
    "merged_into": lambda change: change.merged_into,
    "contact_fields": lambda change: change.contact_fields,
    "fields": lambda change: tuple(one.field for one in change.fields),
    "activity": lambda change: change.activity,
    "message": lambda change: change.message,
    "alert": lambda change: change.alert,
    "verdict": lambda change: change.said and change.said.verdict,
    "reason": lambda change: change.said.reason if change.said else "",
}
