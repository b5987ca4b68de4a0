from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

MODULE = "g_assistant_connector"
EXTERNAL_MODULE = "__metalead__"
"""Module part of the external ids that the suite's leads have, with and without us."""


class GAssistantReceipt(models.Model):
    """That a Meta lead was taken in, for ever: it outlives the lead itself.

    ``lead_id`` is the lead, or the one into which it was merged; empty once deleted.
    """

    _name = "g.assistant.receipt"
    _description = "Receipt of a Meta lead"
    _order = "id desc"
    _rec_name = "leadgen_id"

    tenant = fields.Char(required=True, readonly=True)
    leadgen_id = fields.Char("Meta lead id", required=True, readonly=True)
    page_id = fields.Char("Meta page id", readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", ondelete="set null", index=True, readonly=True
    )
    is_merged = fields.Boolean("Merged into another", readonly=True)

    _tenant_leadgen_uniq = models.Constraint(
        "UNIQUE (tenant, leadgen_id)", "There is a receipt for this Meta lead already."
    )

    @api.model
    @api.readonly
    def probe(self):
        """Say that the addon is there, and whether it sends changes to the suite.

        :return: ``{"version": "19.0.1.2.0", "is_sending": bool}``
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only internal users may ask this."))
        module = self.env["ir.module.module"].sudo().search([("name", "=", MODULE)])
        is_sending = self.env["g.assistant.event"]._is_sending()
        return {"version": module.latest_version, "is_sending": is_sending}

    @api.model
    def _make_from_external_ids(self, leads=None):
        """Write the receipts of leads that came by ``load`` and have none yet.

        :param leads: only these; None for all that there are
        """
        which = SQL("TRUE") if leads is None else SQL("d.res_id = ANY(%s)", leads.ids)
        # SQL: one statement for any number of leads, and nothing happens where there
        # is a receipt. A race raises a serialization error, which Odoo runs again.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO g_assistant_receipt
                       (tenant, leadgen_id, lead_id, is_merged,
                        create_uid, create_date, write_uid, write_date)
                SELECT substring(d.name from '^lead_(.+)_[^_]+$'),
                       substring(d.name from '[^_]+$'),
                       l.id, false, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM ir_model_data d
                  JOIN crm_lead l ON l.id = d.res_id
                 WHERE d.module = %(module)s
                   AND d.model = 'crm.lead'
                   AND d.name ~ '^lead_[a-z0-9_-]{1,40}_[0-9A-Za-z]{1,64}$'
                   AND %(which)s
                 ORDER BY d.name
                ON CONFLICT (tenant, leadgen_id) DO NOTHING
                """,
                user=self.env.uid,
                now=self.env.cr.now(),
                module=EXTERNAL_MODULE,
                which=which,
            )
        )
        self.invalidate_model()

    @api.model
    def _adopt_earlier_leads(self):
        """Write receipts, and the Meta lead id, of all leads from before this addon."""
        self._make_from_external_ids()
        # SQL: any number of leads, and no change of theirs to tell anybody about.
        self.env.cr.execute(
            """
            UPDATE crm_lead AS lead SET meta_leadgen_id = first.leadgen_id
              FROM (SELECT DISTINCT ON (lead_id) lead_id, leadgen_id
                      FROM g_assistant_receipt
                     WHERE lead_id IS NOT NULL
                     ORDER BY lead_id, id) AS first
             WHERE lead.id = first.lead_id AND lead.meta_leadgen_id IS NULL
            """
        )
        self.env["crm.lead"].invalidate_model(["meta_leadgen_id"])
