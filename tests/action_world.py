"""A runner of actions with a real memory and the outside of `action_parts`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.acting import orders as of
from shared.domain.acting.action import Action, ActionRequested, Asker, action_key
from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Standing, Urgency
from shared.domain.alerts.shown import Reader, ShownAlert
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.usecases.acting.action_log import ActionLog
from shared.usecases.acting.crm_carriers import CrmCarriers
from shared.usecases.acting.customer_words import CustomerWords
from shared.usecases.acting.hand_activity_carrier import HandActivityCarrier
from shared.usecases.acting.message_carriers import MessageCarriers
from shared.usecases.acting.notify_carrier import NotifyCarrier
from shared.usecases.acting.run_action import RunAction
from shared.usecases.acting.show_alert_carrier import ShowAlertCarrier
from shared.usecases.acting.undo_action import UndoCarrier
from shared.usecases.acting.whatsapp_carrier import WhatsappCarrier
from tests.action_parts import NOW, Clock, Outbox, PlainWording, Records, Told

if TYPE_CHECKING:
    from pathlib import Path

    from shared.domain.acting.orders import Order
    from shared.log import Scalar

TENANT, LEAD = "default", CrmLeadId(12)
KEPT = timedelta(days=90)
READER = Reader(
    user_id=7,
    name="Sara",
    email="sara@example.com",
    language="en",
    time_zone="Asia/Riyadh",
    chat_channels=("sales",),
)
DAY = date(2026, 11, 22)


def as_it_is(name: str, port: object) -> Any:
    """Hand a port on without a wrapper."""
    return port


class World:
    """A memory, a CRM and channels that outlive every worker."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.memory = SqliteMemory(folder / "memory.db", clock=self.clock)
        self.crm, self.out, self.told = Records(LEAD), Outbox(), Told(readers={7: READER})

    def runner(self, wrap: Any = as_it_is, *, is_set: bool = True) -> RunAction:
        """Give a worker whose every port goes through `wrap`."""
        memory, crm, told = wrap("memory", self.memory), wrap("crm", self.crm), self.told
        out = {name: wrap(name, self.out) if is_set else None for name in CHANNELS}
        records, wording = CrmCarriers(crm), PlainWording()
        carriers = {
            **records.table,
            **MessageCarriers(
                crm, told, wording, out["mail"], out["chat"], out["hooks"], "example.com", "ar"
            ).table,
            **WhatsappCarrier(crm, out["whatsapp"], CustomerWords(memory, TENANT)).table,
            **NotifyCarrier(
                told, wording, crm, out["mail"], out["chat"], "example.com", "ar", "Asia/Riyadh"
            ).table,
            **ShowAlertCarrier(told, wording, crm, "ar").table,
            **HandActivityCarrier(told, crm).table,
            **UndoCarrier(crm, records.table).table,
        }
        return RunAction(memory, self.clock, carriers, KEPT)

    def run(self, order: Order, natural_key: str = "one", **more: object) -> dict[str, Scalar]:
        return self.runner()(asked(order, natural_key, **more))

    def action(self, natural_key: str = "one") -> Action:
        found = ActionLog(self.memory, KEPT).find(action_key(TENANT, natural_key))
        assert found is not None
        return found.action

    def add_alert(self, **changes: object) -> Alert:
        alert = an_alert().model_copy(update=changes)
        self.told.alerts[alert.id] = ShownAlert(alert, None)
        return alert

    def close_alert(self) -> None:
        for key, shown in self.told.alerts.items():
            closed = shown.alert.model_copy(update={"standing": Standing.MENDED})
            self.told.alerts[key] = ShownAlert(closed, None)


CHANNELS = ("mail", "chat", "whatsapp", "hooks")


def asked(order: Order, natural_key: str = "one", **more: object) -> ActionRequested:
    known = {
        "tenant": TENANT,
        "natural_key": natural_key,
        "order": order,
        "asked_by": Asker(kind="alert", id="a" * 32),
        "why": "idle",
        "requested_at": NOW,
    }
    return ActionRequested.model_validate(known | more)


def an_alert() -> Alert:
    opportunity = opportunity_key(TENANT, LEAD)
    return Alert(
        id=alert_id(TENANT, opportunity, Cause.IDLE, 1),
        tenant=TENANT,
        opportunity=opportunity,
        crm_lead_id=LEAD,
        cause=Cause.IDLE,
        episode=1,
        level=1,
        urgency=Urgency.NORMAL,
        since=NOW,
        due_at=NOW,
        raised_at=NOW,
        next_step=NextStep(kind="call"),
    )


NOTIFY = of.Notify(reader_id=7, about="alert", alert_id=an_alert().id, step="owner")
DIGEST = of.Notify(reader_id=7, about="digest", day=DAY)
STEP = of.CreateActivity(
    crm_lead_id=LEAD, user_id=7, step="call", summary="Call now", due_on=DAY, is_alert=True
)
CHAT = of.PostChat(channel="sales", text="Won!\nTwo villas")
HOOK = of.CallWebhook(endpoint="erp", event_type="lead.won", payload={"lead": 12})
MAIL = of.SendEmail(crm_lead_id=LEAD, subject="Your visit", text="See you at ten.")
WHATSAPP = of.SendWhatsapp(crm_lead_id=LEAD, template="visit", parameters=("10:00",))
