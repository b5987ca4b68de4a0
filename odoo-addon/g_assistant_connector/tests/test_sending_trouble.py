from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..models import g_assistant_outbox, g_assistant_sending
from ..sending import receiver
from .receiver import closed_port
from .sending_case import NOW, SECRET, SendingCase

ADDON_LOG = "odoo.addons.g_assistant_connector"


@tagged("post_install", "-at_install")
class TestSendingTrouble(SendingCase):
    def send_in_vain(self, after=None):
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send(after)

    @property
    def outbox(self):
        return self.env["g.assistant.outbox"]._current()

    def test_trouble_is_nobodys_fault_and_everything_waits(self):
        event = self.events(self.leads[0])
        for status in (301, 308, 401, 403, 404, 405, 429, 500, 503, 418):
            self.receiver.says(status)
            self.outbox.paused_until = False
            self.send_in_vain()
            self.assertEqual((event.status, event.attempts), ("pending", 0), status)
            self.assertGreater(self.outbox.paused_until, self.now)

    def test_an_answer_of_somebody_else_is_trouble(self):
        event = self.events(self.leads[0])
        for body in (
            b"",
            b"<html>Please log in</html>",
            b"[]",
            b'{"receiver": "another"}',
            b'{"receiver": "meta-lead-ads-odoo", "refused": 3}',
            b'{"receiver": "meta-lead-ads-odoo", "refused": ["x"]}',
            b'{"receiver": "meta-lead-ads-odoo", "refused": ' + b"[" * 60_000,
        ):
            self.receiver.says(200, body=body)
            self.outbox.paused_until = False
            self.send_in_vain()
            self.assertEqual(event.status, "pending", body[:60])
            self.assertEqual(self.outbox.problem, "not_the_receiver")

    def test_one_failed_message_stops_the_run(self):
        self.events(*self.leads)
        self.receiver.says(503)
        with patch.object(g_assistant_sending, "BATCH", 1):
            self.send_in_vain()
            self.send()
        self.assertEqual(len(self.receiver.requests), 1)

    def test_pauses_double_up_to_an_hour(self):
        self.events(self.leads[0])
        self.receiver.says(503)
        for most in (60, 120, 240, 480, 960, 1920, 3600, 3600):
            self.send_in_vain()
            pause = (self.outbox.paused_until - self.now).total_seconds()
            self.assertLessEqual(pause, most)
            self.assertGreaterEqual(pause, most * 0.75 - 1)
            self.now = self.outbox.paused_until
        self.receiver.answer = self.receiver.accept
        self.send()
        self.assertEqual((self.outbox.failures, self.outbox.problem), (0, False))
        self.assertEqual(self.outbox.last_success_at, self.now)

    def test_the_longest_pause_is_reached_by_no_number_of_failures(self):
        self.assertEqual(g_assistant_outbox.pause_s(10**6, 0), 3600)
        self.assertEqual(g_assistant_outbox.pause_s(1, 0), 60)
        self.assertEqual(g_assistant_outbox.pause_s(1, 1), 45)

    def test_retry_after_is_honoured_within_reason(self):
        self.events(self.leads[0])
        for text, seconds in (
            ("900", 900),
            ("Sun, 22 Nov 2026 19:20:00 GMT", 1199),
            ("99999999999999999999", 86400),
            ("Sun, 22 Nov 1970 19:20:00 GMT", 60),
            ("-5", 60),
            ("soon", 60),
            ("٣", 60),
        ):
            self.receiver.says(503, {"Retry-After": text.encode().decode("latin-1")})
            self.outbox.write({"paused_until": False, "failures": 0})
            self.send_in_vain()
            pause = (self.outbox.paused_until - self.now).total_seconds()
            self.assertLessEqual(pause, seconds, text)
            self.assertGreaterEqual(pause, seconds * 0.75 - 1, text)

    def test_after_a_week_of_trouble_events_are_given_up_visibly(self):
        old = self.events(self.leads[0])
        self.receiver.says(503)
        self.send_in_vain()
        self.now += timedelta(days=7, seconds=1)
        young = self.events(self.leads[1])
        self.send_in_vain()
        self.assertEqual((old.status, young.status), ("dead", "pending"))
        self.assertTrue(old.last_error.startswith("Given up:"))

    def test_they_are_given_up_during_a_pause_too(self):
        event = self.events(self.leads[0])
        self.outbox.paused_until = NOW + timedelta(days=8)
        self.send_in_vain(after=timedelta(days=7, seconds=1))
        self.assertEqual(event.status, "dead")
        self.assertFalse(self.receiver.requests)

    def test_old_events_are_tried_before_they_are_given_up(self):
        event = self.events(self.leads[0], occurred_at=NOW - timedelta(days=30))
        self.send()
        self.assertEqual(event.status, "sent")

    def test_while_there_is_no_receiver_events_are_kept_for_a_week(self):
        event = self.events(self.leads[0])
        self.configure(False, SECRET)
        self.send(after=timedelta(days=6))
        self.assertEqual(event.status, "pending")
        self.send_in_vain(after=timedelta(days=2))
        self.assertEqual(event.status, "dead")

    def test_a_malformed_secret_is_trouble_and_is_not_repeated(self):
        self.events(self.leads[0])
        for secret in ("whsec_short", "topsecret", f"{SECRET} junk", "whsec_ä"):
            self.configure(self.receiver.url, secret)
            self.outbox.paused_until = False
            self.send_in_vain()
            self.assertEqual(self.outbox.problem, "bad_secret")
            self.assertNotIn(secret, self.outbox._problem_text())
        self.assertFalse(self.receiver.requests)

    def test_a_lost_answer_leads_to_the_same_message_with_a_fresh_time(self):
        events = self.events(*self.leads)
        self.receiver.hangs_up()
        self.send_in_vain()
        self.assertEqual(self.outbox.problem, "connection_lost")
        self.receiver.answer = self.receiver.accept
        self.send(after=timedelta(hours=1))
        first, second = self.receiver.requests
        self.assertEqual(first.headers["webhook-id"], second.headers["webhook-id"])
        self.assertEqual(first.events, second.events)
        self.assertEqual(
            int(second.headers["webhook-timestamp"])
            - int(first.headers["webhook-timestamp"]),
            3600,
        )
        self.assertEqual(set(events.mapped("status")), {"sent"})

    def test_a_crash_after_the_message_leads_to_the_same_revision(self):
        event = self.events(self.leads[0])

        class CrashError(Exception):
            """As if the process had been killed."""

        model = self.env.registry["g.assistant.event"]
        crashes = patch.object(model, "_note_accepted", side_effect=CrashError)
        # Not assertRaises(): Odoo's rolls back what the sender has committed.
        with crashes as crash, suppress(CrashError):
            self.send()
        crash.assert_called_once()
        self.assertEqual(event.status, "pending")
        self.send(after=timedelta(minutes=1))
        first, second = self.receiver.events
        self.assertEqual(first["revision"], second["revision"])
        self.assertEqual(event.status, "sent")

    def test_a_receiver_that_hangs_is_left_after_the_time_out(self):
        event = self.events(self.leads[0])
        self.receiver.hold = True
        with patch.object(receiver, "SILENCE_TIMEOUT_S", 0.1):
            self.send_in_vain()
        self.assertEqual(self.outbox.problem, "timeout")
        self.assertEqual(event.status, "pending")

    def test_a_receiver_down_for_an_hour_gets_everything_in_order_for_each_lead(self):
        events = self.env["g.assistant.event"]
        with closed_port() as port:
            self.configure(f"http://127.0.0.1:{port}/api/webhooks/odoo", SECRET)
            for _minute in range(60):
                events |= self.events(*self.leads[:3], self.leads[0])
                self.now += timedelta(minutes=1)
                if self.outbox._is_paused(self.now):
                    self.send()
                else:
                    self.send_in_vain()
        self.assertEqual(self.outbox.problem, "nobody_listens")
        self.configure(self.receiver.url, SECRET)
        self.send(after=timedelta(hours=1))
        self.assertEqual(self.sent_uuids(), events.mapped("uuid"))
        revisions = [event["revision"] for event in self.receiver.events]
        self.assertEqual(revisions, sorted(set(revisions)))
        self.assertEqual(set(events.mapped("status")), {"sent"})
        self.assertEqual(len(events), 240)
