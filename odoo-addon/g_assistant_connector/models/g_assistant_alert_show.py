from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..rights import speaks_for_suite
from ..scoring.order import RowRefusedError
from ..shown.order import LIVE, read_alert

MOST = 100


class GAssistantAlert(models.Model):
    """How the suite lets leads show its alerts."""

    _inherit = "g.assistant.alert"

    @api.model
    def assistant_show(self, alerts):
        """Show alerts as they stand; the same again changes nothing.

        What a person settled here stays so: the suite may not have heard of it yet.

        :param list alerts: at most 100 dicts with ``key``, ``lead_id``, ``cause``,
            ``cause_title``, ``title``, ``explanation``, ``proposed_action``,
            ``severity``, ``raised_at``, ``status``, ``snoozed_until``, ``closed_at``
            (times as ISO 8601 with zone, the last two may be None)
        :return: for each, in order, ``{"state": str}``: written, same, gone or refused
            (with ``reason``)
        :raise AccessError: the user is neither the integration nor an administrator
        :raise ValidationError: ``alerts`` is not a list, or too long
        """
        self._check_may_show()
        if not isinstance(alerts, list) or len(alerts) > MOST:
            raise ValidationError(
                self.env._("The alerts must be a list of at most %s.", MOST)
            )
        context = {
            **clean_context(self.env.context),
            "g_assistant_by_us": True,
            "active_test": False,
        }
        shown = self.with_env(self.env(context=context)).sudo()
        return [shown._assistant_show(row) for row in alerts]

    def _assistant_show(self, row):
        try:
            key, lead_id, values = read_alert(row)
        except RowRefusedError as refused:
            return {"state": "refused", "reason": str(refused)}
        alert = self.search([("key", "=", key)])
        if not alert:
            if not self.env["crm.lead"].browse(lead_id).exists():
                return {"state": "gone"}
            alert = self._make(key, lead_id, values)
        elif alert.done_by_id and values["status"] in LIVE:
            return {"state": "same"}
        changed = {
            name: value for name, value in values.items() if alert[name] != value
        }
        if alert.done_by_id:
            changed.pop("done_at", None)
        if not changed:
            return {"state": "same"}
        alert.write(changed)
        return {"state": "written"}

    @api.model
    def _make(self, key, lead_id, values):
        # SQL: of two who show the same one at once, one gets a serialization error,
        # which Odoo runs again; by the ORM he would be refused for good.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO g_assistant_alert
                       (key, lead_id, title, severity, status, raised_at,
                        create_uid, create_date, write_uid, write_date)
                VALUES (%(key)s, %(lead)s, '?', 'normal', 'open', %(raised_at)s,
                        %(user)s, %(now)s, %(user)s, %(now)s)
                ON CONFLICT (key) DO NOTHING
                """,
                key=key,
                lead=lead_id,
                raised_at=values["raised_at"],
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["crm.lead"].invalidate_model(["assistant_alert_ids"])
        return self.search([("key", "=", key)])

    @api.model
    def _check_may_show(self):
        if not speaks_for_suite(self.env):
            raise AccessError(self.env._("Only the assistant raises alerts."))
