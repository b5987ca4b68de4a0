from collections import defaultdict

from odoo import models

from ..ingest.refusal import refused


class GAssistantReceipt(models.Model):
    _inherit = "g.assistant.receipt"

    def _refuse_incomplete(self, orders):
        """Give {key: answer} of leads that PostgreSQL would not take.

        Odoo would leave these to it, and then its log has the whole row in clear, and
        its sentence is about a record that somebody deletes.
        """
        absent = self._absent_records(orders)
        refusals = {}
        for order in orders:
            names = [
                name for name, ids in absent.items() if order.values.get(name) in ids
            ]
            if names:
                reason = self.env._("There is no such record: %s", ", ".join(names))
                refusals[order.key] = refused(reason, names)
            elif not self._has_title(order.values):
                reason = self.env._("A lead needs a title.")
                refusals[order.key] = refused(reason, ["name"])
        return refusals

    def _absent_records(self, orders):
        """Give {field: ids} of what the leads refer to and is not there."""
        fields = self.env["crm.lead"]._fields
        wanted = defaultdict(set)
        for order in orders:
            for name, value in order.values.items():
                if value and fields[name].type == "many2one":
                    wanted[name].add(value)
        absent = {}
        for name, ids in wanted.items():
            records = self.env[fields[name].comodel_name].browse(sorted(ids))
            absent[name] = ids - set(records.exists().ids)
        return absent

    def _has_title(self, values):
        """Odoo makes a title of the customer's name, but only when there is no key."""
        if "name" in values:
            return bool(values["name"] and values["name"].strip())
        return bool(values.get("partner_id"))
