from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, models
from odoo.tools import SQL

from .mail_activity import ALERT

BATCH = 500
"""Activities a transaction."""


class GAssistantEvent(models.Model):
    """Activities whose day has passed: nobody writes anything when that happens."""

    _inherit = "g.assistant.event"

    @api.model
    def _cron_note_overdue(self):
        """Record ``activity_overdue`` once an activity and due date.

        A due date that is moved may pass again. Whose day it is: the responsible
        user's, in his time zone (UTC where there is none, as in Odoo).
        """
        if not self._is_recording():
            return
        cron = self.env["ir.cron"]
        count = BATCH
        while count == BATCH:
            count = len(self._take_overdue(BATCH))
            left = count if count == BATCH else 0
            if not cron._commit_progress(count, remaining=left):
                return

    @api.model
    def _take_overdue(self, limit, now=None):
        """Note up to so many activities as overdue; give their numbers.

        :param now: aware moment, for tests.
        """
        self.env.flush_all()
        days = self._days_by_zone(now or datetime.now(timezone.utc))
        # one statement, so that no user's change comes in between; rows that somebody
        # is changing just now are left to the next run. (Within IN (...) PostgreSQL may
        # run the selection several times, each taking up to the limit.)
        rows = self.env.execute_query(
            SQL(
                """
                WITH due AS MATERIALIZED (
                    SELECT a.id
                      FROM mail_activity a
                      JOIN unnest(%s::text[], %s::date[]) AS z(zone, today)
                        ON z.zone = COALESCE(a.user_tz, '')
                      JOIN crm_lead l ON l.id = a.res_id AND l.active
                     WHERE a.active AND a.res_model = 'crm.lead'
                       AND a.date_deadline < z.today
                       AND a.assistant_overdue_on IS DISTINCT FROM a.date_deadline
                       AND NOT (COALESCE(a.automated, FALSE)
                                AND COALESCE(a.note, '') LIKE %s)
                  ORDER BY a.id
                     LIMIT %s
                       FOR NO KEY UPDATE OF a SKIP LOCKED)
                UPDATE mail_activity a
                   SET assistant_overdue_on = a.date_deadline
                  FROM due
                 WHERE a.id = due.id
             RETURNING a.id
                """,
                list(days),
                list(days.values()),
                f"%{ALERT}%",
                limit,
            )
        )
        activities = self.env["mail.activity"].browse(row[0] for row in rows)
        activities.invalidate_recordset(["assistant_overdue_on"], flush=False)
        activities._of_leads()._note_for_assistant("activity_overdue")
        return activities.ids

    @api.model
    def _days_by_zone(self, now):
        """Give today's date for each time zone of a responsible user."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT COALESCE(user_tz, '') FROM mail_activity
                    WHERE active AND res_model = 'crm.lead'"""
            )
        )
        return {zone: now.astimezone(_zone(zone)).date() for (zone,) in rows}


def _zone(name):
    """The zone of that name; UTC for what this system does not know."""
    try:
        return ZoneInfo(name) if name else timezone.utc
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.utc
