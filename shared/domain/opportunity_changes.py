"""What a change means against our picture of an opportunity: the new picture, and what to tell.

The picture after a set of changes is the same in whatever order they come and however often: each
part of it is decided by revisions alone. What is told may be told twice, under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.happenings import happening
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.opportunity import (
    CloseDateSeen,
    Inferred,
    Named,
    Opportunity,
    Outcome,
    Report,
    Turn,
    opportunity_key,
)
from shared.domain.opportunity_differences import differences, first_sight, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.lead_changes import CrmEvent
    from shared.domain.opportunity_differences import Difference

MAX_RECENT = 20
MAX_INFERRED = 10
MAX_TURNS = 10
MAX_CLOSE_DATES = 10
_STANDING = frozenset(
    {
        *(ChangeKind.CREATED, ChangeKind.STAGE_CHANGED, ChangeKind.ASSIGNED),
        *(ChangeKind.WON, ChangeKind.LOST, ChangeKind.REOPENED),
        *(ChangeKind.ARCHIVED, ChangeKind.RESTORED, ChangeKind.DELETED),
    }
)
"""Kinds of which a reading and a report mean the same thing if they have the same result."""
_TURNS = {
    ChangeKind.WON: Outcome.WON,
    ChangeKind.LOST: Outcome.LOST,
    ChangeKind.REOPENED: Outcome.OPEN,
}
_RESULT = {ChangeKind.STAGE_CHANGED: "stage", ChangeKind.ASSIGNED: "owner"}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A change and the picture put together."""

    picture: Opportunity
    happenings: tuple[CrmEvent, ...]
    is_repeat: bool = False
    """This very report was taken in before."""


def take_in(before: Opportunity | None, change: OdooRecordChanged, now: datetime) -> TakenIn:
    """Put a change into the picture (None: there is none yet) and say what happened.

    A repeat changes and tells nothing. A report that is older than the picture is told all the
    same; an older reading is not: whatever it shows has been told.
    """
    if before is not None and _report(change) in before.recent:
        return TakenIn(before, (), is_repeat=True)
    if change.kind is not ChangeKind.OBSERVED:
        told = change.model_copy(update={"event_id": _id_of(before, change)})
        return TakenIn(_picture(before, change, now), (happening(told),))
    if before is not None and not _is_newer(change, before):
        return TakenIn(_with(before, _remembered(before, change)), ())
    shown = tuple(_shown(before, change))
    picture = _picture(before, change, now)
    inferred = (*(_inferred(one) for one in shown if one.kind in _STANDING), *picture.inferred)
    picture = picture.model_copy(update={"inferred": inferred[:MAX_INFERRED]})
    return TakenIn(picture, tuple(happening(one) for one in shown))


def _picture(before: Opportunity | None, change: OdooRecordChanged, now: datetime) -> Opportunity:
    picture = before or Opportunity(
        key=opportunity_key(change.tenant, change.crm_lead_id),
        tenant=change.tenant,
        crm_lead_id=change.crm_lead_id,
        revision=-1,
        seen_at=now,
    )
    update: dict[str, object] = {"seen_at": now, **_remembered(picture, change)}
    update |= _whatsapp(picture, change)
    if _is_newer(change, picture):
        update |= {"revision": change.revision, "revision_of": _rank(change), "state": change.state}
    if change.kind is not ChangeKind.OBSERVED:
        update["recent"] = _latest(*picture.recent, _report(change))
    return picture.model_copy(update=update)


def _with(picture: Opportunity, update: dict[str, object]) -> Opportunity:
    """Give the very same picture if nothing is changed by the update."""
    is_so = all(getattr(picture, name) == value for name, value in update.items())
    return picture if is_so else picture.model_copy(update=update)


def _is_newer(change: OdooRecordChanged, picture: Opportunity) -> bool:
    return (change.revision, _rank(change)) > (picture.revision, picture.revision_of)


def _rank(change: OdooRecordChanged) -> str:
    """Order changes of one revision: a reading's state is at least as new as a report's."""
    is_read = change.kind is ChangeKind.OBSERVED
    return f"{'read' if is_read else 'changed'} {change.event_id}"


def _remembered(picture: Opportunity, change: OdooRecordChanged) -> dict[str, object]:
    """Give what also an older change adds to."""
    return _presence(picture, change) | _turns(picture, change) | _close_dates(picture, change)


