from odoo import models

from ..outbox.changes import WATCHED, WATCHED_SET


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _create(self, data_list):
        # the innermost create: from here on the lead has a number, and what create()
        # and the computations after it write is part of its creation
        leads = super()._create(data_list)
        events = self.env["g.assistant.event"]
        if events._is_recording():
            events._note_created(leads)
        return leads

    def write(self, vals):
        if not WATCHED_SET.isdisjoint(vals):
            events = self.env["g.assistant.event"]
            if events._is_recording():
                events._note_before(self, WATCHED)
        return super().write(vals)

    def _compute_field_value(self, field):
        # stored fields that follow others (a partner's e-mail, a team's company)
        # change without write()
        if field.store and any(self._ids):
            names = self.pool.field_computed[field]
            names = [f.name for f in names if f.name in WATCHED_SET]
            events = self.env["g.assistant.event"]
            if names and events._is_recording():
                events._note_before(self.filtered("id"), names, is_direct=False)
        return super()._compute_field_value(field)

    def unlink(self):
        events = self.env["g.assistant.event"]
        if events._is_recording():
            events._note_end(self)
        return super().unlink()

    def _merge_dependences(self, opportunities):
        res = super()._merge_dependences(opportunities)
        events = self.env["g.assistant.event"]
        if events._is_recording():
            events._note_end(opportunities, merged_into=self.id)
        return res
