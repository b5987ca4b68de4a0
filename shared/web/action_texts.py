"""Actions in words: what each does, who asked, how it ended, and why it could not be."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.texts.translations import N_
from shared.web.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES: Mapping[ActionState, str] = MappingProxyType(
    {
        ActionState.RUNNING: N_("Under way"),
        ActionState.DONE: N_("Done"),
        ActionState.REFUSED: N_("Refused"),
        ActionState.EXPIRED: N_("Too late"),
        ActionState.OBSOLETE: N_("No longer needed"),
        ActionState.UNDONE: N_("Taken back"),
    }
)
BADGES: Mapping[ActionState, str] = MappingProxyType(
    {
        ActionState.RUNNING: "waiting",
        ActionState.DONE: "done",
        ActionState.REFUSED: "dead",
        ActionState.EXPIRED: "dead",
        ActionState.OBSOLETE: "erased",
        ActionState.UNDONE: "erased",
    }
)
"""The colour of each, by the states of leads."""
ASKERS: Mapping[str, str] = MappingProxyType(
    {
        "alert": N_("Alert"),
        "rule": N_("Rule"),
        "assistant": N_("Assistant"),
        "person": N_("Person"),
    }
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "priority": N_("the priority"),
        "expected_revenue": N_("the expected revenue"),
        "close_date": N_("the closing date"),
    }
)
WHY: Mapping[str, str] = MappingProxyType(
    {"digest": N_("Morning list"), "undo": N_("Asked to take it back")}
)
"""Besides the causes of alerts."""
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "create_activity": N_("Plan a step for %(user)s on %(lead)s, due %(due_on)s: %(summary)s"),
        "create_alert_activity": N_(
            "Show %(user)s an alert as a step on %(lead)s, due %(due_on)s: %(summary)s"
        ),
        "cancel_activity": N_("Take the planned step %(activity)s off %(lead)s"),
        "hand_activity": N_("Hand the planned step %(activity)s on %(lead)s to %(user)s"),
        "log_note": N_("Write a note on %(lead)s"),
        "assign": N_("Give %(lead)s to %(user)s"),
        "unassign": N_("Leave %(lead)s without a salesperson"),
        "move_stage": N_("Move %(lead)s to the stage %(stage)s"),
        "tag": N_("Put the tag %(name)s on %(lead)s"),
        "untag": N_("Take the tag %(name)s off %(lead)s"),
        "set_field": N_("Set %(field)s of %(lead)s to %(value)s"),
        "clear_field": N_("Clear %(field)s of %(lead)s"),
        "show_alert": N_("Show an alert on %(lead)s as it stands"),
        "notify_alert": N_("Tell %(user)s of an alert"),
        "notify_digest": N_("Send %(user)s the list of %(day)s"),
        "send_email_to_customer": N_("Write an e-mail to the customer of %(lead)s: %(subject)s"),
        "send_email_to_user": N_("Write an e-mail to %(user)s about %(lead)s: %(subject)s"),
        "post_chat": N_("Post to the chat channel %(channel)s"),
        "send_whatsapp_template": N_(
            "Send the WhatsApp template %(template)s to the customer of %(lead)s"
        ),
        "send_whatsapp_text": N_("Write to the customer of %(lead)s by WhatsApp"),
        "call_webhook": N_("Tell the endpoint %(endpoint)s: %(event_type)s"),
        "undo": N_("Take back the action %(action)s"),
    }
)
"""By the code of a preview."""
_NO_ANSWER = N_("The answer got lost. It is tried again, later where it could arrive twice.")
_SLOW_DOWN = N_("The other side asks for fewer messages. It is tried again by itself.")
_CHANNEL_DOWN = N_("The channel does not answer. It is tried again by itself.")
_ENDPOINT_DOWN = N_("The endpoint does not answer. It is tried again by itself.")
_NO_TIME = N_("There was no time left for it. It is tried again by itself.")
_MAIL_DOWN = N_("The mail server does not answer. It is tried again by itself.")
_OWN: Mapping[str, str] = {
    "expired": N_("Its time was over before it could be begun."),
    "obsolete": N_("Nothing was left to do when its turn came."),
    "alert_closed": N_("The alert was closed before it was told."),
    "lead_erased": N_("The person was erased before it was carried out."),
    "alert_gone": N_("The alert is not there any more."),
    "digest_empty": N_("All alerts of the list were closed before it was sent."),
    "crm_lead_gone": N_("The record is no longer in Odoo."),
    "sending_unclear": N_(
        "It may have been sent when its answer got lost. It is sent again once that is unlikely."
    ),
    "undo_unknown": N_("There is no such action."),
    "undo_impossible": N_("Nothing takes this back."),
    "undo_overtaken": N_("Somebody has changed it since, so it was left alone."),
    "channel_not_set": N_("This channel is not set up. See the configuration."),
    "no_channel": N_("No channel took it, and it belongs to no record."),
    "user_no_email": N_("The salesperson has no e-mail address in Odoo."),
    "customer_no_email": N_("The customer has no e-mail address in Odoo."),
    "customer_no_phone": N_("The customer has no phone number in Odoo."),
    "customer_opted_out": N_("The customer is on Odoo's blacklist."),
    "whatsapp_no_consent": N_("It is not known that the customer agreed to WhatsApp."),
    "whatsapp_not_agreed": N_("The customer did not agree to WhatsApp."),
    "whatsapp_empty": N_("The message names no template and has no text."),
    "whatsapp_window_closed": N_(
        "Free text is allowed only within 24 hours of the customer's own WhatsApp message. "
        "Send a template."
    ),
}
_CHANNELS: Mapping[str, str] = {
    "channel_unknown": N_("There is no chat channel of this name in the settings."),
    "channel_gone": N_("The chat channel is gone. Set its address anew."),
    "channel_refused": N_("The chat does not take the message."),
    "channel_busy": _SLOW_DOWN,
    "channel_unavailable": _CHANNEL_DOWN,
    "channel_outcome_unknown": _NO_ANSWER,
    "endpoint_unknown": N_("There is no endpoint of this name in the settings."),
    "endpoint_gone": N_("The endpoint is gone. Set its address anew."),
    "endpoint_refused": N_("The endpoint does not take the message."),
    "endpoint_private": N_("The address lies in a private network, so it is not called."),
    "endpoint_busy": _SLOW_DOWN,
    "endpoint_unavailable": _ENDPOINT_DOWN,
    "endpoint_unreachable": _ENDPOINT_DOWN,
    "endpoint_no_answer": _NO_ANSWER,
    "endpoint_no_time": _NO_TIME,
    "mail_refused": N_("The mail server refuses the address for ever."),
    "mail_sender_refused": N_("The mail server refuses our sender's address. Check MAIL_FROM."),
    "mail_login_refused": N_("The mail server refuses our login. Check SMTP_URL."),
    "mail_not_encrypted": N_("The mail server offers no encryption, so nothing was sent."),
    "mail_deferred": _SLOW_DOWN,
    "mail_unavailable": _MAIL_DOWN,
    "mail_unreachable": _MAIL_DOWN,
    "mail_no_answer": _NO_ANSWER,
    "mail_no_time": _NO_TIME,
    "whatsapp_template_unknown": N_("WhatsApp knows no such approved template."),
    "whatsapp_not_reachable": N_("The customer cannot be reached by WhatsApp."),
    "whatsapp_refused": N_("WhatsApp does not take the message."),
    "whatsapp_token_refused": N_("WhatsApp no longer accepts the token. Make a new one."),
    "whatsapp_account_blocked": N_("WhatsApp has blocked the account. See it at Meta."),
    "whatsapp_busy": _SLOW_DOWN,
    "whatsapp_unavailable": _CHANNEL_DOWN,
    "whatsapp_outcome_unknown": _NO_ANSWER,
}
ACTION_REASONS: Mapping[str, str] = MappingProxyType({**REASONS, **_OWN, **_CHANNELS})
"""Code -> English sentence; translated when it is shown."""
