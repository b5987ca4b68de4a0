"""What actions and alerts reach: Odoo to write to, its past, and the channels to people and programs.

What bootstrap is to everything else.

A channel that is not set is not there: None. Nothing connects before the first message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import bootstrap
from shared.errors import SettingsError
from shared.once import once

if TYPE_CHECKING:
    from shared.action_ports import Chat, CrmActions, Mailer, WebhookCaller, WhatsApp
    from shared.alert_ports import History
    from shared.guarded_https import GuardedHttps
    from shared.settings import Settings


@once
def crm_actions(found: Settings) -> CrmActions:
    """Give what actions do in Odoo."""
    from shared.adapters.odoo.actions import OdooActions

    return OdooActions(bootstrap.odoo_client(found), tenant=found.tenant, clock=bootstrap.clock())


@once
def crm_history(found: Settings) -> History:
    """Give how opportunities went in Odoo."""
    from shared.adapters.odoo.history import OdooHistory

    return OdooHistory(bootstrap.odoo_client(found), tenant=found.tenant, clock=bootstrap.clock())


@once
def guarded_https(found: Settings) -> GuardedHttps:
    """Give the way out to foreign addresses.

    The local run puts another in its place, which also reaches the demo servers on this machine.
    """
    from shared.guarded_https import GuardedHttps

    return GuardedHttps()


@once
def mailer(found: Settings) -> Mailer | None:
    """Give the mail server of SMTP_URL."""
    if found.smtp_url is None:
        return None
    if found.mail_from is None:
        raise SettingsError("SMTP_URL is set but MAIL_FROM is not (see docs/configuration.md)")
    from shared.adapters.mail import SmtpMailer

    return SmtpMailer(found.smtp_url, sender=found.mail_from, clock=bootstrap.clock())


@once
def chat(found: Settings) -> Chat | None:
    """Give the chat channels of CHAT_WEBHOOKS."""
    if found.chat_webhooks is None:
        return None
    from shared.adapters.chat import ChatChannels

    return ChatChannels(found.chat_webhooks, guarded_https(found))


@once
def whatsapp(found: Settings) -> WhatsApp | None:
    """Give WhatsApp's Cloud API."""
    if found.whatsapp_token is None:
        return None
    if found.whatsapp_phone_id is None:
        raise SettingsError("WHATSAPP_TOKEN is set but WHATSAPP_PHONE_ID is not")
    from shared.adapters.whatsapp import WhatsAppCloudApi

    return WhatsAppCloudApi(
        url=found.whatsapp_url,
        version=found.meta_graph_version,
        phone_id=found.whatsapp_phone_id,
        token=found.whatsapp_token,
        https=guarded_https(found),
    )


@once
def webhook_caller(found: Settings) -> WebhookCaller | None:
    """Give the endpoints of WEBHOOKS."""
    if found.webhooks is None:
        return None
    from shared.adapters.outgoing import SignedWebhooks

    return SignedWebhooks(found.webhooks, guarded_https(found), bootstrap.clock())
