from itertools import compress

from odoo import api, models

CHANNELS = {
    "email": "email",
    "email_outgoing": "email",
    "comment": "comment",
    "sms": "sms",
    "whatsapp_message": "whatsapp",
}
"""Message types between people and customers, by the channel that is told.

Not among them: what Odoo writes by itself (notification, user_notification,
auto_comment, out_of_office). sms and whatsapp_message are there with Odoo's modules of
these names.
"""

ALWAYS_VISIBLE = {"email_outgoing", "sms", "whatsapp_message"}
"""Types that reach the customer whatever their subtype: Odoo files an SMS as a note."""


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        # asked of the values, before a record is read: most are Odoo's own notices
        told = [_may_be_told(vals) for vals in vals_list]
        messages = super().create(vals_list)
        if any(told):
            self.browse(compress(messages.ids, told))._note_for_assistant()
        return messages

    def _note_for_assistant(self):
        """Note what passed between us and the customers of leads."""
        events = self.env["g.assistant.event"]
        is_recording = events._is_recording()
        for message in self.sudo():
            kind = message._kind_for_assistant()
            if not kind:
                continue
            is_by_customer = kind == "customer_wrote"
            self.env["crm.lead"]._note_contact(
                message.res_id, message.date, is_by_customer
            )
            if is_recording:
                channel = CHANNELS[message.message_type]
                changed = {"message": {"id": message.id, "channel": channel}}
                events._note(message.res_id, kind, changed)

    def _kind_for_assistant(self):
        """Give the kind of event that the message is, or None."""
        if not self.author_id or self.author_id.partner_share:
            return "customer_wrote" if self.message_type != "email_outgoing" else None
        return "message_sent" if self._is_seen_by_customer() else None

    def _is_seen_by_customer(self):
        if self.message_type in ALWAYS_VISIBLE:
            return True
        return bool(
            self.subtype_id and not self.subtype_id.internal and not self.is_internal
        )


def _may_be_told(vals):
    # without a type Odoo makes it a comment
    is_of_lead = vals.get("model") == "crm.lead" and vals.get("res_id")
    return bool(is_of_lead) and vals.get("message_type", "comment") in CHANNELS
