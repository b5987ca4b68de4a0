from datetime import datetime, timezone

from odoo.tests import new_test_user, tagged

from .events_common import EventsCase

NOTE = '<div class="g_assistant_alert"><p dir="auto">She waits.</p></div>'
QUIET = {"mail_activity_quick_update": True, "g_assistant_by_us": True}


@tagged("post_install", "-at_install")
class TestAlertActivities(EventsCase):
    """Activities with which the suite shows an alert: they are no planned steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = new_test_user(
            cls.env, "alert_suite", "g_assistant_connector.group_integration"
        )

    def show(self, **values):
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "user_id": self.salesperson.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "summary": "Call her",
            "note": NOTE,
            "date_deadline": "2026-11-25",
            "automated": True,
        } | values
        activities = self.env["mail.activity"].with_user(self.suite)
        return activities.with_context(**QUIET).create(vals)

    def shown(self, **values):
        activity = self.show(**values)
        self.start_afresh()
        return self.env["mail.activity"].with_user(self.salesperson).browse(activity.id)

    def state(self):
        return self.lead._assistant_states()[self.lead.id]

    def test_that_it_is_shown_is_neither_told_nor_a_contact_nor_a_mail(self):
        messages = self.lead.message_ids
        self.show()
        self.assertEqual(self.kinds(), [])
        self.assertFalse(self.lead.last_customer_contact_at)
        self.assertEqual(self.lead.message_ids, messages)

    def test_the_state_has_it_apart_from_the_next_step(self):
        first = self.show(date_deadline="2026-11-20")
        second = self.show()
        self.assertIsNone(self.state()["next_activity"])
        self.assertEqual(self.state()["alert_activities"], [first.id, second.id])
        step = self.lead.activity_schedule(
            "mail.mail_activity_data_call", date_deadline="2026-11-30"
        )
        self.assertEqual(self.state()["next_activity"]["id"], step.id)

    def test_what_a_rule_plans_while_the_suite_writes_is_a_step(self):
        step = self.show(note="<p>Welcome call</p>")
        self.assertEqual(self.state()["next_activity"]["id"], step.id)
        self.assertEqual(self.state()["alert_activities"], [])
        self.only("activity_planned")

    def test_a_call_that_a_person_made_is_told_as_a_change_by_him_and_is_a_contact(
        self,
    ):
        self.shown().action_feedback(feedback="Reached her")
        event = self.only("updated")
        self.assertEqual((event.user_id, event.is_us), (self.salesperson, False))
        self.assertEqual(event.changed, {})
        self.assertTrue(self.lead.last_customer_contact_at)
        self.assertEqual(self.state()["alert_activities"], [])

    def test_a_to_do_that_a_person_did_is_no_contact(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.shown(activity_type_id=todo.id).action_done()
        self.only("updated")
        self.assertFalse(self.lead.last_customer_contact_at)

    def test_one_that_a_person_removes_is_told_and_one_of_ours_is_not(self):
        self.shown().action_cancel()
        self.only("updated")
        ours = self.show()
        self.start_afresh()
        ours.action_cancel()
        self.assertEqual(self.kinds(), [])

    def test_another_day_is_not_told(self):
        self.shown().write({"date_deadline": "2026-12-24"})
        self.assertEqual(self.kinds(), [])

    def test_it_is_never_told_as_overdue(self):
        self.shown()
        now = datetime(2026, 12, 24, tzinfo=timezone.utc)
        self.env["g.assistant.event"]._take_overdue(1000, now)
        self.assertEqual(self.kinds(), [])
