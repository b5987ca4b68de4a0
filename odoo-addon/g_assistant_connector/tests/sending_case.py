"""Common ground of the tests of sending."""

import uuid
from datetime import datetime, timedelta

import requests

from odoo.tests import TransactionCase

from .receiver import listening

KEY = bytes(range(32))
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NOW = datetime(2026, 11, 22, 19, 0, 0, 123456)
NOW_MS = 1795374000123
send_for_real = requests.Session.send


class LocalRequests:
    """Lets requests to this machine through as they are.

    Odoo's own handler takes a time-out for one number and lifts it to ten seconds.
    Requests to elsewhere stay blocked.
    """

    @classmethod
    def _request_handler(cls, session, request, /, **kw):
        if request.url.startswith(("http://127.0.0.1:", "https://127.0.0.1:")):
            return send_for_real(session, request, **kw)
        return super()._request_handler(session, request, **{**kw, "timeout": None})


class SendingCase(LocalRequests, TransactionCase):
    """A receiver that listens, leads, a clock that stands still, and no events yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["crm.lead"].create(
            [{"name": f"Lead {number}", "type": "lead"} for number in range(4)]
        )
        cls.env["g.assistant.event"].search([]).unlink()
        cls.env["g.assistant.outbox"].search([]).unlink()

    def setUp(self):
        super().setUp()
        self.now = NOW
        self.patch(self.env.registry["g.assistant.event"], "_now", lambda _: self.now)
        self.receiver = self.enterContext(listening())
        self.configure(self.receiver.url, SECRET)

    def configure(self, url, secret):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", url)
        parameters.set_param("g_assistant_connector.secret", secret)

    def events(self, *leads, **values):
        """Record an event for each of these leads, in this order."""
        return self.env["g.assistant.event"].create(
            [
                {
                    "uuid": uuid.uuid4().hex,
                    "kind": "updated",
                    "lead_ref": lead.id,
                    "lead_title": lead.name,
                    "user_id": self.env.user.id,
                    "changed": {"title": {"from": "A", "to": lead.name}},
                    "occurred_at": self.now,
                    **values,
                }
                for lead in leads
            ]
        )

    def send(self, after=None):
        """Let the cron run once, ``after`` so much time."""
        self.now += after or timedelta()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["g.assistant.event"]._cron_send()

    def sent_uuids(self):
        return [event["id"] for event in self.receiver.events]
