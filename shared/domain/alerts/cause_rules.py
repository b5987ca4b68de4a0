"""What is set for a cause, and what holds where nothing is set."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.alerts.span_text import OFF, Delay, SpanText, nominal_minutes, read_span
from shared.domain.values import StoredValue

StepName = Literal[
    "call", "answer", "plan", "template", "move", "reassign", "review", "close_date"
]  # fmt: skip
"""Kinds of `NextStep`."""


class CauseRule(StoredValue):
    """One cause's rule; what is None is as in the next wider rule: stage, team, all, our own."""

    is_on: bool | None = None
    after: SpanText | None = None
    """How long it may last before an alert is raised: `5 working minutes`, `3 working days`."""
    then: Delay | None = None
    """How long until the second level; counted from the same moment, not shorter than `after`; `off`."""
    urgency: Urgency | None = None
    """Urgent ones are told at once, normal ones in the morning."""
    at_least: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Of close_date_pushed: how often; of score_fell: by how many percentage points."""
    cool_down: SpanText | None = None
    """So long after one has mended no other of the same cause is raised on the same record."""
    again_after: SpanText | None = None
    """So long after a person has said "done" it is raised again if the facts never changed."""
    next_step: StepName | None = None
    """What is proposed."""
    template: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,512}$")] | None = None
    """Of the next step `template`: the name of one that WhatsApp has approved; None: call instead."""

    def over(self, wider: CauseRule) -> CauseRule:
        """Give this rule with the wider one's word where it has none."""
        own = {name: value for name, value in self if value is not None}
        return wider.model_copy(update=own)

    @property
    def is_in_order(self) -> bool:
        """The second level does not come before the first."""
        if self.after is None or self.then in {None, OFF}:
            return True
        first, second = (nominal_minutes(read_span(str(one))) for one in (self.after, self.then))
        return first <= second


def _rule(
    after: str, urgency: Urgency, step: StepName, *, then: str = OFF, at_least: int = 1
) -> CauseRule:
    is_urgent = urgency is Urgency.URGENT
    return CauseRule(
        is_on=True,
        after=after,
        then=then,
        urgency=urgency,
        at_least=at_least,
        cool_down="0 minutes" if is_urgent else "1 working day",
        again_after="1 working day" if is_urgent else "5 working days",
        next_step=step,
    )


_AT_ONCE = "0 minutes"
_URGENT, _NORMAL = Urgency.URGENT, Urgency.NORMAL
DEFAULTS: dict[Cause, CauseRule] = {
    Cause.HOT_NOT_CONTACTED: _rule("5 working minutes", _URGENT, "call"),
    Cause.NEW_NOT_CONTACTED: _rule("4 working hours", _URGENT, "call"),
    Cause.CUSTOMER_WAITS: _rule("2 working hours", _URGENT, "answer"),
    Cause.NO_REPLY: _rule("5 working days", _NORMAL, "call"),
    Cause.NO_NEXT_STEP: _rule("2 working days", _NORMAL, "plan"),
    Cause.STEP_OVERDUE: _rule(_AT_ONCE, _NORMAL, "plan"),
    Cause.STAGE_OVERRUN: _rule("15 working days", _NORMAL, "move"),
    Cause.IDLE: _rule("7 working days", _NORMAL, "call", then="14 working days"),
    Cause.CLOSE_DATE_PASSED: _rule(_AT_ONCE, _NORMAL, "close_date"),
    Cause.CLOSE_DATE_PUSHED: _rule(_AT_ONCE, _NORMAL, "review", at_least=2),
    Cause.SCORE_FELL: _rule(_AT_ONCE, _NORMAL, "review", at_least=20),
    Cause.OWNER_ABSENT: _rule(_AT_ONCE, _URGENT, "reassign"),
    Cause.OWNER_OVERLOADED: _rule(_AT_ONCE, _NORMAL, "reassign"),
    Cause.UNASSIGNED: _rule("30 working minutes", _URGENT, "reassign"),
}
"""Our own rules: each has everything but a second level.

A new lead is urgent although it has hours: told next morning, it would have waited for a day, and
what a lead is worth falls within the first one. Cold leads are told in the morning all the same.
"""
