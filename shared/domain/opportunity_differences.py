"""What must have happened between two readings of an opportunity.

Only what the states prove: who did it and what passed in between they do not tell, nor whether an
activity that is gone was done or cancelled, unless the customer was in touch meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.odoo_change import ChangeKind, FieldChange
from shared.domain.opportunity import Named, Outcome, PlannedActivity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.opportunity import OpportunityState

NEW_FOR = timedelta(days=1)
"""What is older when it is first seen was there before us: it is pictured in silence."""
_LATE_COMMIT = timedelta(minutes=10)
"""So long a transaction of the CRM may take from its own time until we can see it."""
_FATES = {
    Outcome.WON: ChangeKind.WON,
    Outcome.LOST: ChangeKind.LOST,
    Outcome.OPEN: ChangeKind.REOPENED,
}
_OTHERS = (
    *("type", "title", "team", "company_id", "partner_id", "priority", "expected_revenue"),
    *("currency", "close_date"),
)
"""Not the probability: Odoo computes it anew for all leads every night."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that happened; `at` None: some time before it was read."""

    kind: ChangeKind
    fields: tuple[FieldChange, ...] = ()
    activity: PlannedActivity | None = None
    at: datetime | None = None


def first_sight(state: OpportunityState | None, read_at: datetime) -> Iterator[Difference]:
    """Tell what a first reading shows: a new record, or nothing."""
    if state is None or state.created_at is None or state.created_at < read_at - NEW_FOR:
        return
    yield Difference(ChangeKind.CREATED, at=state.created_at)
    if state.outcome is not Outcome.OPEN:
        yield Difference(_FATES[state.outcome], at=state.closed_at)


def differences(
    before: OpportunityState | None, after: OpportunityState | None, since: datetime
) -> Iterator[Difference]:
    """Tell what happened from one state, of the moment `since`, to a later one.

    None: it is not in the CRM.
    """
    if before is None or after is None:
        if before is not after:
            yield Difference(ChangeKind.DELETED if after is None else ChangeKind.RESTORED)
        return
    yield from _moves(before, after)
    yield from _fate(before, after)
    updated = [_pair(name, before, after) for name in _updated(before, after)]
    if updated:
        yield Difference(ChangeKind.UPDATED, tuple(updated))
    yield from _contact(before, after, since)


def moment_of(revision: int) -> datetime:
    """Give the moment at which a revision was made, by the CRM's clock."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=revision)


def _moves(before: OpportunityState, after: OpportunityState) -> Iterator[Difference]:
    if _id(before.stage) != _id(after.stage):
        pair = _pair("stage", before, after)
        yield Difference(ChangeKind.STAGE_CHANGED, (pair,), at=after.stage_since)
    if _id(before.owner) != _id(after.owner):
        yield Difference(ChangeKind.ASSIGNED, (_pair("owner", before, after),))


def _fate(before: OpportunityState, after: OpportunityState) -> Iterator[Difference]:
    """Odoo archives what is lost: only without that it counts as put away or taken out."""
    if before.outcome is not after.outcome:
        pair = _pair("outcome", before, after)
        at = None if after.outcome is Outcome.OPEN else after.closed_at
        yield Difference(_FATES[after.outcome], (pair,), at=at)
    elif before.is_active is not after.is_active:
        kind = ChangeKind.RESTORED if after.is_active else ChangeKind.ARCHIVED
        yield Difference(kind, (_pair("is_active", before, after),))


def _updated(before: OpportunityState, after: OpportunityState) -> Iterator[str]:
    for name in _OTHERS:
        if _identity(getattr(before, name)) != _identity(getattr(after, name)):
            yield name
    if before.outcome is after.outcome and before.lost_reason != after.lost_reason:
        yield "lost_reason"


def _contact(
    before: OpportunityState, after: OpportunityState, since: datetime
) -> Iterator[Difference]:
    """Tell of messages and activities by their traces."""
    wrote_at, contact_at = after.last_customer_message_at, after.last_contact_at
    if _is_later(before.last_customer_message_at, wrote_at, since):
        yield Difference(ChangeKind.CUSTOMER_WROTE, at=wrote_at)
    was_in_touch = contact_at != wrote_at and _is_later(before.last_contact_at, contact_at, since)
    old, new = before.next_activity, after.next_activity
    is_same = _id(old) == _id(new)
    if was_in_touch and old is not None and not is_same:
        yield Difference(ChangeKind.ACTIVITY_DONE, activity=old)
    elif was_in_touch and not _has_lost_an_alert(before, after):
        yield Difference(ChangeKind.MESSAGE_SENT, at=contact_at)
    if new is not None and new != old:
        kind = ChangeKind.ACTIVITY_CHANGED if is_same else ChangeKind.ACTIVITY_PLANNED
        yield Difference(kind, activity=new)


def _has_lost_an_alert(before: OpportunityState, after: OpportunityState) -> bool:
    """Whether what showed an alert is gone: the contact may have been the call that it asked for."""
    return not set(before.alert_activities) <= set(after.alert_activities)


def _is_later(before: datetime | None, after: datetime | None, since: datetime) -> bool:
    """Where no time was known before, one from before the last reading is no news."""
    return after is not None and after > (before or since - _LATE_COMMIT)


def _id(value: object) -> int | None:
    return value.id if isinstance(value, Named | PlannedActivity) else None


def _identity(value: object) -> object:
    """A renamed team is the same team."""
    return value.id if isinstance(value, Named) else value


def _pair(name: str, before: OpportunityState, after: OpportunityState) -> FieldChange:
    old, new = _plain(getattr(before, name)), _plain(getattr(after, name))
    return FieldChange(field=name, before=old, after=new)


def _plain(value: object) -> Named | str | int | float | bool | None:
    if value is None or isinstance(value, Named | bool | int | float):
        return value
    return str(value)
