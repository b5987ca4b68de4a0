from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestTracked(EventsCase):
    """What changed before, as Odoo tracks it."""

    def test_changes_are_told_with_what_stood_there_before(self):
        lead = self.new_lead(user_id=self.salesperson.id)
        self.env.flush_all()
        self.cr.precommit.run()
        lead.write({"stage_id": self.stage_next.id, "expected_revenue": 1500})
        lead.user_id = self.colleague
        self.env.flush_all()
        self.cr.precommit.run()
        suite = new_test_user(
            self.env, "look_back", "g_assistant_connector.group_integration"
        )
        told = self.env["crm.lead"].with_user(suite).assistant_tracked(lead.ids)
        by_field = {row["field"]: row for row in told}
        stage, owner = by_field["stage_id"], by_field["user_id"]
        self.assertEqual(stage["lead_id"], lead.id)
        self.assertEqual(stage["old_value_integer"], self.stage_new.id)
        self.assertEqual(stage["new_value_char"], "Talking")
        self.assertEqual(owner["new_value_integer"], self.colleague.id)
        self.assertEqual(by_field["expected_revenue"]["new_value_float"], 1500)
        self.assertEqual(len(stage["at"]), len("2026-11-29 12:00:00"))

    def test_nobody_else_asks_and_nobody_for_all(self):
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.salesperson).assistant_tracked([])
        for wrong in ("all", [1] * 1001):
            with self.assertRaises(ValidationError):
                self.env["crm.lead"].assistant_tracked(wrong)
