from odoo import Command, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .g_assistant_receipt import EXTERNAL_MODULE


class GAssistantReceipt(models.Model):
    _inherit = "g.assistant.receipt"

    def _create_leads(self, orders):
        """Create leads with receipt and external id; give {key: answer}."""
        if not orders:
            return {}
        receipts = self._claim(orders, [None] * len(orders))
        with self.env["crm.lead"]._stages_found_once():
            leads = self.env["crm.lead"].create(self._prepare_leads(orders))
        self._name_records(leads, [order.external_name for order in orders])
        self._link([receipts[order.key] for order in orders], leads)
        return {
            order.key: {"id": lead.id, "state": "new"}
            for order, lead in zip(orders, leads, strict=True)
        }

    def _prepare_leads(self, orders):
        references = self._reference_ids(orders)
        return [self._prepare_lead(order, references) for order in orders]

    def _prepare_lead(self, order, references):
        # Without a salesperson, Odoo would take the user who calls: the integration.
        values = {"user_id": False, **order.values, **order.meta_values}
        for kind, reference in order.utm.items():
            values[f"{kind}_id"] = references[kind, reference.key]
        if order.tags:
            tags = [references["tag", tag.key] for tag in order.tags]
            values["tag_ids"] = [Command.set(tags)]
        if order.note:
            values["description"] = order.note
        return values

    def _claim(self, orders, lead_ids):
        """Insert the receipts, so that nobody else can; give {key: id of the receipt}.

        SQL: all in one statement, which waits for whoever is at the same key and then
        fails with a serialization error. Always in the order of the keys, or else two
        calls could wait for each other.
        """
        if not orders:
            return {}
        pairs = zip(orders, lead_ids, strict=True)
        rows = sorted(((*o.key, o.page_id, lead_id) for o, lead_id in pairs), key=_key)
        tenants, leadgen_ids, page_ids, lead_ids = _columns(rows)
        inserted = self._insert_all(
            SQL(
                """
                INSERT INTO g_assistant_receipt
                       (tenant, leadgen_id, page_id, lead_id, is_merged,
                        create_uid, create_date, write_uid, write_date)
                SELECT new.*, false, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM unnest(%(tenants)s::varchar[], %(leadgen_ids)s::varchar[],
                              %(page_ids)s::varchar[], %(lead_ids)s::int[]) AS new
                ON CONFLICT (tenant, leadgen_id) DO NOTHING
                RETURNING tenant, leadgen_id, id
                """,
                user=self.env.uid,
                now=self.env.cr.now(),
                tenants=tenants,
                leadgen_ids=leadgen_ids,
                page_ids=page_ids,
                lead_ids=lead_ids,
            ),
            len(rows),
        )
        return {(tenant, leadgen_id): id_ for tenant, leadgen_id, id_ in inserted}

    def _link(self, receipt_ids, leads):
        # SQL: one statement for a thousand rows, each with a value of its own.
        self.env.execute_query(
            SQL(
                """
                UPDATE g_assistant_receipt AS receipt
                   SET lead_id = new.lead_id
                  FROM unnest(%s::int[], %s::int[]) AS new(receipt_id, lead_id)
                 WHERE receipt.id = new.receipt_id
                RETURNING receipt.id
                """,
                receipt_ids,
                leads.ids,
            )
        )
        self.browse(receipt_ids).invalidate_recordset(["lead_id"])

    def _name_records(self, records, names):
        """Give the records their external ids, as ``load`` does; a race is lost loudly.

        SQL instead of ``_update_xmlids``: that fills Odoo's cache of external ids with
        names that nobody asks for by name, and leaves them there after a rollback.
        """
        rows = sorted(zip(names, records.ids, strict=True))
        self._insert_all(
            SQL(
                """
                INSERT INTO ir_model_data (module, model, noupdate, name, res_id)
                SELECT %s, %s, true, new.*
                  FROM unnest(%s::varchar[], %s::int[]) AS new
                ON CONFLICT (module, name) DO NOTHING
                RETURNING id
                """,
                EXTERNAL_MODULE,
                records._name,
                *_columns(rows),
            ),
            len(rows),
        )

    def _insert_all(self, query, count):
        """Run the INSERT and give what it returns, ``count`` rows, or raise.

        The database's error is not logged: it is how a race ends, and Odoo tells of it.
        """
        self.env.cr.execute(query, log_exceptions=False)
        inserted = self.env.cr.fetchall()
        if len(inserted) != count:
            # Not at Odoo's isolation level, at which the statement itself fails.
            raise ConcurrencyError("another call wrote one of these keys meanwhile")
        return inserted


def _key(row):
    return row[:2]


def _columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]
