from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import groupby

from .g_assistant_receipt import EXTERNAL_MODULE

GONE = {"id": False, "state": "gone"}


class GAssistantReceipt(models.Model):
    _inherit = "g.assistant.receipt"

    def _find(self, orders):
        """Give {key: answer} of what is known, by receipt or by external id.

        The external id is what ``crm.lead.load`` goes by: a lead that came that way is
        the same lead, and gets its receipt here.
        """
        receipts = self._receipts_by_key(orders)
        answers = {key: receipt._answer() for key, receipt in receipts.items()}
        rest = [o for o in orders if answers.get(o.key, GONE)["state"] == "gone"]
        named = self._lookup_names("crm.lead", [order.external_name for order in rest])
        found = {o: named[o.external_name][1] for o in rest if o.external_name in named}
        self._adopt(found, receipts)
        for order, lead_id in found.items():
            answer = {"id": lead_id, "state": "known"} if lead_id else dict(GONE)
            answers[order.key] = answer
        return answers

    def _receipts_by_key(self, orders):
        # sudo: a lead of another company is known all the same.
        receipts = self.sudo().browse()
        columns = ["tenant", "leadgen_id", "lead_id", "is_merged"]
        for tenant, group in groupby(orders, key=lambda order: order.tenant):
            leadgen_ids = [order.leadgen_id for order in group]
            domain = [("tenant", "=", tenant), ("leadgen_id", "in", leadgen_ids)]
            receipts |= receipts.search_fetch(domain, columns)
        return {(receipt.tenant, receipt.leadgen_id): receipt for receipt in receipts}

    def _answer(self):
        if not self.lead_id:
            return dict(GONE)
        state = "merged" if self.is_merged else "known"
        return {"id": self.lead_id.id, "state": state}

    def _lookup_names(self, model, names):
        """Give {name: (id in ir.model.data, id of the record or False if it is gone)}.

        Past Odoo's cache of external ids: in a race only the table counts.
        """
        data = self.env["ir.model.data"].sudo()
        xml_ids = [f"{EXTERNAL_MODULE}.{name}" for name in names]
        found = {}
        for row in data._lookup_xmlids(xml_ids, self.env[model]):
            row_id, _module, name, row_model, _res_id, _noupdate, record_id = row
            if row_model != model:
                raise ValidationError(
                    self.env._("The external id %s is that of another record.", name)
                )
            found[name] = (row_id, record_id or False)
        return found

    def _adopt(self, found, receipts):
        """Write the receipts of leads that ``load`` made, and where they came from."""
        without = [order for order in found if order.key not in receipts]
        self._claim(without, [found[order] or None for order in without])
        for order in found:
            if order.key in receipts:
                receipts[order.key].lead_id = found[order]
        # sudo: the lead may be in a company that the integration does not see.
        leads = self.env["crm.lead"].sudo().browse(filter(None, found.values()))
        orders = (order for order in found if found[order])
        for order, lead in zip(orders, leads, strict=True):
            if not lead.meta_leadgen_id:
                lead.write(order.meta_values)
