"""Orders to write to a customer by WhatsApp: only to those who agreed, and by WhatsApp's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.orders import SendWhatsapp
from shared.domain.acting.whatsapp_consent import is_open
from shared.errors import PermanentError

if TYPE_CHECKING:
    from datetime import datetime

    from shared.action_ports import CrmActions, WhatsApp
    from shared.domain.acting.action import Result
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.customer_words import CustomerWords
    from shared.usecases.acting.run_action import Carriers

CHANNEL = "whatsapp"


@dataclass(frozen=True, slots=True)
class WhatsappCarrier:
    """The carrier of this order."""

    crm: CrmActions
    whatsapp: WhatsApp | None
    words: CustomerWords

    @property
    def table(self) -> Carriers:
        """Give it by the type of order."""
        return {SendWhatsapp: self}

    def __call__(self, attempt: Attempt, order: SendWhatsapp) -> Result:
        """Send it, unless it was sent; raises PermanentError with the code of why it may not be."""
        if attempt.action.has_delivered(CHANNEL):
            return attempt.result
        whatsapp = self.whatsapp
        if whatsapp is None:
            raise PermanentError("WhatsApp is not set up", code="channel_not_set")
        to = self._number(order)
        self._check_text(order, attempt.now())
        attempt.send(CHANNEL, lambda: _send(whatsapp, to, order), is_keyed=False)
        return attempt.result

    def _number(self, order: SendWhatsapp) -> str:
        contact = self.crm.contact(order.crm_lead_id)
        if contact.phone is None:
            raise PermanentError("the customer has no phone number", code="customer_no_phone")
        if contact.is_opted_out:
            raise PermanentError("the customer is on Odoo's blacklist", code="customer_opted_out")
        agreed = self.words.agreed_to_whatsapp(order.crm_lead_id, contact.phone)
        if agreed is None:
            raise PermanentError("no consent is known", code="whatsapp_no_consent")
        if not agreed:
            raise PermanentError("the customer did not agree", code="whatsapp_not_agreed")
        return contact.phone

    def _check_text(self, order: SendWhatsapp, now: datetime) -> None:
        if order.template is not None:
            return
        if not order.text:
            raise PermanentError("neither template nor text", code="whatsapp_empty")
        if not is_open(self.words.last_whatsapp_at(order.crm_lead_id), now):
            raise PermanentError("outside the 24 hours", code="whatsapp_window_closed")


def _send(whatsapp: WhatsApp, to: str, order: SendWhatsapp) -> str:
    if order.template is None:
        return whatsapp.send_text(to, order.text)
    return whatsapp.send_template(to, order.template, order.language, order.parameters)
