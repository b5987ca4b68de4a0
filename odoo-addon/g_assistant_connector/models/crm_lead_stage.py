from contextlib import contextmanager

from odoo import models

STAGES = "g_assistant_connector.stages"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @contextmanager
    def _stages_found_once(self):
        """Within this, the first stage of a team is looked up once, not for each lead.

        Odoo asks the database for every lead that is made: a fifth of the time that a
        batch takes. The stages do not change meanwhile, it is one transaction.
        """
        cache = self.env.cr.cache
        cache[STAGES] = {}
        try:
            yield
        finally:
            # the cursor forgets all by itself when a savepoint is rolled back
            cache.pop(STAGES, None)

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        found = self.env.cr.cache.get(STAGES)
        if found is None:
            return super()._stage_find(team_id, domain, order, limit)
        teams = frozenset(filter(None, (team_id, *self.team_id.ids)))
        key = (self.env.uid, teams, str(domain), order, limit)
        if key not in found:
            found[key] = super()._stage_find(team_id, domain, order, limit).ids
        return self.env["crm.stage"].browse(found[key])
