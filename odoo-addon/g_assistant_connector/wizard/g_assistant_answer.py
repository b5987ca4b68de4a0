from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError

ONE_DAY = timedelta(days=1)


class GAssistantAnswer(models.TransientModel):
    """The dialog in which a salesperson says why an alert is none, or until when."""

    _name = "g.assistant.answer"
    _description = "Answer to an alert"

    alert_ids = fields.Many2many("g.assistant.alert", required=True)
    answer = fields.Selection(
        [("dismissed", "Nothing to do"), ("snoozed", "Later")], required=True
    )
    until = fields.Datetime(
        "Remind me from", default=lambda self: fields.Datetime.now() + ONE_DAY
    )
    reason = fields.Char("Why", help="A few words: they stand beside the alert.")

    def action_apply(self):
        """Give the answer to all alerts of the dialog."""
        self.ensure_one()
        is_later = self.answer == "snoozed"
        if is_later and not (self.until and self.until > fields.Datetime.now()):
            raise ValidationError(self.env._("Choose a time that is still to come."))
        self.alert_ids._settle(self.answer, self.reason, is_later and self.until)
        return {"type": "ir.actions.act_window_close"}
