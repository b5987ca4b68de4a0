from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models import g_assistant_message, g_assistant_sending
from .sending_case import KEY, NOW, NOW_MS, SECRET, SendingCase


@tagged("post_install", "-at_install")
class TestSending(SendingCase):
    def test_an_event_is_sent_once_signed_and_marked(self):
        event = self.events(self.leads[0], kind="stage_changed", is_us=True)
        self.send()
        self.send()
        [request] = self.receiver.requests
        self.assertTrue(request.is_signed_with(KEY))
        self.assertEqual(request.path, "/api/webhooks/odoo")
        self.assertEqual(request.headers["webhook-timestamp"], str(NOW_MS // 1000))
        self.assertEqual(
            request.headers["content-type"], "application/json; charset=utf-8"
        )
        self.assertEqual(
            request.headers["user-agent"], "g_assistant_connector/19.0.1.2.0"
        )
        self.assertEqual((event.status, event.sent_at), ("sent", NOW))

    def test_the_message_has_the_form_of_the_contract(self):
        event = self.events(self.leads[0], kind="merged", merged_into=7)
        self.send()
        [request] = self.receiver.requests
        document = request.document
        [item] = document.pop("events")
        self.assertEqual(
            document,
            {
                "version": 1,
                "database": self.env["ir.config_parameter"].get_param("database.uuid"),
                "sent_at": "2026-11-22T19:00:00.123456Z",
            },
        )
        self.assertEqual(item.pop("state")["title"], "Lead 0")
        self.assertEqual(
            item,
            {
                "id": event.uuid,
                "revision": NOW_MS,
                "kind": "merged",
                "occurred_at": "2026-11-22T19:00:00.123456Z",
                "lead_id": self.leads[0].id,
                "by": {"user_id": self.env.user.id, "is_us": False},
                "changed": {"title": {"from": "A", "to": "Lead 0"}},
                "merged_into": 7,
            },
        )

    def test_the_state_is_that_of_the_sending(self):
        self.events(self.leads[0])
        self.leads[0].name = "عميل جديد"
        self.send()
        self.assertEqual(self.receiver.events[0]["state"]["title"], "عميل جديد")

    def test_the_state_of_a_lead_that_is_gone_is_null(self):
        self.events(self.leads[0], kind="deleted")
        self.leads[0].unlink()
        self.send()
        self.assertIsNone(self.receiver.events[0]["state"])

    def test_events_go_in_order_and_their_revisions_grow(self):
        with patch.object(g_assistant_sending, "BATCH", 3):
            events = self.events(*self.leads, *self.leads)
            self.send()
        self.assertEqual(self.sent_uuids(), events.mapped("uuid"))
        revisions = events.mapped("revision")
        self.assertEqual(revisions, sorted(set(revisions)))
        self.assertEqual(
            [len(request.events) for request in self.receiver.requests], [3, 3, 2]
        )

    def test_a_clock_that_is_set_back_does_not_set_revisions_back(self):
        first = self.events(self.leads[0])
        self.send()
        second = self.events(self.leads[0])
        self.send(after=timedelta(days=-30))
        self.assertEqual(second.revision, first.revision + 1)

    def test_revisions_go_on_after_all_was_forgotten(self):
        first = self.events(self.leads[0])
        self.send()
        self.env["g.assistant.outbox"].search([]).unlink()
        second = self.events(self.leads[0])
        self.send(after=timedelta(seconds=1))
        self.assertGreater(second.revision, first.revision)

    def test_the_clock_lies_between_what_was_given_and_what_will_be(self):
        model = self.env["g.assistant.event"]
        for shift in (timedelta(0), timedelta(hours=-1), timedelta(hours=2)):
            first = self.events(self.leads[0])
            self.send(after=shift)
            clock = model.clock()
            second = self.events(self.leads[0])
            self.send()
            self.assertLessEqual(first.revision, clock)
            self.assertLess(clock, second.revision)

    def test_the_clock_is_not_for_portal_users(self):
        portal = new_test_user(self.env, "sending_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["g.assistant.event"].with_user(portal).clock()

    def test_a_message_stays_below_the_limit(self):
        events = self.events(*self.leads)
        events[:3].changed = {"title": {"from": "x" * 100_000, "to": "y"}}
        self.send()
        self.assertEqual(self.sent_uuids(), events.mapped("uuid"))
        sizes = [len(request.body) for request in self.receiver.requests]
        self.assertEqual(len(sizes), 2)
        self.assertLessEqual(max(sizes), g_assistant_message.BODY_LIMIT)

    def test_an_event_that_is_too_large_by_itself_is_sent_alone(self):
        events = self.events(*self.leads[:3])
        events[0].changed = {"title": {"from": "x" * 300_000, "to": "y"}}
        self.send()
        self.assertEqual(self.sent_uuids(), events.mapped("uuid"))
        self.assertEqual(
            [len(request.events) for request in self.receiver.requests], [1, 2]
        )

    def test_an_event_that_cannot_be_written_does_not_stop_its_neighbours(self):
        events = self.events(*self.leads[:3])
        as_json = g_assistant_message.as_json

        def poisoned(value):
            if value.get("lead_id") == self.leads[1].id:
                raise ValueError
            return as_json(value)

        with (
            patch.object(g_assistant_message, "as_json", poisoned),
            self.assertLogs("odoo.addons.g_assistant_connector", "WARNING"),
        ):
            self.send()
        self.assertEqual(events.mapped("status"), ["sent", "dead", "sent"])
        self.assertEqual(events[1].last_error, "It cannot be written as JSON.")

    def test_both_secrets_sign_while_one_replaces_the_other(self):
        other = "whsec_" + "QUFB" * 8
        self.configure(self.receiver.url, f"{other} {SECRET}")
        self.events(self.leads[0])
        self.send()
        [request] = self.receiver.requests
        self.assertTrue(request.is_signed_with(KEY))
        self.assertTrue(request.is_signed_with(b"AAA" * 8))
        self.assertFalse(request.is_signed_with(b"BBB" * 8))

    def test_without_url_or_secret_events_wait(self):
        for url, secret in ((False, SECRET), (self.receiver.url, False)):
            self.configure(url, secret)
            event = self.events(self.leads[0])
            self.send()
            self.assertEqual(event.status, "pending")
        self.assertFalse(self.receiver.requests)
        self.configure(self.receiver.url, SECRET)
        self.send()
        self.assertEqual(len(self.receiver.events), 2)

    def test_the_run_ends_in_time_and_asks_to_be_called_again(self):
        cron = self.env.ref("g_assistant_connector.ir_cron_send")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.events(*self.leads)
        with (
            patch.object(g_assistant_sending, "BATCH", 1),
            patch.object(g_assistant_sending, "RUN_S", 0.000001),
        ):
            self.send()
        self.assertLess(len(self.receiver.requests), 4)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))
        self.send()
        self.assertEqual(len(self.receiver.events), 4)


@tagged("post_install", "-at_install")
class TestSendingButtons(SendingCase):
    def test_a_dead_event_is_sent_again_under_its_own_revision(self):
        event = self.events(self.leads[0], status="dead", revision=5, attempts=9)
        event.action_resend()
        self.assertEqual((event.status, event.attempts), ("pending", 0))
        self.send()
        [item] = self.receiver.events
        self.assertEqual((item["id"], item["revision"]), (event.uuid, 5))

    def test_send_now_ends_the_pause_and_wakes_the_cron(self):
        event = self.events(self.leads[0])
        event.next_attempt_at = NOW + timedelta(hours=1)
        outbox = event._outbox()
        outbox.paused_until = NOW + timedelta(hours=1)
        cron = self.env.ref("g_assistant_connector.ir_cron_send")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        action = self.env["g.assistant.event"].action_send_now()
        self.assertEqual(action["params"]["message"], "Sending has been started.")
        self.assertEqual(len(triggers.search([("cron_id", "=", cron.id)])), 1)
        self.send()
        self.assertEqual(event.status, "sent")

    def test_send_now_says_when_nothing_can_be_sent(self):
        self.configure(False, SECRET)
        self.assertFalse(self.env["g.assistant.event"]._is_sending())
        with self.assertRaisesRegex(UserError, "URL and secret"):
            self.env["g.assistant.event"].action_send_now()

    def test_it_is_not_sending_while_the_cron_is_off(self):
        model = self.env["g.assistant.event"]
        self.assertTrue(model._is_sending())
        self.env.ref("g_assistant_connector.ir_cron_send").active = False
        self.assertFalse(model._is_sending())

    def test_it_is_not_sending_with_a_secret_that_signs_nothing(self):
        self.configure("https://suite.example/api/webhooks/odoo", "whsec_x")
        self.assertFalse(self.env["g.assistant.event"]._is_sending())

    def test_the_suite_is_to_read_by_itself_while_nothing_arrives(self):
        model = self.env["g.assistant.event"]
        model._outbox().failures = 5
        self.assertFalse(model._is_sending())
        model._outbox()._note_success(model._now())
        self.assertTrue(model._is_sending())

    def test_salespeople_cannot_touch_the_outbox(self):
        user = new_test_user(
            self.env, "sending_sales", groups="sales_team.group_sale_manager"
        )
        event = self.events(self.leads[0], status="dead").with_user(user)
        for action in (event.action_resend, event.browse().action_send_now):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            event.env["g.assistant.outbox"].search([])
