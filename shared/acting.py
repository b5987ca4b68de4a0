"""The use cases of actions, each with the parts that bootstrap chose for it.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import alerting, assembly, bootstrap, channels, wording

if TYPE_CHECKING:
    from shared.action_ports import Chat, CrmActions, Mailer, WebhookCaller, WhatsApp
    from shared.settings import Settings
    from shared.usecases.acting.list_actions import ListActions
    from shared.usecases.acting.notify_carrier import NotifyCarrier
    from shared.usecases.acting.order_action import OrderAction
    from shared.usecases.acting.run_action import Carriers, RunAction
    from shared.usecases.acting.told_alerts import ToldAlerts
    from shared.usecases.acting.whatsapp_carrier import WhatsappCarrier


def run_action(found: Settings) -> RunAction:
    """Give the use case that carries out an order."""
    from shared.usecases.acting.crm_carriers import CrmCarriers
    from shared.usecases.acting.hand_activity_carrier import HandActivityCarrier
    from shared.usecases.acting.run_action import RunAction
    from shared.usecases.acting.show_alert_carrier import ShowAlertCarrier
    from shared.usecases.acting.undo_action import UndoCarrier

    crm = guarded_crm(found)
    records = CrmCarriers(crm).table
    shows = ShowAlertCarrier(
        told_alerts(found), wording.wording(found), crm, wording.language(found)
    )
    carriers: Carriers = {
        **records,
        **messages(found),
        **whatsapp_carrier(found).table,
        **notify_carrier(found).table,
        **shows.table,
        **HandActivityCarrier(told_alerts(found), crm).table,
        **UndoCarrier(assembly.guarded_pipeline(found), records).table,
    }
    return RunAction(bootstrap.memory(found), bootstrap.clock(), carriers, alerting.kept(found))


def order_action(found: Settings) -> OrderAction:
    """Give the use case by which a page orders an action."""
    from shared.usecases.acting.order_action import OrderAction

    return OrderAction(bootstrap.bus(found), bootstrap.clock(), found.tenant)


def of_the_trail(found: Settings) -> tuple[ListActions, OrderAction]:
    """Give all that the page of the audit trail needs."""
    from shared.usecases.acting.list_actions import ListActions

    return ListActions(bootstrap.memory(found), found.tenant), order_action(found)


def messages(found: Settings) -> Carriers:
    """Give the carriers of e-mail, chat and webhooks."""
    from shared.usecases.acting.message_carriers import MessageCarriers

    return MessageCarriers(
        guarded_crm(found),
        told_alerts(found),
        wording.wording(found),
        guarded_mailer(found),
        guarded_chat(found),
        guarded_webhooks(found),
        mail_domain(found),
        wording.language(found),
    ).table


def notify_carrier(found: Settings) -> NotifyCarrier:
    """Give what tells salespeople."""
    from shared.usecases.acting.notify_carrier import NotifyCarrier

    return NotifyCarrier(
        told_alerts(found),
        wording.wording(found),
        guarded_crm(found),
        guarded_mailer(found),
        guarded_chat(found),
        mail_domain(found),
        wording.language(found),
        found.time_zone,
    )


def whatsapp_carrier(found: Settings) -> WhatsappCarrier:
    """Give what writes to customers by WhatsApp."""
    from shared.usecases.acting.customer_words import CustomerWords
    from shared.usecases.acting.whatsapp_carrier import WhatsappCarrier

    words = CustomerWords(bootstrap.memory(found), found.tenant)
    return WhatsappCarrier(guarded_crm(found), guarded_whatsapp(found), words)


def guarded_crm(found: Settings) -> CrmActions:
    """Give Odoo's actions behind the circuit breaker."""
    from shared.usecases.guarded_actions import GuardedCrmActions

    return GuardedCrmActions(channels.crm_actions(found), assembly.breaker(found), found.tenant)


def guarded_mailer(found: Settings) -> Mailer | None:
    """Give e-mail behind the circuit breaker; None where it is not set up, as with the others."""
    from shared.usecases.guarded_actions import GuardedMailer

    part = channels.mailer(found)
    return part and GuardedMailer(part, assembly.breaker(found), found.tenant)


def guarded_chat(found: Settings) -> Chat | None:
    """Give chat behind the circuit breaker, each channel by itself."""
    from shared.usecases.guarded_actions import GuardedChat

    part = channels.chat(found)
    return part and GuardedChat(part, assembly.breaker(found), found.tenant)


def guarded_whatsapp(found: Settings) -> WhatsApp | None:
    """Give WhatsApp behind the circuit breaker."""
    from shared.usecases.guarded_actions import GuardedWhatsApp

    part = channels.whatsapp(found)
    return part and GuardedWhatsApp(part, assembly.breaker(found), found.tenant)


def guarded_webhooks(found: Settings) -> WebhookCaller | None:
    """Give endpoints of others behind the circuit breaker, each by itself."""
    from shared.usecases.guarded_actions import GuardedWebhooks

    part = channels.webhook_caller(found)
    return part and GuardedWebhooks(part, assembly.breaker(found), found.tenant)


def told_alerts(found: Settings) -> ToldAlerts:
    """Give alerts and their readers as they stand when something is sent."""
    from shared.usecases.alerts.told_alerts_of_memory import ToldAlertsOfMemory

    return ToldAlertsOfMemory(
        bootstrap.memory(found),
        alerting.alert_book(found),
        alerting.alert_settings(found),
        found.tenant,
        wording.language(found),
    )


def mail_domain(found: Settings) -> str:
    """Give the domain of our Message-IDs: the sender's own."""
    sender = found.mail_from or ""
    return sender.rpartition("@")[2].rstrip(">").strip() or "localhost"
