"""Take back what an action did, if it still stands; and let a person ask for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionKey, ActionState
from shared.domain.acting.orders import CancelActivity, Undo
from shared.domain.acting.undoing import still_stands, undo_of
from shared.errors import CrmLeadGone, PermanentError

if TYPE_CHECKING:
    from shared.domain.acting.action import Action, Result
    from shared.domain.acting.orders import Order
    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import OpportunityState
    from shared.ports import Pipeline
    from shared.usecases.acting.action_log import StoredAction
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers


def undo_key(key: ActionKey) -> str:
    """Give the natural key of the one undoing of an action."""
    return f"undo:{key}"


@dataclass(frozen=True, slots=True)
class UndoCarrier:
    """The carrier of this order."""

    pipeline: Pipeline
    carriers: Carriers
    """Of the orders that change something in the CRM."""

    @property
    def table(self) -> Carriers:
        """Give it by the type of order."""
        return {Undo: self}

    def __call__(self, attempt: Attempt, order: Undo) -> Result:
        """Take it back, and mark it as undone.

        Raises PermanentError: `undo_unknown`, `undo_impossible`, `undo_overtaken` where somebody
        has changed it since.
        """
        stored = self._found(attempt, order)
        if stored.action.state is ActionState.UNDONE:
            return attempt.result
        back = undo_of(stored.action)
        if back is None:
            raise PermanentError("nothing takes this back", code="undo_impossible")
        self._check(stored.action, back)
        result: Result = self.carriers[type(back)](attempt, back)
        is_repeat = attempt.action.attempts > 1
        if isinstance(back, CancelActivity) and result.is_unchanged and not is_repeat:
            raise PermanentError("the step was done or is gone", code="undo_overtaken")
        self._mark(attempt, stored)
        return result

    def _found(self, attempt: Attempt, order: Undo) -> StoredAction:
        stored = attempt.log.find(ActionKey(order.action_key))
        if stored is None or stored.action.tenant != attempt.action.tenant:
            raise PermanentError("there is no such action", code="undo_unknown")
        return stored

    def _check(self, action: Action, back: Order) -> None:
        """What we set stands, or what was before is there already: an attempt of ours, cut off."""
        lead: CrmLeadId = action.order.crm_lead_id  # type: ignore[union-attr]  # what has an undo is of a lead
        state = self._state(lead)
        if not (still_stands(action.order, state) or still_stands(back, state)):
            raise PermanentError("somebody has changed it since", code="undo_overtaken")

    def _state(self, crm_lead_id: CrmLeadId) -> OpportunityState:
        readings = self.pipeline.read([crm_lead_id])
        state = readings[0].state if readings else None
        if state is None:
            raise CrmLeadGone("the lead is gone, or hidden from us")
        return state

    def _mark(self, attempt: Attempt, stored: StoredAction) -> None:
        now, who = attempt.now(), attempt.action.asked_by.id
        attempt.log.advance(
            stored,
            lambda one: one.state is not ActionState.DONE,
            lambda one: one.undone(now, who),
            now,
        )
