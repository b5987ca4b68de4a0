import contextlib
import uuid

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .ingest_case import lead

AGAIN = (psycopg2.errors.SerializationFailure, ConcurrencyError)


@tagged("post_install", "-at_install")
class TestIngestRace(BaseCase):
    """Two real transactions: the first commits after the second began."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.tenant = f"race-{uuid.uuid4().hex[:8]}"
        self.names = []
        self.addCleanup(self.remove_all)

    @contextlib.contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            # The snapshot is taken by the first statement.
            cr.execute("SELECT 1")
            yield env

    def remove_all(self):
        with self.transaction() as env:
            receipts = env["g.assistant.receipt"].search([("tenant", "=", self.tenant)])
            receipts.lead_id.unlink()
            receipts.unlink()
            for model, name in self.names:
                found = env[model].with_context(active_test=False)
                found.search([("name", "=like", f"{name}%")]).unlink()

    def lead(self, leadgen_id, **more):
        return {**lead(leadgen_id, **more), "tenant": self.tenant}

    def ingest(self, env, *rows):
        return env["g.assistant.receipt"].ingest(list(rows))

    def load(self, env, leadgen_id):
        xml_id = f"__metalead__.lead_{self.tenant}_{leadgen_id}"
        leads = env["crm.lead"].with_context(mode="update", noupdate=True)
        return leads.load(["id", "name"], [[xml_id, "Loaded"]])["ids"]

    def count(self, env):
        domain = [
            ("module", "=", "__metalead__"),
            ("name", "=like", f"lead_{self.tenant}_%"),
        ]
        return len(set(env["ir.model.data"].search(domain).mapped("res_id")))

    def test_of_two_calls_for_one_lead_the_second_has_to_run_again(self):
        with self.transaction() as late:
            with self.transaction() as early:
                (made,) = self.ingest(early, self.lead("1"))
            with mute_logger("odoo.sql_db"), self.assertRaises(AGAIN):
                self.ingest(late, self.lead("2"), self.lead("1"), self.lead("3"))
            late.cr.rollback()
            answers = self.ingest(late, self.lead("2"), self.lead("1"), self.lead("3"))
            self.assertEqual([a["state"] for a in answers], ["new", "known", "new"])
            self.assertEqual(answers[1]["id"], made["id"])
            self.assertEqual(self.count(late), 3)

    def test_ingest_does_not_double_what_load_is_making(self):
        with self.transaction() as late:
            with self.transaction() as early:
                ids = self.load(early, "1")
            with mute_logger("odoo.sql_db"), self.assertRaises(AGAIN):
                self.ingest(late, self.lead("1"))
            late.cr.rollback()
            (answer,) = self.ingest(late, self.lead("1"))
            self.assertEqual(answer, {"id": ids[0], "state": "known"})

    def test_load_does_not_double_what_ingest_is_making(self):
        with self.transaction() as late:
            with self.transaction() as early:
                (made,) = self.ingest(early, self.lead("1"))
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model"):
                self.assertFalse(self.load(late, "1"))
            late.cr.rollback()
            self.assertEqual(self.load(late, "1"), [made["id"]])
            self.assertEqual(self.count(late), 1)

    def test_two_calls_that_need_the_same_new_source_make_one(self):
        name = f"Radio {self.tenant}"
        self.names.append(("utm.source", name))
        utm = {"source": {"key": f"utm_source_{self.tenant}", "name": name}}
        with self.transaction() as late:
            with self.transaction() as early:
                self.ingest(early, self.lead("1", utm=utm))
            with mute_logger("odoo.sql_db"), self.assertRaises(AGAIN):
                self.ingest(late, self.lead("2", utm=utm))
            late.cr.rollback()
            self.ingest(late, self.lead("2", utm=utm))
            self.assertEqual(
                late["utm.source"].search_count([("name", "like", name)]), 1
            )

    def test_two_calls_with_two_new_campaigns_of_one_title_make_two(self):
        title = f"Spring {self.tenant}"
        self.names.append(("utm.campaign", title))
        self.names.append(("utm.campaign", f"campaign_{self.tenant}"))

        def row(number):
            key = f"campaign_{self.tenant}_{number}"
            return self.lead(number, utm={"campaign": {"key": key, "name": title}})

        with self.transaction() as late:
            with self.transaction() as early:
                self.ingest(early, row("1"))
            with mute_logger("odoo.sql_db"):
                (answer,) = self.ingest(late, row("2"))
            self.assertEqual(answer["state"], "new")
            late.cr.commit()
            campaigns = late["utm.campaign"].search([("title", "=", title)])
            self.assertEqual(len(campaigns), 2)

    def test_a_source_deleted_meanwhile_is_made_anew_in_the_next_run(self):
        name = f"Radio {self.tenant}"
        self.names.append(("utm.source", name))
        utm = {"source": {"key": f"utm_source_{self.tenant}", "name": name}}
        with self.transaction() as first:
            self.ingest(first, self.lead("1", utm=utm))
        with self.transaction() as late:
            with self.transaction() as early:
                early["utm.source"].search([("name", "=", name)]).unlink()
            with mute_logger("odoo.sql_db"), self.assertRaises(AGAIN):
                self.ingest(late, self.lead("2", utm=utm))
            late.cr.rollback()
            (answer,) = self.ingest(late, self.lead("2", utm=utm))
            made = late["crm.lead"].browse(answer["id"])
            self.assertEqual(made.source_id.name, name)

    def test_a_lead_deleted_meanwhile_is_never_made_anew(self):
        with self.transaction() as first:
            self.ingest(first, self.lead("1"))
        with self.transaction() as late:
            with self.transaction() as early:
                domain = [("tenant", "=", self.tenant)]
                early["g.assistant.receipt"].search(domain).lead_id.unlink()
            (before,) = self.ingest(late, self.lead("1"))
            self.assertEqual(before["state"], "known")
            late.cr.rollback()
            (after,) = self.ingest(late, self.lead("1"))
            self.assertEqual(after, {"id": False, "state": "gone"})
