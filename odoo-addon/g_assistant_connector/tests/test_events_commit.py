from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..outbox.background import run

URL = "g_assistant_connector.url"
MODELS = "odoo.addons.g_assistant_connector.models"


@tagged("post_install", "-at_install")
class TestEventsCommit(BaseCase):
    """Real commits, real rollbacks and two real transactions at a time."""

    def setUp(self):
        super().setUp()
        self.database = get_db_name()
        self.later, self.woken = [], []
        for target, calls in (
            (f"{MODELS}.crm_lead_contact.run_later", self.later),
            (f"{MODELS}.g_assistant_writing.wake_later", self.woken),
        ):
            patcher = patch(target, side_effect=lambda *a, to=calls: to.append(a))
            patcher.start()
            self.addCleanup(patcher.stop)
        env = self.environment()
        parameters = env["ir.config_parameter"]
        url = parameters.get_param(URL)
        parameters.set_param(URL, "https://example.com/odoo")
        self.lead_id = env["crm.lead"].create({"name": "Committed"}).id
        env.cr.commit()
        self.addCleanup(self.clean, url)
        self.woken.clear()

    def environment(self):
        cr = Registry(self.database).cursor()
        self.addCleanup(cr.close)
        return api.Environment(cr, SUPERUSER_ID, {})

    def clean(self, url):
        with closing(Registry(self.database).cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ir.config_parameter"].set_param(URL, url)
            env["crm.lead"].browse(self.lead_id).exists().unlink()
            env.cr.flush()
            env["g.assistant.event"].search(self.of_lead()).unlink()
            cr.commit()  # pylint: disable=invalid-commit

    def of_lead(self):
        return [("lead_ref", "=", self.lead_id)]

    def kinds(self):
        events = self.environment()["g.assistant.event"]
        return events.search(self.of_lead(), order="id").mapped("kind")

    def lead(self):
        return self.environment()["crm.lead"].browse(self.lead_id)

    def post(self, lead):
        lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        lead.env.cr.commit()

    def test_a_commit_writes_the_event_and_wakes_the_sender(self):
        lead = self.lead()
        lead.priority = "2"
        lead.env.cr.commit()
        self.assertEqual(self.kinds(), ["created", "updated"])
        cron = "g_assistant_connector.ir_cron_send"
        self.assertEqual(self.woken, [(self.database, cron)])

    def test_two_transactions_are_two_events(self):
        lead = self.lead()
        for priority in ("1", "2"):
            lead.priority = priority
            lead.env.cr.commit()
        self.assertEqual(self.kinds(), ["created", "updated", "updated"])

    def test_a_rollback_writes_nothing_and_wakes_nobody(self):
        lead = self.lead()
        lead.priority = "2"
        lead.env.cr.flush()
        lead.env.cr.rollback()
        lead.env.cr.commit()
        self.assertEqual(self.kinds(), ["created"])
        self.assertEqual(self.woken, [])

    def test_a_read_writes_nothing_and_wakes_nobody(self):
        lead = self.lead()
        lead.read(["name", "won_status"])
        lead.env.cr.commit()
        self.assertEqual(self.kinds(), ["created"])
        self.assertEqual(self.woken, [])

    def test_a_message_does_not_wait_for_somebody_who_saves_the_lead(self):
        other = self.lead()
        other.color = 3
        other.flush_recordset()  # holds the row until it commits
        lead = self.lead()
        lead.env.cr.execute("SET LOCAL lock_timeout = '2s'")
        self.post(lead)
        other.env.cr.commit()
        self.assert_dates_come_later()

    @mute_logger("odoo.sql_db")
    def test_a_message_does_not_fail_because_somebody_saved_the_lead(self):
        lead = self.lead()
        lead.read(["name"])  # its view of the database is of now
        other = self.lead()
        other.color = 3
        other.env.cr.commit()
        self.post(lead)
        self.assert_dates_come_later()

    def assert_dates_come_later(self):
        self.assertFalse(self.lead().last_customer_contact_at)
        self.assertEqual(self.kinds(), ["created", "message_sent"])
        [(database, work)] = self.later
        run(database, work)
        age = fields.Datetime.now() - self.lead().last_customer_contact_at
        self.assertLess(age, timedelta(minutes=1))

    def test_an_uncontended_message_sets_the_dates_at_once(self):
        self.post(self.lead())
        self.assertEqual(self.later, [])
        self.assertTrue(self.lead().last_customer_contact_at)
