from odoo import models

from .g_assistant_receipt import EXTERNAL_MODULE


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        """The Meta leads that the others came from are the head's from now on."""
        result = super()._merge_dependences(opportunities)
        self._merge_dependences_receipts(opportunities)
        # sudo: whoever may merge takes along what stands on the leads.
        opportunities.sudo().assistant_alert_ids.write({"lead_id": self.id})
        return result

    def _merge_dependences_receipts(self, opportunities):
        # sudo: salespeople merge, and neither receipts nor external ids are theirs.
        receipts = self.env["g.assistant.receipt"].sudo()
        receipts._make_from_external_ids(opportunities)
        moved = receipts.search([("lead_id", "in", opportunities.ids)])
        moved.write({"lead_id": self.id, "is_merged": True})
        names = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("module", "=", EXTERNAL_MODULE),
                    ("model", "=", self._name),
                    ("res_id", "in", opportunities.ids),
                ]
            )
        )
        names.write({"res_id": self.id})

    def unlink(self):
        # The external ids go with the leads: what came by `load` would leave no trace.
        self.env["g.assistant.receipt"].sudo()._make_from_external_ids(self)
        return super().unlink()
