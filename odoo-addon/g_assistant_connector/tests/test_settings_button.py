from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..sending import receiver
from .receiver import closed_port
from .sending_case import KEY, SECRET, SendingCase


@tagged("post_install", "-at_install")
class TestSettingsButton(SendingCase):
    def press(self, **values):
        """Press the button; gives the kind of notification and its text."""
        values.setdefault("g_assistant_url", self.receiver.url)
        values.setdefault("g_assistant_secret", SECRET)
        settings = self.env["res.config.settings"].create(values)
        action = settings.action_g_assistant_test()
        self.assertEqual(action["tag"], "display_notification")
        params = action["params"]
        self.assertNotIn("whsec_AA", params["message"])
        self.assertEqual(params["sticky"], params["type"] != "success")
        return params["type"], params["message"]

    def assert_wrong(self, words, **values):
        kind, text = self.press(**values)
        self.assertEqual(kind, "danger")
        self.assertRegex(text, words)

    def test_success_says_how_long_it_took_and_sends_no_events(self):
        event = self.events(self.leads[0])
        kind, text = self.press()
        self.assertEqual(kind, "success")
        self.assertRegex(text, r"knows this Odoo by its secret \(\d+ ms\)")
        [request] = self.receiver.requests
        self.assertEqual(request.events, [])
        self.assertTrue(request.is_signed_with(KEY))
        self.assertEqual(event.status, "pending")

    def test_two_presses_are_two_messages(self):
        self.press()
        self.press()
        first, second = self.receiver.requests
        self.assertNotEqual(first.headers["webhook-id"], second.headers["webhook-id"])

    def test_what_is_typed_is_tested_although_it_is_not_saved(self):
        self.configure(False, False)
        self.assertEqual(self.press()[0], "success")
        self.assertFalse(
            self.env["ir.config_parameter"].get_param("g_assistant_connector.url")
        )

    def test_what_is_missing_or_malformed_is_said(self):
        self.assert_wrong("URL is missing", g_assistant_url=False)
        self.assert_wrong("secret is missing", g_assistant_secret=False)
        self.assert_wrong("not in the right form", g_assistant_secret="hunter2")
        self.assert_wrong("must begin with https://", g_assistant_url="ftp://x/")
        self.assert_wrong("names no server", g_assistant_url="https:///api")
        self.assert_wrong("user name or a password", g_assistant_url="https://u:p@x/")
        self.assert_wrong("cannot be understood", g_assistant_url="https://x:y/")

    def test_a_server_that_cannot_be_reached_is_told_by_why(self):
        with closed_port() as port:
            self.assert_wrong(
                "nobody listens", g_assistant_url=f"http://127.0.0.1:{port}"
            )
        secured = self.receiver.url.replace("http:", "https:")
        self.assert_wrong("speaks HTTPS", g_assistant_url=secured)
        with patch("socket.getaddrinfo", side_effect=receiver.socket.gaierror):
            self.assert_wrong("No server of the name 127.0.0.1 is known")
        self.receiver.hangs_up()
        self.assert_wrong("was lost before an answer")
        self.receiver.hold = True
        with patch.object(receiver, "SILENCE_TIMEOUT_S", 0.1):
            self.assert_wrong("did not answer in time")

    def test_each_answer_is_told_by_what_to_mend(self):
        clock = {"Date": "Sun, 22 Nov 2026 19:10:00 GMT"}
        problem = self.receiver.problem
        for tell, words in (
            (lambda: problem(401, "not_authentic"), "ODOO_WEBHOOK_SECRET"),
            (lambda: problem(401, "timestamp", **clock), "600 seconds behind"),
            (lambda: problem(401, "timestamp"), "clock or the assistant's is off"),
            (lambda: problem(401, "replayed"), "repeat of an earlier one"),
            (lambda: self.receiver.says(401), "asks for a login"),
            (lambda: self.receiver.says(403), "asks for a login"),
            (lambda: self.receiver.says(404), "must end in /api/webhooks/odoo"),
            (lambda: self.receiver.says(405), "must end in /api/webhooks/odoo"),
            (lambda: self.receiver.says(301, {"Location": "/x"}), r"address \(/x\)"),
            (lambda: self.receiver.says(302), r"address \(not named\)"),
            (lambda: problem(400, "bad_input"), r"could not read it \(Why\.\)"),
            (lambda: problem(413, "too_large"), "too large"),
            (lambda: self.receiver.says(429), "too much to do"),
            (lambda: self.receiver.says(503), r"of its own \(HTTP 503\)"),
            (lambda: self.receiver.says(418), r"never does \(HTTP 418\)"),
            (lambda: self.receiver.says(200, body=b"<html>"), "is not the assistant"),
        ):
            tell()
            self.assert_wrong(words)

    def test_plain_http_through_the_internet_is_warned_of(self):
        with patch.object(receiver, "is_readable_by_others", return_value=True):
            kind, text = self.press()
        self.assertEqual(kind, "warning")
        self.assertIn("Use https://", text)

    def test_a_test_does_not_touch_the_outbox(self):
        outbox = self.env["g.assistant.outbox"]._current()
        outbox.write({"paused_until": self.now + timedelta(hours=1), "failures": 2})
        self.press()
        self.receiver.says(503)
        self.press()
        self.assertEqual(outbox.failures, 2)
        self.assertFalse(outbox.last_success_at)
