from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

DASHBOARD = "g_assistant_connector.dashboard_url"


@tagged("post_install", "-at_install")
class TestAlerts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "sales_team.group_sale_salesman"
        cls.sara = new_test_user(cls.env, "sara", group)
        cls.omar = new_test_user(cls.env, "omar", group)
        cls.lead = cls.env["crm.lead"].create({"name": "Villa", "user_id": cls.sara.id})
        cls.alert = cls._raise(cls.lead, "hot_untouched/1")

    @classmethod
    def _raise(cls, lead, key, **values):
        return cls.env["g.assistant.alert"].create(
            {"key": key, "lead_id": lead.id, "title": "Nobody called", **values}
        )

    def test_the_same_alert_is_not_raised_twice(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self._raise(self.lead, "hot_untouched/1")

    def test_loading_an_alert_again_changes_it_and_makes_no_second(self):
        columns = ["id", "key", "lead_id/.id", "title", "severity"]
        row = ["__metalead__.alert_x", "x", str(self.lead.id), "First", "normal"]
        model = self.env["g.assistant.alert"]
        first = model.load(columns, [row])
        again = model.load(columns, [[*row[:3], "Second", "urgent"]])
        self.assertFalse(first["messages"] + again["messages"])
        self.assertEqual(first["ids"], again["ids"])
        alert = model.browse(first["ids"])
        self.assertEqual((alert.title, alert.severity), ("Second", "urgent"))

    def test_a_salesperson_settles_an_alert_of_their_lead(self):
        self.alert.with_user(self.sara).action_done()
        self.assertEqual(self.alert.status, "done")
        self.assertEqual(self.alert.done_by_id, self.sara)
        self.assertTrue(self.alert.done_at)

    def test_a_settled_alert_keeps_who_settled_it_first(self):
        self.alert.with_user(self.sara)._settle("dismissed", "Sold already")
        self.alert.action_done()
        self.assertEqual(self.alert.status, "dismissed")
        self.assertEqual(self.alert.done_by_id, self.sara)

    def test_another_salesperson_neither_sees_nor_settles_it(self):
        others = self.env["g.assistant.alert"].with_user(self.omar)
        self.assertFalse(others.search([("id", "=", self.alert.id)]))
        with self.assertRaises(AccessError):
            self.alert.with_user(self.omar).action_done()

    def test_an_alert_follows_its_lead_to_another_salesperson(self):
        self.lead.user_id = self.omar
        mine = self.env["g.assistant.alert"].with_user(self.omar)
        self.assertEqual(mine.search([("owner_id", "=", self.omar.id)]), self.alert)
        self.assertEqual(self.alert.owner_id, self.omar)

    def test_alerts_are_grouped_by_salesperson(self):
        groups = self.env["g.assistant.alert"]._read_group(
            [("lead_id", "=", self.lead.id)], ["owner_id"], ["__count"]
        )
        self.assertEqual(groups, [(self.sara, 1)])

    def test_no_salesperson_rewrites_or_makes_an_alert(self):
        mine = self.alert.with_user(self.sara)
        with self.assertRaises(AccessError):
            mine.write({"title": "All is well"})
        with self.assertRaises(AccessError):
            mine.create({"key": "z", "lead_id": self.lead.id, "title": "Z"})
        with self.assertRaises(AccessError):
            mine.unlink()

    def test_the_lead_counts_open_alerts_and_says_the_urgent_one_first(self):
        earlier = fields.Datetime.now() - timedelta(hours=1)
        self._raise(
            self.lead, "b", title="<b>Late</b>", severity="urgent", raised_at=earlier
        )
        self._raise(self.lead, "c", title="Settled", status="done")
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.assistant_open_alert_count, 2)
        html = self.lead.assistant_open_alerts_html
        self.assertIn("&lt;b&gt;Late&lt;/b&gt;", html)
        self.assertLess(html.index("Late"), html.index("Nobody called"))
        self.assertNotIn("Settled", html)

    def test_the_button_opens_the_alerts_of_this_lead_only(self):
        action = self.lead.action_open_assistant_alerts()
        self.assertEqual(action["res_model"], "g.assistant.alert")
        found = self.env["g.assistant.alert"].search(action["domain"])
        self.assertEqual(found, self.alert)

    def test_alerts_go_with_a_deleted_lead_and_stay_with_a_merged_one(self):
        other = self.env["crm.lead"].create({"name": "Villa", "user_id": self.sara.id})
        kept = self._raise(other, "kept")
        head = (self.lead | other).merge_opportunity()
        self.assertEqual((self.alert | kept).lead_id, head)
        head.unlink()
        self.assertFalse((self.alert | kept).exists())

    def test_customer_360_opens_for_a_salesperson_who_cannot_read_the_parameter(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(DASHBOARD, "https://leads.example.com/ ")
        mine = self.lead.with_user(self.sara)
        self.assertTrue(mine.assistant_has_dashboard)
        action = mine.action_open_customer_360()
        self.assertEqual(
            action["url"], f"https://leads.example.com/customer-360/{self.lead.id}"
        )
        self.assertEqual(action["target"], "new")

    def test_customer_360_is_hidden_without_a_plain_web_address(self):
        for address in ("", "javascript:alert(1)", "leads.example.com", "http://[bad"):
            self.env["ir.config_parameter"].sudo().set_param(DASHBOARD, address)
            self.lead.invalidate_recordset()
            self.assertFalse(self.lead.assistant_has_dashboard, address)
            self.assertFalse(self.lead.action_open_customer_360(), address)
