"""From the step that an alert proposes to the order that carries it out, when a person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionRequested, Asker
from shared.domain.acting.orders import Assign, CreateActivity, MoveStage, SendWhatsapp
from shared.usecases.alerts.alert_orders import STEPS

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.domain.acting.orders import Order
    from shared.domain.alerts.alert import Alert


def step_key(alert: Alert) -> str:
    """Name the step of an alert on its level: pressed twice, it is carried out once."""
    return f"alert:{alert.id}:step:{alert.level}"


def step_order(alert: Alert, summary: str, due_on: date, language: str) -> Order | None:
    """Give the order: what we can do is done, all else is planned for today in the CRM.

    None where there is nothing to order: it is about no record, or nobody can be named.
    """
    step, crm_lead_id = alert.next_step, alert.crm_lead_id
    if alert.is_of_person:
        return None
    if step.kind == "reassign" and step.user_id is not None:
        return Assign(crm_lead_id=crm_lead_id, user_id=step.user_id)
    if step.kind == "move" and step.stage_id is not None:
        return MoveStage(crm_lead_id=crm_lead_id, stage_id=step.stage_id)
    if step.kind == "template" and step.template:
        return SendWhatsapp(crm_lead_id=crm_lead_id, template=step.template, language=language)
    user_id = step.user_id if step.user_id is not None else alert.owner_id
    user_id = user_id if user_id is not None else alert.reader_id
    if user_id is None:
        return None
    return CreateActivity(
        crm_lead_id=crm_lead_id,
        user_id=user_id,
        step=STEPS[step.kind],
        summary=summary,
        due_on=due_on,
    )


def step_request(alert: Alert, order: Order, who: str, now: datetime) -> ActionRequested:
    """Give the event that orders it in a person's name."""
    return ActionRequested(
        tenant=alert.tenant,
        natural_key=step_key(alert),
        order=order,
        asked_by=Asker(kind="person", id=who),
        why=alert.cause.value,
        requested_at=now,
    )
