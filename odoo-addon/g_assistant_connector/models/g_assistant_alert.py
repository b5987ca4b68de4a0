from odoo import fields, models


class GAssistantAlert(models.Model):
    """Something about a lead that its salesperson should look at now.

    Raised by the suite (``create`` or ``load``), settled by people with the buttons.
    Salespeople may read what is raised on leads that they may read, and settle it if
    they may change the lead; the text is nobody's to edit.
    """

    _name = "g.assistant.alert"
    _description = "Alert on a lead"
    _order = "raised_at desc, id desc"
    _rec_name = "title"

    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="The same cause on the same lead has the same key: it is raised once.",
    )
    lead_id = fields.Many2one(
        "crm.lead", required=True, readonly=True, ondelete="cascade", index=True
    )
    cause = fields.Char(
        "Cause code", readonly=True, help="For example unanswered_message."
    )
    cause_title = fields.Char("Cause", readonly=True)
    title = fields.Char("Alert", required=True, readonly=True)
    explanation = fields.Text("What happened", readonly=True)
    proposed_action = fields.Text("What to do", readonly=True)
    severity = fields.Selection(
        [("normal", "Normal"), ("urgent", "Urgent")],
        default="normal",
        required=True,
        readonly=True,
    )
    raised_at = fields.Datetime(
        "Raised on", required=True, readonly=True, default=fields.Datetime.now
    )
    # Not stored: an assignment of leads would have to write their alerts as well.
    owner_id = fields.Many2one(
        "res.users", "Salesperson", related="lead_id.user_id", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", related="lead_id.company_id", readonly=True
    )
    status = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    done_at = fields.Datetime("Settled on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, copy=False, ondelete="set null"
    )

    _key_uniq = models.Constraint(
        "UNIQUE (key)", "There is an alert with this key already."
    )

    def action_done(self):
        """Say that what the alert asks for was done; settled ones stay as they are."""
        self._settle("done")

    def action_dismiss(self):
        """Say that nothing has to be done."""
        self._settle("dismissed")

    def action_reopen(self):
        """Take back a settlement."""
        self.lead_id.check_access("write")
        self.sudo().write({"status": "open", "done_at": False, "done_by_id": False})

    def action_open_lead(self):
        """Open the lead that the alert is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _settle(self, status):
        self.lead_id.check_access("write")
        settlement = {
            "status": status,
            "done_at": fields.Datetime.now(),
            "done_by_id": self.env.uid,
        }
        # sudo: people settle alerts and do not edit them; they have no write access.
        self.filtered(lambda alert: alert.status == "open").sudo().write(settlement)
