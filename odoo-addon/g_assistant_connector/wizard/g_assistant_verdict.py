from odoo import fields, models

from ..scoring.verdicts import VERDICTS


class GAssistantVerdict(models.TransientModel):
    """The dialog in which a salesperson says what a lead really is, and why."""

    _name = "g.assistant.verdict"
    _description = "Correct the grade"

    lead_ids = fields.Many2many("crm.lead", required=True)
    verdict = fields.Selection(VERDICTS, "The lead is", required=True)
    reason = fields.Char(
        "Why", help="A few words: they help the assistant to grade the next leads."
    )

    def action_apply(self):
        """Take the word for all leads of the dialog."""
        self.ensure_one()
        self.lead_ids._assistant_correct(self.verdict, self.reason)
        return {"type": "ir.actions.act_window_close"}
