import json
import uuid
from datetime import datetime, timezone
from functools import partial

from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ..outbox.background import wake_later
from ..outbox.changes import LONGEST_TEXT, OUTCOME_KINDS, OUTCOMES, Changes
from ..outbox.coalescing import coalesce
from ..outbox.draft import Actor, Row
from .g_assistant_recording import DRAFTS

HAS_WRITTEN = "g_assistant_connector.has_written"
SEND_CRON = "g_assistant_connector.ir_cron_send"


class GAssistantEvent(models.Model):
    """Writing what was noted: in the user's transaction, just before it commits."""

    _inherit = "g.assistant.event"

    def _write_drafts(self):
        """Write the transaction's drafts; runs as superuser in ``cr.precommit``."""
        cr = self.env.cr
        drafts = cr.precommit.data[DRAFTS]
        if len(cr.precommit) and not drafts.was_put_back:
            # other hooks (field tracking posts messages) may add to it: let them first
            drafts.was_put_back = True
            cr.precommit.add(self._write_drafts)
            return
        del cr.precommit.data[DRAFTS]
        rows = self._prepare_all_rows(drafts)
        if not rows:
            return
        earlier = self._rows_of_this_transaction(drafts)
        self._store(coalesce([*earlier, *rows]), earlier)
        cr.cache[HAS_WRITTEN] = True
        cr.postcommit.add(partial(wake_later, cr.dbname, SEND_CRON))

    # ------------------------------------------------------------ preparing

    @api.model
    def _prepare_all_rows(self, drafts):
        ended = [each for each, d in drafts.items() if d.is_deleted or d.merged_into]
        gone = set(ended).difference(self.env["crm.lead"].browse(ended).exists().ids)
        rows = []
        for lead_id, draft in drafts.items():
            rows += self._prepare_rows(lead_id, draft, is_gone=lead_id in gone)
        return rows

    @api.model
    def _prepare_rows(self, lead_id, draft, is_gone):
        """Give a lead's rows; none where its teams are not reported."""
        if is_gone:
            return self._prepare_end_rows(lead_id, draft)
        lead = self.env["crm.lead"].browse(lead_id)
        try:
            return self._prepare_lead_rows(lead, draft)
        except MissingError:
            # gone past the ORM, or created within a savepoint that was rolled back
            draft.is_deleted = True
            return self._prepare_end_rows(lead_id, draft)

    @api.model
    def _prepare_end_rows(self, lead_id, draft):
        if draft.is_created or not self._is_reported(draft.team_id):
            return []
        kind = "merged" if draft.merged_into else "deleted"
        row = Row(lead_id, kind, {}, draft.actor or self._actor(), draft.title)
        row.merged_into = draft.merged_into
        return [row]

    @api.model
    def _prepare_lead_rows(self, lead, draft):
        team_before = draft.before.get("team_id", lead.team_id).id
        if not self._is_reported(team_before, lead.team_id.id):
            return []
        make = partial(Row, lead.id, title=(lead.name or "")[:LONGEST_TEXT])
        if draft.is_created:
            fields = self._kinds_of_new(lead)
        else:
            fields = Changes(draft.before, lead).kinds()
        rows = [make(kind, changed, draft.actor) for kind, changed in fields]
        rows += [make(*note) for note in draft.notes]
        if draft.merged_into:  # and kept nevertheless
            rows.append(make("merged", {}, draft.actor, merged_into=draft.merged_into))
        return rows

    @api.model
    def _kinds_of_new(self, lead):
        yield "created", {}
        outcome = OUTCOMES.get(lead.won_status, "open")
        if outcome != "open":
            changed = {"outcome": {"from": "open", "to": outcome}}
            yield OUTCOME_KINDS[outcome], changed

    @api.model
    def _is_reported(self, *team_ids):
        """Whether one of the teams is reported; being in none is as good."""
        return not set(team_ids) <= self.env["crm.team"]._assistant_unreported_ids()

    # ------------------------------------------------------------ storing

    @api.model
    def _rows_of_this_transaction(self, lead_ids):
        """What earlier flushes (savepoints) of this transaction wrote for the leads.

        Asked in the database, which knows what was rolled back since.
        """
        if HAS_WRITTEN not in self.env.cr.cache:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead_ref, kind, changed, user_id, is_us, lead_title,
                       merged_into, id
                  FROM g_assistant_event
                 WHERE lead_ref = ANY(%s) AND status = 'pending'
                   AND xact = pg_current_xact_id()::text::bigint
              ORDER BY id
                """,
                list(lead_ids),
            )
        )
        return [
            Row(
                lead,
                kind,
                changed or {},
                Actor(user, is_us),
                title,
                merged_into,
                row_id,
            )
            for lead, kind, changed, user, is_us, title, merged_into, row_id in rows
        ]

    @api.model
    def _store(self, rows, earlier):
        kept = {row.id for row in rows}
        gone = [row.id for row in earlier if row.id not in kept]
        if gone:
            self.browse(gone).unlink()
        for row in rows:
            if row.id:
                self.browse(row.id).write(self._prepare_update(row))
        self._insert([row for row in rows if not row.id])

    @api.model
    def _prepare_update(self, row):
        return {
            "kind": row.kind,
            "changed": row.changed,
            "user_id": row.actor.user_id,
            "is_us": row.actor.is_us,
        }

    @api.model
    def _insert(self, rows):
        """Insert all rows by one statement.

        Not by the ORM: it would take several times as long, in the user's save. The
        user is looked up, so that one who is deleted in this transaction is no error.
        """
        if not rows:
            return
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO g_assistant_event
                            (uuid, kind, lead_ref, lead_title, user_id, is_us, changed,
                             merged_into, occurred_at, status, attempts)
                     SELECT n.uuid, n.kind, n.lead_ref, n.title, u.id, n.is_us,
                            n.changed::jsonb, n.merged_into, %s, 'pending', 0
                       FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[],
                                   %s::int[], %s::bool[], %s::text[], %s::int[])
                            WITH ORDINALITY
                            AS n(uuid, kind, lead_ref, title, user_id, is_us, changed,
                                 merged_into, nr)
                  LEFT JOIN res_users u ON u.id = n.user_id
                   ORDER BY n.nr
                """,
                now,
                [uuid.uuid4().hex for _row in rows],
                [row.kind for row in rows],
                [row.lead_ref for row in rows],
                [row.title for row in rows],
                [row.actor.user_id for row in rows],
                [row.actor.is_us for row in rows],
                [json.dumps(row.changed) for row in rows],
                [row.merged_into for row in rows],
            )
        )
