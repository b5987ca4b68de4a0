"""What an order will do, as a code with facts: a page or a notice makes a sentence of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.acting import orders as of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from shared.domain.acting.orders import Order

Fact = str | int


@dataclass(frozen=True, slots=True)
class Preview:
    """`code` names the sentence; `facts` are what stands in it, people and stages by number."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


CODES = frozenset(
    {
        *("create_activity", "create_alert_activity", "cancel_activity", "hand_activity"),
        "log_note",
        *("assign", "unassign", "move_stage", "tag", "untag", "set_field", "clear_field"),
        *("show_alert", "notify_alert", "notify_digest"),
        *("send_email_to_customer", "send_email_to_user", "post_chat"),
        *("send_whatsapp_template", "send_whatsapp_text", "call_webhook", "undo"),
    }
)
"""Every code that there is."""


def preview(order: Order) -> Preview:
    """Say what an order will do."""
    return _OF[type(order)](order)


def _create_activity(order: of.CreateActivity) -> Preview:
    code = "create_alert_activity" if order.is_alert else "create_activity"
    facts = _preview(code, step=order.step, summary=order.summary, due_on=order.due_on).facts
    return _preview(code, **_lead(order), user_id=order.user_id, **facts)


def _cancel_activity(order: of.CancelActivity) -> Preview:
    return _preview("cancel_activity", **_lead(order), activity_id=order.activity_id)


def _hand_activity(order: of.HandActivity) -> Preview:
    facts = {"activity_id": order.activity_id, "user_id": order.user_id}
    return _preview("hand_activity", **_lead(order), **facts)


def _log_note(order: of.LogNote) -> Preview:
    return _preview("log_note", **_lead(order))


def _assign(order: of.Assign) -> Preview:
    code = "unassign" if order.user_id is None else "assign"
    return _preview(code, **_lead(order), user_id=order.user_id)


def _move_stage(order: of.MoveStage) -> Preview:
    return _preview("move_stage", **_lead(order), stage_id=order.stage_id)


def _tag(order: of.AddTag | of.RemoveTag) -> Preview:
    return _preview(order.kind, **_lead(order), name=order.name)


def _set_field(order: of.SetField) -> Preview:
    code = "clear_field" if order.value is None else "set_field"
    value = None if order.value is None else str(order.value)
    return _preview(code, **_lead(order), field=order.field, value=value)


def _show_alert(order: of.ShowAlert) -> Preview:
    return _preview("show_alert", **_lead(order))


def _notify(order: of.Notify) -> Preview:
    step = order.step or None
    return _preview(f"notify_{order.about}", user_id=order.reader_id, rung=step, day=order.day)


def _send_email(order: of.SendEmail) -> Preview:
    code = "send_email_to_customer" if order.user_id is None else "send_email_to_user"
    return _preview(code, **_lead(order), user_id=order.user_id, subject=order.subject)


def _post_chat(order: of.PostChat) -> Preview:
    return _preview("post_chat", channel=order.channel)


def _send_whatsapp(order: of.SendWhatsapp) -> Preview:
    code = "send_whatsapp_text" if order.template is None else "send_whatsapp_template"
    return _preview(code, **_lead(order), template=order.template)


def _call_webhook(order: of.CallWebhook) -> Preview:
    return _preview("call_webhook", endpoint=order.endpoint, event_type=order.event_type)


def _undo(order: of.Undo) -> Preview:
    return _preview("undo", action_key=order.action_key)


def _lead(order: _OfLead) -> dict[str, int]:
    return {"crm_lead_id": order.crm_lead_id}


def _preview(code: str, **facts: Fact | date | None) -> Preview:
    """Leave out what is not there; a day is written as ISO does."""
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return Preview(
        code,
        {name: fact if isinstance(fact, int | str) else f"{fact}" for name, fact in known.items()},
    )


_OfLead = (
    of.CreateActivity
    | of.CancelActivity
    | of.HandActivity
    | of.LogNote
    | of.Assign
    | of.MoveStage
    | of.AddTag
    | of.RemoveTag
    | of.SetField
    | of.ShowAlert
    | of.SendEmail
    | of.SendWhatsapp
)
_OF: Mapping[type, Callable[..., Preview]] = {
    of.CreateActivity: _create_activity,
    of.CancelActivity: _cancel_activity,
    of.HandActivity: _hand_activity,
    of.LogNote: _log_note,
    of.Assign: _assign,
    of.MoveStage: _move_stage,
    of.AddTag: _tag,
    of.RemoveTag: _tag,
    of.SetField: _set_field,
    of.ShowAlert: _show_alert,
    of.Notify: _notify,
    of.SendEmail: _send_email,
    of.PostChat: _post_chat,
    of.SendWhatsapp: _send_whatsapp,
    of.CallWebhook: _call_webhook,
    of.Undo: _undo,
}
