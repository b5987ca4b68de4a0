"""Orders that change something in the CRM; all of them may be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting import orders as of
from shared.domain.acting.action import Result
from shared.domain.acting.undoing import field_value
from shared.errors import BadInput

if TYPE_CHECKING:
    from shared.action_ports import Before, CrmActions
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers


@dataclass(frozen=True, slots=True)
class CrmCarriers:
    """A carrier for each order of this family."""

    crm: CrmActions

    @property
    def table(self) -> Carriers:
        """Give them by the type of order."""
        return {
            of.CreateActivity: self.create_activity,
            of.CancelActivity: self.cancel_activity,
            of.LogNote: self.log_note,
            of.Assign: self.assign,
            of.MoveStage: self.move_stage,
            of.AddTag: self.tag,
            of.RemoveTag: self.untag,
            of.SetField: self.set_field,
        }

    def create_activity(self, attempt: Attempt, order: of.CreateActivity) -> Result:
        """Plan a step under the action's key."""
        made = self.crm.create_activity(attempt.key, order)
        return Result(activity_id=made.id, activity_made_at=made.made_at)

    def cancel_activity(self, attempt: Attempt, order: of.CancelActivity) -> Result:
        """Take a planned step away."""
        was_there = self.crm.cancel_activity(order.crm_lead_id, order.activity_id)
        return Result(is_unchanged=not was_there)

    def log_note(self, attempt: Attempt, order: of.LogNote) -> Result:
        """Write a note under the action's key."""
        self.crm.log_note(attempt.key, order.crm_lead_id, order.text)
        return Result()

    def assign(self, attempt: Attempt, order: of.Assign) -> Result:
        """Set the owner."""
        return _changed(attempt, self.crm.assign(order.crm_lead_id, order.user_id))

    def move_stage(self, attempt: Attempt, order: of.MoveStage) -> Result:
        """Set the stage."""
        return _changed(attempt, self.crm.move_stage(order.crm_lead_id, order.stage_id))

    def tag(self, attempt: Attempt, order: of.AddTag) -> Result:
        """Put a tag on."""
        return _changed(attempt, self.crm.tag(order.crm_lead_id, order.name))

    def untag(self, attempt: Attempt, order: of.RemoveTag) -> Result:
        """Take a tag off."""
        self.crm.untag(order.crm_lead_id, order.name)
        return Result()

    def set_field(self, attempt: Attempt, order: of.SetField) -> Result:
        """Set a field; raises BadInput (`field_value`) for a value of another kind."""
        value = None
        if order.value is not None:
            try:
                value = field_value(order.field, str(order.value))
            except (ValueError, ArithmeticError):
                raise BadInput("not a value of this field", code="field_value") from None
        return _changed(attempt, self.crm.set_field(order.crm_lead_id, order.field, value))


def _changed(attempt: Attempt, before: Before) -> Result:
    """Keep what stood there; a repeat of our own that finds it done does not know that any more."""
    if not before.changed:
        return Result(is_unchanged=True)
    if isinstance(before.value, int):
        return Result(before_id=before.value, had_before=True)
    return Result(before_value=before.value, had_before=before.value is not None)
