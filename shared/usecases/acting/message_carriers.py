"""Orders to write a text to somebody: e-mail, chat, and webhooks of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting import orders as of
from shared.domain.acting.plain_notice import noticed
from shared.domain.alerts.shown import spoken
from shared.errors import PermanentError

if TYPE_CHECKING:
    from shared.action_ports import Chat, CrmActions, Mailer, WebhookCaller, Wording
    from shared.domain.acting.action import ActionKey, Result
    from shared.domain.alerts.shown import Language
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers
    from shared.usecases.acting.told_alerts import ToldAlerts

MAIL = "mail"


def message_id(key: ActionKey, mail_domain: str) -> str:
    """Give the Message-ID under which an action's e-mail is one, however often it is sent."""
    return f"{key}@{mail_domain}"


def chat_channel(name: str) -> str:
    """Name a chat channel among all channels of an action."""
    return f"chat:{name}"


@dataclass(frozen=True, slots=True)
class MessageCarriers:
    """A carrier for each order of this family; a channel that is not set up is None."""

    crm: CrmActions
    alerts: ToldAlerts
    wording: Wording
    mailer: Mailer | None
    chat: Chat | None
    webhooks: WebhookCaller | None
    mail_domain: str
    language: Language
    """Where nothing says the receiver's."""

    @property
    def table(self) -> Carriers:
        """Give them by the type of order."""
        return {
            of.SendEmail: self.send_email,
            of.PostChat: self.post_chat,
            of.CallWebhook: self.call_webhook,
        }

    def send_email(self, attempt: Attempt, order: of.SendEmail) -> Result:
        """Write to the customer, or to a salesperson."""
        if attempt.action.has_delivered(MAIL):
            return attempt.result
        mailer = self.mailer
        if mailer is None:
            raise PermanentError("e-mail is not set up", code="channel_not_set")
        to, language = self._customer(order) if order.user_id is None else self._user(order.user_id)
        notice = noticed(order.text, language, order.subject)
        mail = self.wording.mail(notice, to, message_id(attempt.key, self.mail_domain))
        attempt.send(MAIL, lambda: mailer.send(mail), is_keyed=True)
        return attempt.result

    def post_chat(self, attempt: Attempt, order: of.PostChat) -> Result:
        """Post to a channel."""
        chat = self.chat
        if chat is None:
            raise PermanentError("no chat is set up", code="channel_not_set")
        notice = noticed(order.text, self.language)
        attempt.send(
            chat_channel(order.channel),
            lambda: chat.post(order.channel, attempt.key, notice),
            is_keyed=False,
        )
        return attempt.result

    def call_webhook(self, attempt: Attempt, order: of.CallWebhook) -> Result:
        """Call an endpoint under the action's key."""
        caller = self.webhooks
        if caller is None:
            raise PermanentError("no webhook is set up", code="channel_not_set")
        attempt.send(
            f"webhook:{order.endpoint}",
            lambda: caller.call(order.endpoint, attempt.key, order.event_type, order.payload),
            is_keyed=True,
        )
        return attempt.result

    def _customer(self, order: of.SendEmail) -> tuple[str, Language]:
        contact = self.crm.contact(order.crm_lead_id)
        if contact.email is None:
            raise PermanentError("the customer has no e-mail address", code="customer_no_email")
        if contact.is_opted_out:
            raise PermanentError("the customer is on Odoo's blacklist", code="customer_opted_out")
        return contact.email, spoken(contact.language, self.language)

    def _user(self, user_id: int) -> tuple[str, Language]:
        reader = self.alerts.reader(user_id)
        if reader is None or reader.email is None:
            raise PermanentError("nobody there has an e-mail address", code="user_no_email")
        return reader.email, reader.language
