"""What takes an action back, and whether what it set still stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.domain.acting import orders as of
from shared.domain.acting.action import ActionState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.acting.action import Action
    from shared.domain.acting.orders import Order
    from shared.domain.opportunity import OpportunityState


def undo_of(action: Action) -> Order | None:
    """Give the order that takes an action back; None where there is none, or nothing to take back.

    What was told to somebody cannot be untold, and a note stays in the record's history.
    """
    if action.state is not ActionState.DONE or action.result.is_unchanged:
        return None
    make = _UNDO.get(type(action.order))
    return make(action.order, action) if make else None


def still_stands(order: Order, state: OpportunityState) -> bool:
    """Tell whether a record is still as an order left it; what only the CRM can tell counts as so."""
    look = _STANDS.get(type(order))
    return look is None or look(order, state)


def _cancel(order: of.CreateActivity, action: Action) -> Order | None:
    made = action.result.activity_id
    if made is None:
        return None
    return of.CancelActivity(crm_lead_id=order.crm_lead_id, activity_id=made)


def _assign_back(order: of.Assign, action: Action) -> Order:
    return of.Assign(crm_lead_id=order.crm_lead_id, user_id=action.result.before_id)


def _move_back(order: of.MoveStage, action: Action) -> Order | None:
    before = action.result.before_id
    return of.MoveStage(crm_lead_id=order.crm_lead_id, stage_id=before) if before else None


def _untag(order: of.AddTag, action: Action) -> Order:
    return of.RemoveTag(crm_lead_id=order.crm_lead_id, name=order.name)


def _tag(order: of.RemoveTag, action: Action) -> Order:
    return of.AddTag(crm_lead_id=order.crm_lead_id, name=order.name)


def _set_back(order: of.SetField, action: Action) -> Order:
    before = action.result.before_value
    value = None if before is None else field_value(order.field, before)
    return of.SetField.model_validate(
        {"crm_lead_id": order.crm_lead_id, "field": order.field, "value": value}
    )


def field_value(field: str, text: str) -> Decimal | date | str:
    """Read a field's value from its text; raises ValueError or ArithmeticError for none of it."""
    if field == "expected_revenue":
        return Decimal(text)
    return date.fromisoformat(text) if field == "close_date" else text


def _owner_stands(order: of.Assign, state: OpportunityState) -> bool:
    return (state.owner.id if state.owner else None) == order.user_id


def _stage_stands(order: of.MoveStage, state: OpportunityState) -> bool:
    return state.stage is not None and state.stage.id == order.stage_id


def _field_stands(order: of.SetField, state: OpportunityState) -> bool:
    there = getattr(state, order.field)
    if order.value is None or there is None:
        return not there and not order.value
    return bool(field_value(order.field, str(there)) == field_value(order.field, str(order.value)))


_UNDO: Mapping[type, Callable[..., Order | None]] = {
    of.CreateActivity: _cancel,
    of.Assign: _assign_back,
    of.MoveStage: _move_back,
    of.AddTag: _untag,
    of.RemoveTag: _tag,
    of.SetField: _set_back,
}
_STANDS: Mapping[type, Callable[..., bool]] = {
    of.Assign: _owner_stands,
    of.MoveStage: _stage_stands,
    of.SetField: _field_stands,
}
