from odoo import api, fields, models
from odoo.tools import ormcache


class CrmTeam(models.Model):
    _inherit = "crm.team"

    assistant_is_reported = fields.Boolean(
        "Report to the assistant",
        default=True,
        help="Changes of this team's leads are sent to the Meta Lead Ads assistant.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if not all(team.assistant_is_reported for team in teams.sudo()):
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if "assistant_is_reported" in vals:
            self.env.registry.clear_cache()
        return res

    @api.model
    @ormcache()
    def _assistant_unreported_ids(self):
        """Numbers of the teams whose leads' changes stay in Odoo."""
        teams = self.sudo().with_context(active_test=False)
        return frozenset(teams.search([("assistant_is_reported", "=", False)]).ids)
