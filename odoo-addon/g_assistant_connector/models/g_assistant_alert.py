from odoo import Command, fields, models

from ..shown.order import LIVE, STATUSES

LONGEST_REASON = 300
ANSWERS = {
    "done": "done",
    "dismissed": "dismiss",
    "snoozed": "snooze",
    "open": "reopen",
}
"""What the suite is told that a person said, by the status which that leaves."""


class GAssistantAlert(models.Model):
    """Something about a lead that its salesperson should look at now.

    Raised by the suite (``assistant_show``), answered by people with the buttons, and
    told to the suite.
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
        STATUSES,
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    done_at = fields.Datetime("Settled on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, copy=False, ondelete="set null"
    )

    snoozed_until = fields.Datetime("Later, from", readonly=True, copy=False)
    said_reason = fields.Char("Why", readonly=True, copy=False)

    _key_uniq = models.Constraint(
        "UNIQUE (key)", "There is an alert with this key already."
    )

    def action_done(self):
        """Say that what the alert asks for was done; settled ones stay as they are."""
        self._settle("done")

    def action_dismiss(self):
        """Ask why nothing has to be done."""
        return self._ask("dismissed", self.env._("Nothing to do"))

    def action_snooze(self):
        """Ask until when it can wait."""
        return self._ask("snoozed", self.env._("Later"))

    def action_reopen(self):
        """Take up at once what was put off."""
        self._answer(self.filtered(lambda alert: alert.status == "snoozed"), "open")

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

    def _ask(self, answer, title):
        self.lead_id.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "g.assistant.answer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_alert_ids": [Command.set(self.ids)],
                "default_answer": answer,
            },
        }

    def _settle(self, status, reason="", until=False):
        """Take a person's answer to what is still live, and tell the suite."""
        live = self.filtered(lambda alert: alert.status in LIVE)
        self._answer(live, status, reason, until)

    def _answer(self, alerts, status, reason="", until=False):
        self.lead_id.check_access("write")
        is_end = status not in LIVE
        # sudo: people answer alerts and do not edit them; they have no write access.
        alerts.sudo().write(
            {
                "status": status,
                "done_at": is_end and fields.Datetime.now(),
                "done_by_id": is_end and self.env.uid,
                "said_reason": (reason or "").strip()[:LONGEST_REASON] or False,
                "snoozed_until": until,
            }
        )
        events = self.env["g.assistant.event"]
        if events._is_recording():
            for alert in alerts.sudo():
                events._note(alert.lead_id.id, "alert_settled", alert._as_answered())

    def _as_answered(self):
        until = self.snoozed_until
        return {
            "alert": {
                "key": self.key,
                "what": ANSWERS[self.status],
                "reason": self.said_reason or "",
                "until": until.isoformat() + "Z" if until else None,
            }
        }
