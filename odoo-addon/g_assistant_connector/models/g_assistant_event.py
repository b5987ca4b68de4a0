from odoo import api, fields, models
from odoo.tools import SQL

from ..outbox.bigint import BigInteger

KINDS = [
    ("created", "Created"),
    ("stage_changed", "Stage changed"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("reopened", "Reopened"),
    ("assigned", "Assigned"),
    ("merged", "Merged"),
    ("archived", "Archived"),
    ("restored", "Restored"),
    ("deleted", "Deleted"),
    ("contact_changed", "Contact data changed"),
    ("updated", "Updated"),
    ("customer_wrote", "Customer wrote"),
    ("message_sent", "Message sent"),
    ("activity_planned", "Activity planned"),
    ("activity_changed", "Activity changed"),
    ("activity_done", "Activity done"),
    ("activity_cancelled", "Activity cancelled"),
    ("activity_overdue", "Activity overdue"),
    ("corrected", "Grade corrected"),
    ("alert_settled", "Alert answered"),
]


class GAssistantEvent(models.Model):
    """The outbox: a row a change of a lead, written in the transaction of the change.

    ``revision``, ``status``, ``attempts`` and what follows belong to the sender.
    """

    _name = "g.assistant.event"
    _description = "Change to be sent to the assistant"
    _order = "id desc"
    _rec_name = "kind"
    # who and when are its own columns: less to write in the user's transaction
    _log_access = False

    uuid = fields.Char("Event id", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    lead_ref = fields.Integer(
        "Lead number",
        required=True,
        readonly=True,
        index=True,
        help="The number stays when the lead is deleted or merged.",
    )
    lead_id = fields.Many2one("crm.lead", compute="_compute_lead_id")
    lead_title = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    is_us = fields.Boolean("By the assistant", readonly=True)
    changed = fields.Json(readonly=True)
    merged_into = fields.Integer("Merged into lead number", readonly=True)
    occurred_at = fields.Datetime(
        required=True, readonly=True, default=lambda self: self.env.cr.now()
    )
    revision = BigInteger(readonly=True, aggregator=None)
    status = fields.Selection(
        [("pending", "Waiting"), ("sent", "Sent"), ("dead", "Given up")],
        default="pending",
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(readonly=True, default=0)
    next_attempt_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)
    xact = BigInteger("Database transaction", readonly=True, aggregator=None)

    _uuid_uniq = models.Constraint(
        "UNIQUE (uuid)", "There is an event with this id already."
    )
    _pending_idx = models.Index("(id) WHERE status = 'pending'")

    def init(self):
        """Let PostgreSQL itself note the writing transaction: it is the only one
        who knows it before the row is written."""
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ALTER COLUMN xact"
                " SET DEFAULT pg_current_xact_id()::text::bigint",
                SQL.identifier(self._table),
            )
        )

    @api.depends("lead_ref")
    def _compute_lead_id(self):
        leads = self.env["crm.lead"].browse(set(self.mapped("lead_ref")))
        alive = set(leads.with_context(active_test=False).exists().ids)
        for event in self:
            event.lead_id = event.lead_ref if event.lead_ref in alive else False
