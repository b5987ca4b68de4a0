from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..hooks import uninstall_hook

MODULE = "g_assistant_connector"
SECRET = f"{MODULE}.secret"


@tagged("post_install", "-at_install")
class TestIntegrationUser(TransactionCase):
    """What the suite does in Odoo, done as its user: no more and no less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.env.ref(f"{MODULE}.user_integration")
        cls.as_suite = cls.env(user=cls.user, su=False)
        cls.env["ir.config_parameter"].sudo().set_param(SECRET, "whsec_c2VjcmV0")
        cls.colleague = new_test_user(cls.env, "sara", "sales_team.group_sale_salesman")
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Villa", "user_id": cls.colleague.id}
        )

    def test_it_is_an_internal_user_without_a_password(self):
        self.env.flush_all()
        self.cr.execute("SELECT password FROM res_users WHERE id = %s", [self.user.id])
        self.assertFalse(self.cr.fetchone()[0])
        self.assertTrue(self.user._is_internal())
        self.assertFalse(self.user._is_system())
        self.assertFalse(self.user.has_group("sales_team.group_sale_manager"))

    def test_it_reads_what_a_lead_refers_to(self):
        for model in (
            *("crm.stage", "crm.team", "crm.tag", "crm.lost.reason", "res.country"),
            *("res.country.state", "res.partner", "utm.campaign", "utm.source"),
            *("utm.medium", "mail.message", "mail.activity", "mail.activity.type"),
            *("g.assistant.receipt", "g.assistant.alert", "calendar.event"),
        ):
            with self.subTest(model):
                self.as_suite[model].search_read([], ["display_name"], limit=1)
        names = self.as_suite["res.users"].search_read([], ["name"])
        self.assertIn(self.colleague.name, [row["name"] for row in names])

    def test_it_finds_every_lead_the_archived_and_those_of_others_too(self):
        self.lead.action_archive()
        leads = self.as_suite["crm.lead"].with_context(active_test=False)
        found = leads.search_read([("id", "=", self.lead.id)], ["name", "active"])
        self.assertEqual(
            found, [{"id": self.lead.id, "name": "Villa", "active": False}]
        )

    def test_it_makes_campaigns_sources_media_and_tags(self):
        for model, field in (
            ("utm.campaign", "title"),
            ("utm.source", "name"),
            ("utm.medium", "name"),
            ("crm.tag", "name"),
        ):
            with self.subTest(model):
                made = self.as_suite[model].load(
                    ["id", field], [[f"__metalead__.test_{model}", "Autumn 7391"]]
                )
                self.assertFalse(made["messages"])
                self.assertEqual(
                    self.as_suite[model].browse(made["ids"])[field], "Autumn 7391"
                )

    def test_it_loads_a_lead_once(self):
        columns = ["id", "name", "phone", "user_id/.id", "type"]
        row = ["__metalead__.lead_t_1", "Flat", "+966500000000", False, "lead"]
        leads = self.as_suite["crm.lead"].with_context(mode="update", noupdate=True)
        first, again = leads.load(columns, [row]), leads.load(columns, [row])
        self.assertFalse(first["messages"] + again["messages"])
        self.assertEqual(first["ids"], again["ids"])

    def test_it_takes_a_lead_in_and_probes_and_reads_the_clock(self):
        receipts = self.as_suite["g.assistant.receipt"]
        order = {"tenant": "t", "leadgen_id": "77", "page_id": "1"}
        order |= {"values": {"name": "Flat", "type": "lead"}, "note": "<p>Hello</p>"}
        (answer,) = receipts.ingest([order])
        self.assertEqual(answer["state"], "new", answer)
        self.assertIn("version", receipts.probe())
        self.assertIsInstance(self.as_suite["g.assistant.event"].clock(), int)

    def test_it_writes_scores_on_leads_of_others_and_raises_alerts(self):
        self.lead.with_env(self.as_suite).write(
            {
                "assistant_score": 80,
                "assistant_grade": "hot",
                "assistant_reasons": [{"en": "Soon", "ar": "قريبًا", "points": 5}],
            }
        )
        self.assertEqual(self.lead.assistant_grade, "hot")
        alert = self.as_suite["g.assistant.alert"].create(
            {"key": "k", "lead_id": self.lead.id, "title": "Call"}
        )
        self.assertEqual(alert.with_user(self.colleague).title, "Call")

    def test_it_writes_a_note_and_plans_an_activity(self):
        lead = self.lead.with_env(self.as_suite)
        message = lead.message_post(body="Noted")
        activity = lead.activity_schedule(
            f"{MODULE}.mail_activity_type_call_lead", user_id=self.colleague.id
        )
        self.assertEqual(message.author_id, self.user.partner_id)
        self.assertEqual(activity.user_id, self.colleague)

    def test_it_does_not_delete_leads_alerts_or_receipts(self):
        alert = self.env["g.assistant.alert"].create(
            {"key": "k", "lead_id": self.lead.id, "title": "Call"}
        )
        receipt = self.env["g.assistant.receipt"].create(
            {"tenant": "t", "leadgen_id": "5"}
        )
        for record in (self.lead, alert, receipt):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_env(self.as_suite).unlink()
        with self.assertRaises(AccessError):
            receipt.with_env(self.as_suite).write({"lead_id": self.lead.id})

    def test_it_reads_neither_parameters_nor_the_secret(self):
        parameters = self.as_suite["ir.config_parameter"]
        with self.assertRaises(AccessError):
            parameters.search_read([("key", "=", SECRET)], ["value"])
        with self.assertRaises(AccessError):
            parameters.get_param(SECRET)
        with self.assertRaises(AccessError):
            parameters.set_param(SECRET, "mine")

    def test_it_changes_no_settings_no_users_and_no_rights(self):
        with self.assertRaises(AccessError):
            self.as_suite["res.config.settings"].create({})
        with self.assertRaises(AccessError):
            self.as_suite["res.users"].create({"name": "Eve", "login": "eve"})
        with self.assertRaises(AccessError):
            self.colleague.with_env(self.as_suite).write({"name": "Eve"})
        with self.assertRaises(AccessError):
            admins = self.env.ref("base.group_system")
            self.user.with_env(self.as_suite).write(
                {"group_ids": [Command.link(admins.id)]}
            )

    def test_it_reads_no_outbox(self):
        with self.assertRaises(AccessError):
            self.as_suite["g.assistant.event"].search([])


@tagged("post_install", "-at_install")
class TestSalespeople(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "boss", "sales_team.group_sale_manager")
        cls.admin = new_test_user(
            cls.env, "adm", "base.group_system,sales_team.group_sale_manager"
        )

    def test_not_even_a_sales_manager_reads_outbox_receipts_or_secret(self):
        for model in (
            "g.assistant.event",
            "g.assistant.receipt",
            "ir.config_parameter",
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.boss).search_read([], ["display_name"])
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.boss).create({})

    def test_a_sales_manager_may_not_take_leads_in(self):
        with self.assertRaises(AccessError):
            self.env["g.assistant.receipt"].with_user(self.boss).ingest([])

    def test_an_administrator_reads_outbox_and_receipts_and_edits_neither(self):
        receipt = self.env["g.assistant.receipt"].create(
            {"tenant": "t", "leadgen_id": "5"}
        )
        mine = receipt.with_user(self.admin)
        self.assertEqual(mine.leadgen_id, "5")
        with self.assertRaises(AccessError):
            mine.write({"leadgen_id": "6"})
        with self.assertRaises(AccessError):
            mine.unlink()
        events = self.env["g.assistant.event"].with_user(self.admin)
        self.assertEqual(events.search_count([("status", "=", "dead")]), 0)
        self.assertFalse(events.has_access("create") or events.has_access("unlink"))

    def test_an_alert_stays_in_the_company_of_its_lead(self):
        company = self.env["res.company"].create({"name": "Jeddah branch"})
        lead = self.env["crm.lead"].create(
            {
                "name": "Villa",
                "company_id": company.id,
                "user_id": False,
                "team_id": False,
            }
        )
        alert = self.env["g.assistant.alert"].create(
            {"key": "k", "lead_id": lead.id, "title": "Call"}
        )
        alerts = self.env["g.assistant.alert"].with_user(self.boss)
        self.assertFalse(alerts.search([("id", "=", alert.id)]))
        self.boss.company_ids = [Command.link(company.id)]
        there = alerts.with_context(allowed_company_ids=company.ids)
        self.assertEqual(there.search([("id", "=", alert.id)]), alert)

    def test_the_menus_of_administrators_are_hidden_from_salespeople(self):
        menus = self.env["ir.ui.menu"]
        for xmlid in ("menu_configuration", "menu_outbox", "menu_receipts"):
            menu = self.env.ref(f"{MODULE}.{xmlid}")
            self.assertNotIn(menu.id, menus.with_user(self.boss)._visible_menu_ids())
            self.assertIn(menu.id, menus.with_user(self.admin)._visible_menu_ids())
        alerts = self.env.ref(f"{MODULE}.menu_alerts")
        self.assertIn(alerts.id, menus.with_user(self.boss)._visible_menu_ids())


@tagged("post_install", "-at_install")
class TestUninstalling(TransactionCase):
    def test_the_integration_user_is_archived_and_its_login_becomes_free(self):
        user = self.env.ref(f"{MODULE}.user_integration")
        lead = self.env["crm.lead"].with_user(user).create({"name": "Villa"})
        uninstall_hook(self.env)
        self.assertFalse(user.active or user.partner_id.active)
        self.assertNotEqual(user.login, "g_assistant")
        self.assertFalse(user.has_group(f"{MODULE}.group_integration"))
        self.assertEqual(lead.sudo().create_uid, user)
        left = [("module", "=", MODULE), ("model", "in", ["res.users", "res.partner"])]
        self.assertFalse(self.env["ir.model.data"].search(left))
        self.assertFalse(
            self.env["ir.config_parameter"].search([("key", "=like", f"{MODULE}.%")])
        )
