from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .events_common import EventsCase

KEY = "0123456789abcdef0123456789abcdef"
AT = "2026-11-28T09:00:00+00:00"


@tagged("post_install", "-at_install")
class TestAlertAnswers(EventsCase):
    """Alerts as the suite shows them, and what people answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env["g.assistant.alert"]
        [said] = cls.show()
        assert said == {"state": "written"}
        cls.alert = cls.alerts.search([("key", "=", KEY)])
        cls.mine = cls.alert.with_user(cls.salesperson)
        cls.start_afresh()

    @classmethod
    def show(cls, **values):
        row = {
            "key": KEY,
            "lead_id": cls.lead.id,
            "cause": "customer_waits",
            "cause_title": "The customer waits",
            "title": "Huda waits",
            "explanation": "She wrote twice.\nNobody answered.",
            "proposed_action": "Call her",
            "severity": "urgent",
            "raised_at": AT,
            "status": "open",
            "snoozed_until": None,
            "closed_at": None,
        }
        return cls.env["g.assistant.alert"].assistant_show([row | values])

    def told(self):
        """What the suite was told last."""
        event = self.only("alert_settled")
        self.assertEqual(event.user_id, self.salesperson)
        self.assertFalse(event.is_us)
        return event.changed["alert"]

    def open_dialog(self, action):
        return Form(
            self.env[action["res_model"]]
            .with_user(self.salesperson)
            .with_context(**action["context"])
        )

    # ------------------------------------------------------------ shown by the suite

    def test_an_alert_stands_on_the_lead_as_it_was_sent(self):
        self.assertEqual(self.alert.lead_id, self.lead)
        self.assertEqual(
            (self.alert.title, self.alert.severity, self.alert.cause),
            ("Huda waits", "urgent", "customer_waits"),
        )
        self.assertEqual(str(self.alert.raised_at), "2026-11-28 09:00:00")
        self.assertEqual(self.lead.assistant_open_alert_count, 1)

    def test_the_same_again_changes_nothing_and_another_text_is_taken(self):
        self.assertEqual(self.show(), [{"state": "same"}])
        self.assertEqual(self.show(title="Still waits"), [{"state": "written"}])
        self.assertEqual(self.alert.title, "Still waits")
        self.assertEqual(self.alerts.search_count([("key", "=", KEY)]), 1)

    def test_an_alert_follows_the_suite_to_its_end(self):
        until = "2026-12-01T09:00:00+03:00"
        for status, more in (
            ("acknowledged", {}),
            ("snoozed", {"snoozed_until": until}),
            ("open", {}),
            ("over", {"closed_at": AT}),
        ):
            self.assertEqual(self.show(status=status, **more), [{"state": "written"}])
            self.assertEqual(self.alert.status, status)
            if status == "snoozed":
                self.assertEqual(str(self.alert.snoozed_until), "2026-12-01 06:00:00")
        self.assertFalse(self.alert.snoozed_until)
        self.assertEqual(str(self.alert.done_at), "2026-11-28 09:00:00")
        self.assertEqual(self.kinds(), [])

    def test_what_cannot_be_read_is_refused_and_what_is_gone_is_said_to_be(self):
        for values in (
            {"status": "lost"},
            {"severity": None},
            {"raised_at": "yesterday"},
            {"lead_id": "1"},
            {"key": ""},
            {"snoozed_until": "2026-12-01 09:00"},
        ):
            [said] = self.show(**values)
            self.assertEqual(said["state"], "refused", values)
        self.assertEqual(self.show(key="new", lead_id=2**30), [{"state": "gone"}])
        self.assertEqual(
            self.alerts.assistant_show(["x"])[0]["state"],
            "refused",
        )
        for rows in ("all", [{}] * 101):
            with self.assertRaises(ValidationError):
                self.alerts.assistant_show(rows)

    def test_nobody_else_shows_alerts(self):
        with self.assertRaises(AccessError):
            self.alerts.with_user(self.salesperson).assistant_show([])

    def test_an_alert_of_a_merged_lead_goes_on_on_the_other(self):
        other = self.new_lead(name="Twice", user_id=self.salesperson.id)
        head = (self.lead | other).merge_opportunity()
        self.assertEqual(self.show(title="After the merge"), [{"state": "written"}])
        self.assertEqual(self.alert.lead_id, head)

    # ------------------------------------------------------------ answered by people

    def test_done_is_told(self):
        self.mine.action_done()
        self.assertEqual(
            self.told(), {"key": KEY, "what": "done", "reason": "", "until": None}
        )
        self.assertEqual(self.alert.done_by_id, self.salesperson)

    def test_a_dismissal_is_told_with_its_reason(self):
        dialog = self.open_dialog(self.mine.action_dismiss())
        dialog.reason = "  Bought elsewhere "
        dialog.save().action_apply()
        self.assertEqual(
            self.told(),
            {
                "key": KEY,
                "what": "dismiss",
                "reason": "Bought elsewhere",
                "until": None,
            },
        )
        self.assertEqual(self.alert.status, "dismissed")
        self.assertEqual(self.alert.said_reason, "Bought elsewhere")

    def test_what_is_put_off_is_told_with_its_time(self):
        dialog = self.open_dialog(self.mine.action_snooze())
        dialog.until = "2031-02-03 04:05:06"
        dialog.save().action_apply()
        told = self.told()
        self.assertEqual(
            (told["what"], told["until"]), ("snooze", "2031-02-03T04:05:06Z")
        )
        self.assertEqual(self.alert.status, "snoozed")
        self.assertFalse(self.alert.done_by_id)
        self.assertEqual(self.lead.assistant_open_alert_count, 0)

    def test_what_was_put_off_is_taken_up_again(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self.mine._settle("snoozed", "", tomorrow)
        self.start_afresh()
        self.mine.action_reopen()
        self.assertEqual(self.told()["what"], "reopen")
        self.assertEqual(self.alert.status, "open")
        self.assertFalse(self.alert.snoozed_until)

    def test_nothing_is_put_off_into_the_past(self):
        dialog = self.open_dialog(self.mine.action_snooze())
        dialog.until = "2020-01-01 00:00:00"
        with self.assertRaises(ValidationError):
            dialog.save().action_apply()
        self.assertEqual(self.kinds(), [])

    def test_what_a_person_settled_stays_settled_until_the_suite_has_heard_of_it(self):
        self.mine.action_done()
        self.assertEqual(self.show(title="Not heard yet"), [{"state": "same"}])
        self.assertEqual(self.alert.status, "done")
        self.show(status="done", closed_at=AT)
        self.assertEqual(self.alert.done_by_id, self.salesperson)

    def test_what_is_settled_is_not_answered_again(self):
        self.show(status="over", closed_at=AT)
        self.mine.action_done()
        self.assertEqual(self.alert.status, "over")
        self.assertEqual(self.kinds(), [])

    def test_the_answer_to_another_alert_is_another_fact(self):
        self.show(key="second")
        self.start_afresh()
        both = self.alerts.search([("lead_id", "=", self.lead.id)])
        both.with_user(self.salesperson).action_done()
        self.assertEqual(self.kinds(), ["alert_settled"] * 2)

    def test_nobody_answers_for_a_lead_that_he_may_not_change(self):
        others = self.alert.with_user(self.colleague)
        for answer in (others.action_done, others.action_dismiss, others.action_snooze):
            with self.assertRaises(AccessError):
                answer()
