"""The ports of actions behind the circuit breaker: each channel is a connection of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.connection import (
    chat_connection,
    mail_connection,
    odoo_connection,
    webhook_connection,
    whatsapp_connection,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from decimal import Decimal

    from shared.action_ports import (
        Before,
        Chat,
        CrmActions,
        MadeActivity,
        Mailer,
        WebhookCaller,
        WhatsApp,
    )
    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.notice import AlertWords, CustomerContact, Mail, Notice
    from shared.domain.acting.orders import CreateActivity
    from shared.domain.alerts.alert import Alert
    from shared.domain.ids import CrmLeadId
    from shared.usecases.breaker import Breaker


@dataclass(frozen=True, slots=True)
class GuardedCrmActions:
    """A CrmActions: the same Odoo as leads, so the same connection."""

    crm: CrmActions
    breaker: Breaker
    tenant: str

    def create_activity(self, key: ActionKey, order: CreateActivity) -> MadeActivity:
        """Plan a step."""
        with self._odoo():
            return self.crm.create_activity(key, order)

    def cancel_activity(self, crm_lead_id: CrmLeadId, activity_id: int) -> bool:
        """Take away a planned step."""
        with self._odoo():
            return self.crm.cancel_activity(crm_lead_id, activity_id)

    def hand_activity(
        self, crm_lead_id: CrmLeadId, activity_id: int, user_id: int, former: Collection[int]
    ) -> bool:
        """Give a planned step to another user."""
        with self._odoo():
            return self.crm.hand_activity(crm_lead_id, activity_id, user_id, former)

    def log_note(self, key: ActionKey, crm_lead_id: CrmLeadId, text: str) -> None:
        """Write an internal note."""
        with self._odoo():
            self.crm.log_note(key, crm_lead_id, text)

    def assign(self, crm_lead_id: CrmLeadId, user_id: int | None) -> Before:
        """Set the owner."""
        with self._odoo():
            return self.crm.assign(crm_lead_id, user_id)

    def move_stage(self, crm_lead_id: CrmLeadId, stage_id: int) -> Before:
        """Set the stage."""
        with self._odoo():
            return self.crm.move_stage(crm_lead_id, stage_id)

    def tag(self, crm_lead_id: CrmLeadId, name: str) -> Before:
        """Put a tag on."""
        with self._odoo():
            return self.crm.tag(crm_lead_id, name)

    def untag(self, crm_lead_id: CrmLeadId, name: str) -> None:
        """Take a tag off."""
        with self._odoo():
            self.crm.untag(crm_lead_id, name)

    def set_field(
        self, crm_lead_id: CrmLeadId, field: str, value: Decimal | date | str | None
    ) -> Before:
        """Set a field."""
        with self._odoo():
            return self.crm.set_field(crm_lead_id, field, value)

    def show_alert(self, alert: Alert, words: AlertWords) -> None:
        """Let the lead show an alert."""
        with self._odoo():
            self.crm.show_alert(alert, words)

    def contact(self, crm_lead_id: CrmLeadId) -> CustomerContact:
        """Read how the customer can be reached."""
        with self._odoo():
            return self.crm.contact(crm_lead_id)

    def _odoo(self) -> AbstractContextManager[None]:
        return self.breaker.around(odoo_connection(self.tenant))


@dataclass(frozen=True, slots=True)
class GuardedMailer:
    """A Mailer."""

    mailer: Mailer
    breaker: Breaker
    tenant: str

    def send(self, mail: Mail) -> None:
        """Send an e-mail."""
        with self.breaker.around(mail_connection(self.tenant)):
            self.mailer.send(mail)


@dataclass(frozen=True, slots=True)
class GuardedChat:
    """A Chat; a name that it does not know is no connection."""

    chat: Chat
    breaker: Breaker
    tenant: str

    def channels(self) -> Sequence[str]:
        """Give the names."""
        return self.chat.channels()

    def post(self, channel: str, key: ActionKey, notice: Notice) -> str:
        """Post a notice."""
        if channel not in self.chat.channels():
            return self.chat.post(channel, key, notice)
        with self.breaker.around(chat_connection(self.tenant, channel)):
            return self.chat.post(channel, key, notice)


@dataclass(frozen=True, slots=True)
class GuardedWhatsApp:
    """A WhatsApp."""

    whatsapp: WhatsApp
    breaker: Breaker
    tenant: str

    def send_template(
        self, to: str, template: str, language: str, parameters: Sequence[str]
    ) -> str:
        """Send an approved template."""
        with self.breaker.around(whatsapp_connection(self.tenant)):
            return self.whatsapp.send_template(to, template, language, parameters)

    def send_text(self, to: str, text: str) -> str:
        """Send free text."""
        with self.breaker.around(whatsapp_connection(self.tenant)):
            return self.whatsapp.send_text(to, text)


@dataclass(frozen=True, slots=True)
class GuardedWebhooks:
    """A WebhookCaller; a name that it does not know is no connection."""

    caller: WebhookCaller
    breaker: Breaker
    tenant: str

    def endpoints(self) -> Sequence[str]:
        """Give the names."""
        return self.caller.endpoints()

    def call(
        self, endpoint: str, key: ActionKey, event_type: str, payload: Mapping[str, object]
    ) -> None:
        """POST once."""
        if endpoint not in self.caller.endpoints():
            self.caller.call(endpoint, key, event_type, payload)
            return
        with self.breaker.around(webhook_connection(self.tenant, endpoint)):
            self.caller.call(endpoint, key, event_type, payload)
