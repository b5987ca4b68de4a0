from odoo.tests import tagged

from .ingest_case import IngestCase, lead


@tagged("post_install", "-at_install")
class TestIngestAndLoad(IngestCase):
    """Both gates, in every order: one lead."""

    def test_load_finds_what_ingest_made_and_leaves_it_alone(self):
        made = self.lead_of(self.ingest_one(lead("1", name="Ali")))
        self.assertEqual(self.load("1", "Again"), made)
        self.assertEqual(made.name, "Ali")

    def test_ingest_finds_what_load_made_and_says_where_it_came_from(self):
        loaded = self.load("1")
        answer = self.ingest_one(lead("1", name="Again", meta_form_id="55"))
        self.assertEqual(answer, {"id": loaded.id, "state": "known"})
        self.assertEqual(loaded.name, "Loaded")
        self.assertEqual((loaded.meta_leadgen_id, loaded.meta_form_id), ("1", "55"))
        self.assertEqual(loaded.meta_page_id, "103")
        self.assertEqual(self.receipt_of("1").lead_id, loaded)
        self.assertEqual(self.ingest_one(lead("1"))["state"], "known")

    def test_a_loaded_lead_deleted_before_any_ingest_is_gone(self):
        self.load("1").unlink()
        self.assertEqual(self.ingest_one(lead("1")), {"id": False, "state": "gone"})

    def test_a_loaded_lead_merged_before_any_ingest_is_merged(self):
        tail = self.load("1")
        head = self.leads.create(
            {"name": "Head", "type": "opportunity", "probability": 50}
        )
        tail.type = "lead"
        self.assertEqual((head | tail).merge_opportunity(), head)
        answer = self.ingest_one(lead("1"))
        self.assertEqual(answer, {"id": head.id, "state": "merged"})
        self.assertEqual(self.load("1"), head)

    def test_a_lead_that_load_made_after_a_deletion_is_known_again(self):
        self.lead_of(self.ingest_one(lead("1"))).unlink()
        loaded = self.load("1")
        self.assertEqual(
            self.ingest_one(lead("1")), {"id": loaded.id, "state": "known"}
        )
        self.assertEqual(self.receipt_of("1").lead_id, loaded)

    def test_a_lead_deleted_past_odoo_is_gone_too(self):
        loaded = self.load("1")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [loaded.id])
        self.env.invalidate_all()
        self.assertEqual(self.ingest_one(lead("1")), {"id": False, "state": "gone"})
        self.assertTrue(self.receipt_of("1"))

    def test_a_lead_of_the_customer_s_own_external_ids_is_let_alone(self):
        data = {"module": "__metalead__", "model": "crm.lead"}
        plain = self.leads.create({"name": "Plain"})
        for name in ("lead_", "lead_x", "other_main_1", "lead_MAIN_1", "lead_main_"):
            self.env["ir.model.data"].create({**data, "name": name, "res_id": plain.id})
        before = self.env["g.assistant.receipt"].search_count([])
        plain.unlink()
        self.assertEqual(self.env["g.assistant.receipt"].search_count([]), before)

    def test_installing_makes_receipts_of_leads_that_are_there(self):
        with_underscore = self.load("12", tenant="my_own_tenant")
        loaded = self.load("1") | with_underscore
        archived = self.load("2")
        archived.active = False
        known = self.lead_of(self.ingest_one(lead("3")))
        self.env["g.assistant.receipt"]._adopt_earlier_leads()
        for made, key in zip(
            loaded | archived | known, ("1", "12", "2", "3"), strict=True
        ):
            self.assertEqual(made.meta_leadgen_id, key)
        receipts = self.env["g.assistant.receipt"].search(
            [("lead_id", "in", (loaded | archived | known).ids)]
        )
        self.assertEqual(len(receipts), 4)
        tenant = receipts.filtered(lambda r: r.lead_id == with_underscore).tenant
        self.assertEqual(tenant, "my_own_tenant")
        self.assertEqual(self.ingest_one(lead("2"))["id"], archived.id)
