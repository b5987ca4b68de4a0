"""The one next step that is proposed with an alert."""

from __future__ import annotations

from shared.domain.alerts.alert import Alert, NextStep
from shared.domain.alerts.cause import Rung
from shared.domain.alerts.rules import Rule


def proposal(rule: Rule, reassign_to: int | None = None) -> NextStep:
    """Give the step that a rule wants; `reassign_to` is the least busy of the team."""
    if rule.next_step == "reassign":
        return NextStep(kind="reassign", user_id=reassign_to)
    if rule.next_step != "template":
        return NextStep(kind=rule.next_step)
    if not rule.template:
        return NextStep(kind="call")
    return NextStep(kind="template", template=rule.template)


def proposal_on(rung: Rung | None, alert: Alert, reassign_to: int | None = None) -> NextStep:
    """Give the step for a rung: on the last one another owner, nearer to hand than all else."""
    if rung is not Rung.REASSIGN:
        return alert.next_step
    user_id = alert.next_step.user_id if alert.next_step.kind == "reassign" else None
    return NextStep(kind="reassign", user_id=reassign_to if reassign_to is not None else user_id)
