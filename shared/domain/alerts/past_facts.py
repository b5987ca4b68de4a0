"""The facts of a history in order, each with what it changes in the state of an opportunity."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.domain.alerts.history import HappenedKind, HistoryEvent
from shared.domain.opportunity import OpportunityState, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from shared.domain.alerts.history import OpportunityHistory

    Change = dict[str, Any]

_SAME_MOVE = timedelta(minutes=1)
"""The CRM notes a move twice, in the record and in its messages, not at the very same moment."""
_NAMED = {
    HappenedKind.STAGE: "stage",
    HappenedKind.OWNER: "owner",
    HappenedKind.TEAM: "team",
}
_ENDS = {HappenedKind.WON: Outcome.WON, HappenedKind.LOST: Outcome.LOST}


def begin_of(history: OpportunityHistory) -> datetime | None:
    """Give when it came in; None: nothing is known of that, nor anything that happened."""
    first = history.events[0].at if history.events else None
    return history.state.created_at or first


def facts_of(history: OpportunityHistory) -> tuple[HistoryEvent, ...]:
    """Give what happened, the earliest first; what came before its record counts as come with it."""
    begin = begin_of(history)
    if begin is None:
        return ()
    facts = (*history.events, *_untold_move(history, begin))
    clipped = [one if one.at >= begin else one.model_copy(update={"at": begin}) for one in facts]
    return tuple(sorted(clipped, key=lambda one: one.at))


def first_state(history: OpportunityHistory) -> OpportunityState:
    """Give the state as it came in: what changed later is taken back, the rest was always so."""
    begin = begin_of(history)
    nothing_yet = {
        "probability": None,
        "lost_reason": None,
        "closed_at": None,
        "last_contact_at": None,
        "last_customer_message_at": None,
        "next_activity": None,
        "alert_activities": (),
        "created_at": begin,
        "stage_since": begin,
    }
    return history.state.model_copy(update=nothing_yet | dict(_taken_back(history)))


def change_by(fact: HistoryEvent, state: OpportunityState) -> Change:
    """Give what a fact changes in the state before it; steps are not told here."""
    change = _CHANGES.get(fact.kind)
    return change(fact, state) if change else {}


def _taken_back(history: OpportunityHistory) -> Iterator[tuple[str, Any]]:
    first: dict[HappenedKind, HistoryEvent] = {}
    for event in history.events:
        first.setdefault(event.kind, event)
    for kind, name in _NAMED.items():
        if kind in first:
            yield name, first[kind].before
    if HappenedKind.REVENUE in first:
        yield "expected_revenue", _amount(first[HappenedKind.REVENUE].value_before)
    if HappenedKind.CLOSE_DATE in first:
        yield "close_date", _day(first[HappenedKind.CLOSE_DATE].value_before)
    if _ENDS.keys() & first.keys():
        yield "outcome", Outcome.OPEN
    left = (HappenedKind.ARCHIVED, HappenedKind.RESTORED, HappenedKind.LOST)
    moves = [event.kind for event in history.events if event.kind in left]
    if moves:
        yield "is_active", moves[0] is not HappenedKind.RESTORED


def _untold_move(history: OpportunityHistory, begin: datetime) -> Iterator[HistoryEvent]:
    """Give the last move where the CRM says when it was and does not say from where."""
    moved_at = history.state.stage_since
    moves = (one.at for one in history.events if one.kind is HappenedKind.STAGE)
    if moved_at is not None and moved_at > max((begin, *moves)) + _SAME_MOVE:
        yield HistoryEvent(at=moved_at, kind=HappenedKind.STAGE, after=history.state.stage)


def _moved(fact: HistoryEvent, _: OpportunityState) -> Change:
    return {"stage": fact.after, "stage_since": fact.at}


def _contact(fact: HistoryEvent, _: OpportunityState) -> Change:
    return {"last_contact_at": fact.at}


def _from_customer(fact: HistoryEvent, _: OpportunityState) -> Change:
    return {"last_contact_at": fact.at, "last_customer_message_at": fact.at}


def _ended(fact: HistoryEvent, state: OpportunityState) -> Change:
    is_won = fact.kind is HappenedKind.WON
    end = {"outcome": _ENDS[fact.kind], "closed_at": fact.at}
    return {**end, "is_active": state.is_active and is_won}


def _restored(_: HistoryEvent, state: OpportunityState) -> Change:
    if state.outcome is Outcome.LOST:
        return {"is_active": True, "outcome": Outcome.OPEN, "closed_at": None}
    return {"is_active": True}


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_CHANGES: Mapping[HappenedKind, Callable[[HistoryEvent, OpportunityState], Change]] = {
    HappenedKind.STAGE: _moved,
    HappenedKind.OWNER: lambda fact, _: {"owner": fact.after},
    HappenedKind.TEAM: lambda fact, _: {"team": fact.after},
    HappenedKind.REVENUE: lambda fact, _: {"expected_revenue": _amount(fact.value_after)},
    HappenedKind.CLOSE_DATE: lambda fact, _: {"close_date": _day(fact.value_after)},
    HappenedKind.ARCHIVED: lambda *_: {"is_active": False},
    HappenedKind.RESTORED: _restored,
    HappenedKind.CUSTOMER_WROTE: _from_customer,
    HappenedKind.MESSAGE_SENT: _contact,
    HappenedKind.CONTACT_HELD: _contact,
    HappenedKind.WON: _ended,
    HappenedKind.LOST: _ended,
}
