"""Actions in every state and of every kind, as the page of the trail may meet them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.domain.acting import orders as of
from shared.domain.acting.action import (
    Action,
    ActionState,
    Asker,
    Delivered,
    Result,
    action_key,
)
from shared.domain.acting.orders import Undo
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage
from shared.domain.ids import CrmLeadId
from shared.usecases.acting.action_log import ACTIONS, _data

if TYPE_CHECKING:
    from shared.domain.acting.orders import Order
    from shared.ports import Memory

LEAD, DAY = CrmLeadId(42), date(2026, 11, 23)
ALERT, PERSON = Asker(kind="alert", id="a" * 32), Asker(kind="person", id="person-0123456789abcdef")
ORDERS: tuple[Order, ...] = (
    of.CreateActivity(
        crm_lead_id=LEAD,
        user_id=7,
        step="call",
        summary="اتصل الآن · Call now",
        due_on=DAY,
        is_alert=True,
    ),
    of.CreateActivity(crm_lead_id=LEAD, user_id=99, summary="Send the offer", due_on=DAY),
    of.CancelActivity(crm_lead_id=LEAD, activity_id=5),
    of.LogNote(crm_lead_id=LEAD, text="Called twice"),
    of.Assign(crm_lead_id=LEAD, user_id=7),
    of.Assign(crm_lead_id=LEAD),
    of.MoveStage(crm_lead_id=LEAD, stage_id=2),
    of.AddTag(crm_lead_id=LEAD, name="vip"),
    of.RemoveTag(crm_lead_id=LEAD, name="قديم"),
    of.SetField(crm_lead_id=LEAD, field="expected_revenue", value=Decimal("1250000.50")),
    of.SetField(crm_lead_id=LEAD, field="close_date"),
    of.ShowAlert(crm_lead_id=LEAD, alert_id="a" * 32),
    of.Notify(reader_id=7, about="alert", alert_id="a" * 32, step="owner"),
    of.Notify(reader_id=7, about="digest", day=DAY),
    of.SendEmail(crm_lead_id=LEAD, subject="Your visit", text="See you at ten."),
    of.SendEmail(crm_lead_id=LEAD, user_id=7, subject="A visit", text="At ten."),
    of.PostChat(channel="sales", text="Won!"),
    of.SendWhatsapp(crm_lead_id=LEAD, template="visit"),
    of.SendWhatsapp(crm_lead_id=LEAD, text="Good morning"),
    of.CallWebhook(endpoint="erp", event_type="lead.won"),
    Undo(action_key="b" * 32),
    of.HandActivity(crm_lead_id=LEAD, activity_id=5, user_id=7, alert_id="a" * 32),
)
"""One for each preview."""


def an_action(number: int, order: Order, now: datetime, **changes: object) -> Action:
    natural_key = f"action {number}"
    at = now - timedelta(minutes=7 * number)
    return Action(
        key=action_key("default", natural_key),
        tenant="default",
        natural_key=natural_key,
        order=order,
        asked_by=ALERT,
        why="idle",
        state=ActionState.DONE,
        attempts=1,
        requested_at=at,
        finished_at=at + timedelta(seconds=2),
        result=Result(activity_id=5, before_id=3),
    ).model_copy(update=changes)


def of_every_kind(now: datetime) -> list[Action]:
    """Give one of each order, and one in each state."""
    taken = (Delivered(channel="chat:sales", at=now), Delivered(channel="mail", at=now))
    refused = Result(delivered=taken[1:], refused={"chat:managers": "channel_gone"})
    ends: list[dict[str, object]] = [
        {"state": ActionState.RUNNING, "reason": "channel_unavailable", "attempts": 12},
        {
            "state": ActionState.REFUSED,
            "reason": "whatsapp_no_consent",
            "asked_by": PERSON,
            "why": "",
        },
        {"state": ActionState.REFUSED, "reason": "brand_new_code"},
        {"state": ActionState.EXPIRED, "reason": "expired"},
        {"state": ActionState.OBSOLETE, "reason": "alert_closed", "why": "digest"},
        {"state": ActionState.UNDONE, "undone_by": PERSON.id, "undone_at": now},
        {"result": Result(delivered=taken), "why": "made by a rule"},
        {"result": refused},
    ]
    kinds = [an_action(number, order, now) for number, order in enumerate(ORDERS)]
    shown = [an_action(50 + n, ORDERS[12], now, **end) for n, end in enumerate(ends)]
    return [*kinds, *shown]


def keep_actions(memory: Memory, *actions: Action) -> None:
    for one in actions:
        memory.create(ACTIONS, one.key, _data(one))


def keep_directory(memory: Memory, now: datetime, name: str = "نورة العتيبي") -> None:
    directory = CrmDirectory(
        salespeople=(Salesperson(id=7, name=name),),
        stages=(Stage(id=2, name="Qualified"),),
        read_at=now,
    )
    memory.put("crm_directory", "default", directory.model_dump(mode="json", exclude_none=True))
