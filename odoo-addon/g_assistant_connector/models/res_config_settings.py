from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..sending import receiver, standard_webhooks
from ..sending.problem_sentences import sentence

PARAMETERS = {
    "g_assistant_url": "g_assistant_connector.url",
    "g_assistant_secret": "g_assistant_connector.secret",
    "g_assistant_dashboard_url": "g_assistant_connector.dashboard_url",
}


class ResConfigSettings(models.TransientModel):
    """Where the assistant is, what signs our messages, and which teams it hears of.

    Not by ``config_parameter=``: of such fields default_get() tells every user the
    values, also over the remote API.
    """

    _inherit = "res.config.settings"

    g_assistant_url = fields.Char("Assistant URL", groups="base.group_system")
    g_assistant_secret = fields.Char("Assistant secret", groups="base.group_system")
    g_assistant_dashboard_url = fields.Char(
        "Assistant dashboard URL", groups="base.group_system"
    )
    g_assistant_team_ids = fields.Many2many(
        "crm.team",
        string="Teams reported to the assistant",
        compute="_compute_g_assistant_team_ids",
        inverse="_inverse_g_assistant_team_ids",
        readonly=False,
    )
    g_assistant_waiting_count = fields.Integer(
        "Changes waiting", compute="_compute_g_assistant_facts"
    )
    g_assistant_dead_count = fields.Integer(
        "Changes given up", compute="_compute_g_assistant_facts"
    )
    g_assistant_last_success_at = fields.Datetime(
        "Last success", compute="_compute_g_assistant_facts"
    )
    g_assistant_paused_until = fields.Datetime(
        "Next try", compute="_compute_g_assistant_facts"
    )
    g_assistant_problem = fields.Char(
        "Present problem", compute="_compute_g_assistant_facts"
    )

    def _compute_g_assistant_team_ids(self):
        self.g_assistant_team_ids = self._g_assistant_reported_teams()

    def _inverse_g_assistant_team_ids(self):
        """Write only what differs, and only teams that this user sees here.

        Who may change settings need not have rights in sales.
        """
        for settings in self:
            wanted = settings.g_assistant_team_ids
            reported = settings._g_assistant_reported_teams()
            (wanted - reported).sudo().assistant_is_reported = True
            (reported - wanted).sudo().assistant_is_reported = False

    def _g_assistant_reported_teams(self):
        return self.env["crm.team"].search([("assistant_is_reported", "=", True)])

    def _compute_g_assistant_facts(self):
        events = self.env["g.assistant.event"].sudo()
        outbox = events._outbox()
        self.g_assistant_waiting_count = events.search_count(
            [("status", "=", "pending")]
        )
        self.g_assistant_dead_count = events.search_count([("status", "=", "dead")])
        self.g_assistant_last_success_at = outbox.last_success_at
        self.g_assistant_paused_until = outbox.paused_until
        self.g_assistant_problem = outbox._problem_text()

    @api.model
    def get_values(self):
        values = super().get_values()
        if self.env.user._is_system():
            parameters = self.env["ir.config_parameter"].sudo()
            for name, key in PARAMETERS.items():
                values[name] = parameters.get_param(key)
        return values

    def set_values(self):
        result = super().set_values()
        # Of others get_values() tells nothing: here they would empty the parameters.
        if self.env.user._is_system():
            self._g_assistant_set_parameters()
        return result

    def _g_assistant_set_parameters(self):
        parameters = self.env["ir.config_parameter"].sudo()
        values = {name: (self[name] or "").strip() for name in PARAMETERS}
        self._g_assistant_check(values)
        changed = {
            name
            for name, key in PARAMETERS.items()
            if (parameters.get_param(key) or "") != values[name]
        }
        for name in changed:
            parameters.set_param(PARAMETERS[name], values[name] or False)
        if changed & {"g_assistant_url", "g_assistant_secret"}:
            self.env["g.assistant.event"]._begin_anew()
            # Whoever read them before this commit has put the former values back into
            # the cache, and nobody would be told of any change.
            forget = partial(self.env.registry.clear_cache, "stable")
            self.env.cr.postcommit.add(forget)

    def _g_assistant_check(self, values):
        """Refuse what cannot work, in words that do not repeat the secret."""
        for name in ("g_assistant_url", "g_assistant_dashboard_url"):
            problem = values[name] and receiver.url_problem(values[name])
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(problem)s",
                        field=self._fields[name]._description_string(self.env),
                        problem=sentence(self.env, problem),
                    )
                )
        secret = values["g_assistant_secret"]
        try:
            if secret:
                standard_webhooks.signing_keys(secret)
        except standard_webhooks.MalformedSecretError:
            raise ValidationError(sentence(self.env, "bad_secret")) from None
