import threading
import time
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from ..models import g_assistant_writing
from .receiver import GUARD_S, closed_port, listening
from .sending_case import SECRET, LocalRequests

CRON = "g_assistant_connector.ir_cron_send"
PARAMETERS = ("g_assistant_connector.url", "g_assistant_connector.secret")


@tagged("post_install", "-at_install")
class TestSendingForReal(LocalRequests, BaseCase):
    """With real transactions, through Odoo's own scheduler, in a database for tests.

    Events are removed for good, leads and parameters tidied up.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The test's thread holds it: the scheduler's would wait for the test's end.
        self.patch(Registry, "_lock", DummyRLock())
        # Nothing but the test wakes the cron.
        self.patch(g_assistant_writing, "wake_later", lambda *_: None)
        self.receiver = self.enterContext(listening())
        with self.transaction() as env:
            parameters = env["ir.config_parameter"]
            self.before = {key: parameters.get_param(key) for key in PARAMETERS}
            env["g.assistant.event"].search([]).unlink()
            env["g.assistant.event"]._outbox().unlink()
            leads = env["crm.lead"].create(
                [{"name": f"Real {number}"} for number in range(20)]
            )
            self.lead_ids = leads.ids
        self.addCleanup(self.tidy)
        self.configure(self.receiver.url, SECRET)

    def tidy(self):
        self.configure(*self.before.values())
        with self.transaction() as env:
            env["ir.config_parameter"].set_param(PARAMETERS[0], False)
            env["crm.lead"].browse(self.lead_ids).unlink()
            env["g.assistant.event"].search([]).unlink()
            env["g.assistant.event"]._outbox().unlink()
            env["ir.config_parameter"].set_param(
                PARAMETERS[0], self.before[PARAMETERS[0]]
            )

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def configure(self, url, secret):
        with self.transaction() as env:
            for key, value in zip(PARAMETERS, (url, secret), strict=True):
                env["ir.config_parameter"].set_param(key, value)

    def rename(self, lead_id, name):
        with self.transaction() as env:
            env["crm.lead"].browse(lead_id).name = name

    def run_cron(self):
        """Let the scheduler run the job, as it does when it is woken."""
        with self.transaction() as env:
            cron = env.ref(CRON)
            cron._trigger()
        with self.registry.cursor() as cr:
            self.registry["ir.cron"]._process_jobs_loop(cr, job_ids=[cron.id])

    def started(self, run):
        thread = threading.Thread(target=run)
        self.addCleanup(thread.join, GUARD_S)
        # Cleanups run last in, first out.
        self.addCleanup(self.receiver.release.set)
        thread.start()
        return thread

    def test_a_receiver_that_hangs_does_not_delay_a_save(self):
        [lead_id, *_] = self.lead_ids
        self.rename(lead_id, "Before")
        self.receiver.hold = True
        sender = self.started(self.run_cron)
        self.assertTrue(self.receiver.arrived.wait(GUARD_S))
        start = time.monotonic()
        self.rename(lead_id, "Meanwhile")
        took_s = time.monotonic() - start
        self.assertTrue(sender.is_alive())
        self.assertFalse(self.receiver.release.is_set())
        self.assertLess(took_s, 1)
        self.receiver.hold = False
        self.receiver.release.set()
        sender.join(GUARD_S)
        first, second = self.receiver.events
        self.assertEqual(first["state"]["title"], "Before")
        self.assertEqual(second["state"]["title"], "Meanwhile")
        self.assertLess(first["revision"], second["revision"])

    def test_while_one_sends_no_second_one_begins(self):
        self.rename(self.lead_ids[0], "One")
        self.receiver.hold = True
        sender = self.started(self.run_cron)
        self.assertTrue(self.receiver.arrived.wait(GUARD_S))
        self.run_cron()
        self.assertEqual(len(self.receiver.requests), 1)
        self.receiver.release.set()
        sender.join(GUARD_S)
        self.assertEqual(len(self.receiver.requests), 1)

    def test_no_row_is_locked_while_the_receiver_hangs(self):
        self.rename(self.lead_ids[0], "One")
        self.receiver.hold = True
        self.started(self.run_cron)
        self.assertTrue(self.receiver.arrived.wait(GUARD_S))
        with self.transaction() as env:
            event = env["g.assistant.event"].search([], limit=1)
            self.assertTrue(event.revision)
            # Who could not change the row now would wait for the sender.
            event.lock_for_update()
            event._outbox().lock_for_update()

    def test_two_hundred_changes_while_the_receiver_is_down_all_arrive_in_order(self):
        with closed_port() as port:
            self.configure(f"http://127.0.0.1:{port}/", SECRET)
            for number in range(200):
                self.rename(self.lead_ids[number % 20], f"Name {number}")
                if number == 100:
                    with self.assertLogs(
                        "odoo.addons.g_assistant_connector", "WARNING"
                    ):
                        self.run_cron()
        self.configure(self.receiver.url, SECRET)
        self.run_cron()
        self.assertFalse(self.receiver.requests, "It waits for the end of the pause.")
        with self.transaction() as env:
            env["g.assistant.event"].action_send_now()
        self.run_cron()
        for position, lead_id in enumerate(self.lead_ids):
            sent = [one for one in self.receiver.events if one["lead_id"] == lead_id]
            titles = [one["changed"]["title"]["to"] for one in sent]
            expected = [f"Name {number}" for number in range(position, 200, 20)]
            self.assertEqual(titles, expected)
            revisions = [one["revision"] for one in sent]
            self.assertEqual(revisions, sorted(set(revisions)))
        self.assertEqual(len(self.receiver.events), 200)
        with self.transaction() as env:
            statuses = env["g.assistant.event"].search([]).mapped("status")
            self.assertEqual(set(statuses), {"sent"})
