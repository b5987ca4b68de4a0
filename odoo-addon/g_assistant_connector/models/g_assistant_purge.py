import logging

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 5000
"""Rows a transaction."""

LONGEST_DAYS = 36500
"""Of more days PostgreSQL cannot make a date."""

KEPT_DAYS = {"sent": 30, "dead": 90}
"""Days that events are kept by status, unless ``g_assistant_connector.keep_sent_days``
or ``keep_dead_days`` says otherwise. Waiting ones are kept for ever."""


class GAssistantEvent(models.Model):
    _inherit = "g.assistant.event"

    @api.model
    def _cron_purge(self):
        """Remove events that were sent, or given up, long ago."""
        cron = self.env["ir.cron"]
        for status in KEPT_DAYS:
            count = BATCH
            while count == BATCH:
                count = self._purge(status, BATCH)
                left = count if count == BATCH else 0
                if not cron._commit_progress(count, remaining=left):
                    return

    @api.model
    def _purge(self, status, limit):
        """Remove up to so many events of that status, oldest first; give how many.

        By SQL: nothing hangs on the rows, and the ORM would read each of them.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH old AS MATERIALIZED (
                    SELECT id FROM g_assistant_event
                     WHERE status = %s
                       AND COALESCE(sent_at, occurred_at)
                           < now() AT TIME ZONE 'UTC' - make_interval(days => %s)
                  ORDER BY id
                     LIMIT %s
                       FOR UPDATE SKIP LOCKED)
                DELETE FROM g_assistant_event e
                      USING old
                      WHERE e.id = old.id
                """,
                status,
                self._kept_days(status),
                limit,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

    @api.model
    def _kept_days(self, status):
        parameters = self.env["ir.config_parameter"].sudo()
        key = f"g_assistant_connector.keep_{status}_days"
        text = parameters.get_param(key) or ""
        if text.isdecimal():
            return min(int(text), LONGEST_DAYS)
        if text:
            _logger.warning("%s is not a number of days; the default is used", key)
        return KEPT_DAYS[status]