def _presence(picture: Opportunity, change: OdooRecordChanged) -> dict[str, object]:
    """Keep the last merge, unless the record was there again under a higher revision."""
    present = picture.present_revision
    if change.state is not None:
        present = max(present, change.revision)
    merges = [(picture.merged_revision, picture.merged_into)]
    if change.merged_into is not None:
        merges.append((change.revision, change.merged_into))
    revision, into = max(merges, key=lambda merge: (merge[0], merge[1] or 0))
    if revision <= present:
        revision, into = -1, None
    return {"present_revision": present, "merged_revision": revision, "merged_into": into}


def _turns(picture: Opportunity, change: OdooRecordChanged) -> dict[str, object]:
    """Add what a change shows or tells of its fate; the same turns are kept in whatever order."""
    turns, state = set(picture.turns), change.state
    if state is not None and state.outcome is not Outcome.OPEN and state.closed_at is not None:
        turns.add(Turn(at=state.closed_at, outcome=state.outcome))
    told = _TURNS.get(change.kind)
    if told is not None:
        turns.add(Turn(at=change.occurred_at, outcome=told))
    newest = sorted(turns, key=lambda turn: (turn.at, turn.outcome), reverse=True)
    return {"turns": tuple(newest[:MAX_TURNS])}


def _whatsapp(picture: Opportunity, change: OdooRecordChanged) -> dict[str, object]:
    """Note the customer's last message that came by WhatsApp."""
    channel = change.message.channel if change.message is not None else None
    if change.kind is not ChangeKind.CUSTOMER_WROTE or channel != "whatsapp":
        return {}
    before = picture.whatsapp_at
    return {"whatsapp_at": max(before or change.occurred_at, change.occurred_at)}


def _close_dates(picture: Opportunity, change: OdooRecordChanged) -> dict[str, object]:
    """Keep the latest dates, each with its highest revision: the same ones in whatever order."""
    latest = {one.day: one.revision for one in picture.close_dates}
    shown = change.state.close_date if change.state is not None else None
    if shown is not None:
        latest[shown] = max(change.revision, latest.get(shown, change.revision))
    seen = [CloseDateSeen(revision=revision, day=day) for day, revision in latest.items()]
    newest = sorted(seen, key=lambda one: (one.revision, one.day), reverse=True)
    return {"close_dates": tuple(newest[:MAX_CLOSE_DATES])}


def _report(change: OdooRecordChanged) -> Report:
    return Report(revision=change.revision, id=change.event_id)


def _latest(*reports: Report) -> tuple[Report, ...]:
    """Keep the same ones whatever order they came in."""
    newest = sorted(reports, key=lambda one: (one.revision, one.id), reverse=True)
    return tuple(newest[:MAX_RECENT])


def _shown(before: Opportunity | None, change: OdooRecordChanged) -> Iterator[OdooRecordChanged]:
    """Give what a reading shows to have happened, each as if it had been reported."""
    if before is None:
        found = first_sight(change.state, moment_of(change.revision))
    else:
        found = differences(before.state, change.state, moment_of(before.revision))
    for one in found:
        yield _as_report(change, one)


def _as_report(change: OdooRecordChanged, found: Difference) -> OdooRecordChanged:
    key = opportunity_key(change.tenant, change.crm_lead_id)
    update = {
        "event_id": f"{key}-{change.revision}-{found.kind}",
        "kind": found.kind,
        "fields": found.fields,
        "activity": found.activity,
        "occurred_at": found.at or change.occurred_at,
    }
    return change.model_copy(update=update)


def _inferred(shown: OdooRecordChanged) -> Inferred:
    return Inferred(
        kind=shown.kind,
        result=_result(shown),
        revision=shown.revision,
        happening_id=shown.event_id,
    )


def _id_of(before: Opportunity | None, change: OdooRecordChanged) -> str:
    """Give the id to tell a report under: that of the reading which showed the same before."""
    for known in reversed(before.inferred if before else ()):
        is_same = known.kind == change.kind and known.result == _result(change)
        if is_same and change.occurred_at <= moment_of(known.revision):
            return known.happening_id
    return change.event_id


def _result(change: OdooRecordChanged) -> int | None:
    """Give the id of the stage or owner that it came to."""
    after = (one.after for one in change.fields if one.field == _RESULT.get(change.kind))
    return next((one.id for one in after if isinstance(one, Named)), None)
