from datetime import timedelta

from odoo.tests import tagged
from odoo.tools.translate import CodeTranslations

from .receiver import receipt
from .sending_case import NOW, SendingCase

ADDON_LOG = "odoo.addons.g_assistant_connector"


@tagged("post_install", "-at_install")
class TestSendingRefusals(SendingCase):
    def refuse(self, status, *events):
        """Answer so to each message that holds one of these events."""
        bad = set(events[0].concat(*events).mapped("uuid"))

        def answer(request):
            if bad.isdisjoint(event["id"] for event in request.events):
                return 200, {}, receipt(request)
            return status, {}, {"code": "bad_input", "detail": "kind:\nunknown"}

        self.receiver.answer = answer

    def taken_uuids(self):
        """Ids in the order in which the receiver took them in."""
        return [
            event["id"]
            for request in self.receiver.requests
            if self.receiver.answer(request)[0] == 200
            for event in request.events
        ]

    def test_a_refused_event_is_dead_with_its_reason_and_the_others_are_sent(self):
        events = self.events(*self.leads[:3])
        self.receiver.answer = lambda request: (
            200,
            {},
            receipt(request, refused=[events[1].uuid, "unknown"]),
        )
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send()
        self.assertEqual(events.mapped("status"), ["sent", "dead", "sent"])
        self.assertEqual(events[1].last_error, "The assistant refused it: Because.")

    def test_of_a_batch_that_is_not_liked_only_the_culprit_stays_behind(self):
        for status in (400, 422):
            events = self.events(*self.leads)
            self.refuse(status, events[2])
            self.send()
            self.assertEqual(
                events.mapped("status"), ["sent", "sent", "pending", "sent"]
            )
            culprit = events[2]
            self.assertEqual(culprit.attempts, 1)
            self.assertIn("(kind: unknown)", culprit.last_error)
            culprit.unlink()

    def test_events_of_the_culprits_lead_wait_behind_it(self):
        first, other, second = self.events(self.leads[0], self.leads[1], self.leads[0])
        self.refuse(400, first)
        self.send()
        later = self.events(self.leads[0])
        self.send()
        self.assertEqual(
            (first | other | second | later).mapped("status"),
            ["pending", "sent", "pending", "pending"],
        )
        self.refuse(400, other)
        self.send(after=timedelta(minutes=2))
        lead_0 = {first.uuid, second.uuid, later.uuid}
        self.assertEqual(
            [uuid for uuid in self.taken_uuids() if uuid in lead_0][-3:],
            [first.uuid, second.uuid, later.uuid],
        )

    def test_the_culprit_is_tried_again_later_and_later_under_one_revision(self):
        event = self.events(self.leads[0])
        self.refuse(400, event)
        pauses = []
        for _attempt in range(9):
            self.send()
            pauses.append((event.next_attempt_at - self.now).total_seconds())
            self.now = event.next_attempt_at
        longest = [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
        for pause, most in zip(pauses, longest, strict=True):
            self.assertLessEqual(pause, most)
            self.assertGreaterEqual(pause, most * 0.75 - 1)
        self.assertEqual(len({event["revision"] for event in self.receiver.events}), 1)

    def test_before_its_time_the_culprit_is_not_tried(self):
        event = self.events(self.leads[0])
        self.refuse(400, event)
        self.send()
        self.send(after=timedelta(seconds=30))
        self.assertEqual(len(self.receiver.requests), 1)

    def test_the_culprit_is_given_up_after_a_week(self):
        event = self.events(self.leads[0])
        self.refuse(422, event)
        self.send()
        self.send(after=timedelta(days=6))
        self.assertEqual(event.status, "pending")
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send(after=timedelta(days=1, seconds=1))
        self.assertEqual(event.status, "dead")
        self.assertIn("kind: unknown", event.last_error)

    def test_what_was_sent_again_by_hand_has_another_week(self):
        event = self.events(
            self.leads[0], status="dead", occurred_at=NOW - timedelta(days=30)
        )
        event.action_resend()
        self.refuse(422, event)
        self.send()
        self.assertEqual(event.status, "pending")
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send(after=timedelta(days=7, seconds=1))
        self.assertEqual(event.status, "dead")

    def test_a_message_that_is_too_large_is_halved_down_to_the_one_event(self):
        events = self.events(*self.leads)
        self.refuse(413, events[3])
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send()
        self.assertEqual(events.mapped("status"), ["sent", "sent", "sent", "dead"])
        self.assertEqual(self.taken_uuids(), events[:3].mapped("uuid"))
        self.assertIn("too large", events[3].last_error)

    def test_halves_keep_the_order(self):
        events = self.events(*self.leads, *self.leads)
        self.receiver.answer = lambda request: (
            (200, {}, receipt(request))
            if len(request.events) == 1
            else (413, {}, {"code": "too_large"})
        )
        self.send()
        self.assertEqual(self.taken_uuids(), events.mapped("uuid"))
        self.assertEqual(set(events.mapped("status")), {"sent"})

    def test_an_event_that_was_deleted_meanwhile_is_no_obstacle(self):
        events = self.events(*self.leads[:2])

        def answer(request):
            return 200, {}, receipt(request)

        self.receiver.answer = answer
        real = type(events)._post

        def deletes(model, *args):
            model.browse(events[0].id).unlink()
            return real(model, *args)

        self.patch(self.env.registry["g.assistant.event"], "_post", deletes)
        self.send()
        self.assertEqual(events.exists().mapped("status"), ["sent"])

    def test_the_reason_is_written_in_the_administrators_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.env.ref("base.user_admin").lang = "ar_001"
        event = self.events(self.leads[0])
        self.receiver.answer = lambda request: (200, {}, receipt(request, [event.uuid]))
        words = {"The assistant refused it: %s": "رفضه المساعد: %s"}
        asked = []

        def translations(_self, module, language):
            asked.append((module, language))
            return words

        self.patch(CodeTranslations, "get_python_translations", translations)
        with self.assertLogs(ADDON_LOG, "WARNING"):
            self.send()
        self.assertEqual(event.last_error, "رفضه المساعد: Because.")
        self.assertIn(("g_assistant_connector", "ar_001"), asked)
