import logging
import threading
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..outbox import background
from .events_common import EventsCase

SEND_CRON = "g_assistant_connector.ir_cron_send"


@tagged("post_install", "-at_install")
class TestEventsOutbox(EventsCase):
    """The table itself: its columns, its emptying, and the waking of the sender."""

    def row(self, uuid, **values):
        values = {"uuid": uuid, "kind": "updated", "lead_ref": self.lead.id} | values
        return self.env["g.assistant.event"].create(values)

    def test_a_row_knows_the_transaction_that_wrote_it(self):
        self.lead.expected_revenue = 5
        event = self.only("updated")
        self.env.cr.execute("SELECT pg_current_xact_id()::text::bigint")
        self.assertEqual(event.xact, self.env.cr.fetchone()[0])

    def test_a_revision_of_milliseconds_fits(self):
        event = self.row("big")
        event.revision = 1_763_838_000_123
        self.env.invalidate_all()
        self.assertEqual(event.revision, 1_763_838_000_123)

    def test_an_event_id_is_used_once(self):
        self.row("twice")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
        ):
            self.row("twice")

    def test_an_event_happened_when_its_transaction_ended(self):
        self.lead.expected_revenue = 5
        age = datetime.now() - self.only("updated").occurred_at
        self.assertLess(abs(age), timedelta(minutes=1))

    # ------------------------------------------------------------ purging

    def test_only_what_is_old_and_over_is_removed(self):
        now = datetime.now()
        old, older = now - timedelta(days=31), now - timedelta(days=91)
        kept = (
            self.row("a", status="pending", occurred_at=older)
            | self.row("b", status="sent", occurred_at=older, sent_at=now)
            | self.row("c", status="dead", occurred_at=old)
        )
        gone = self.row("d", status="sent", occurred_at=old, sent_at=old)
        gone |= self.row("e", status="dead", occurred_at=older)
        with self.enter_registry_test_mode():
            self.env.ref("g_assistant_connector.ir_cron_purge").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((kept | gone).exists(), kept)

    def test_how_long_it_is_kept_can_be_set(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.keep_sent_days", "3")
        four_days_ago = datetime.now() - timedelta(days=4)
        event = self.row("f", status="sent", sent_at=four_days_ago)
        self.assertEqual(self.env["g.assistant.event"]._purge("sent", 10), 1)
        self.assertFalse(event.exists())

    def test_a_time_beyond_all_dates_keeps_everything(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.keep_sent_days", "9" * 12)
        event = self.row("f", status="sent", sent_at=datetime(2001, 1, 1))
        self.assertEqual(self.env["g.assistant.event"]._purge("sent", 10), 0)
        self.assertTrue(event.exists())

    def test_a_setting_that_is_no_number_is_the_default(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.keep_dead_days", "-1")
        model = self.env["g.assistant.event"]
        logger = "odoo.addons.g_assistant_connector.models.g_assistant_purge"
        with self.assertLogs(logger, "WARNING"):
            self.assertEqual(model._kept_days("dead"), 90)

    def test_no_more_is_removed_at_once_than_asked_for(self):
        long_ago = datetime(2020, 1, 1)
        for number in range(5):
            self.row(f"g{number}", status="sent", sent_at=long_ago)
        model = self.env["g.assistant.event"]
        self.assertEqual([model._purge("sent", 2) for _ in range(4)], [2, 2, 1, 0])

    # ------------------------------------------------------------ waking

    def test_many_commits_share_one_waking(self):
        with patch.object(threading, "Timer") as timer:
            for _ in range(100):
                background.wake_later("events_somewhere", SEND_CRON)
        self.addCleanup(background._waiting.discard, "events_somewhere")
        timer.assert_called_once_with(
            background.WAKE_AFTER_S, background._wake, ("events_somewhere", SEND_CRON)
        )
        self.assertTrue(timer.return_value.daemon)

    def test_a_waking_triggers_the_senders_cron(self):
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref(SEND_CRON)
        before = triggers.search_count([("cron_id", "=", cron.id)])
        with self.enter_registry_test_mode():
            background._wake(self.env.cr.dbname, SEND_CRON)
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_a_cron_that_is_gone_is_not_missed(self):
        with self.enter_registry_test_mode():
            background._wake(self.env.cr.dbname, "g_assistant_connector.never_was")

    def test_after_a_failed_waking_there_is_another(self):
        error = psycopg2.OperationalError("database is gone")
        with (
            patch.object(background, "Registry", side_effect=error),
            patch.object(threading, "Timer") as timer,
        ):
            background.wake_later("events_nowhere", SEND_CRON)
            _after_s, function, args = timer.call_args.args
            function(*args)
            background.wake_later("events_nowhere", SEND_CRON)
        self.addCleanup(background._waiting.discard, "events_nowhere")
        self.assertEqual(timer.call_count, 2)

    def test_a_database_that_is_gone_is_only_noted(self):
        error = psycopg2.OperationalError("database is gone")
        with (
            patch.object(background, "Registry", side_effect=error),
            self.assertLogs(background.__name__, logging.INFO) as logs,
        ):
            background._wake("events_nowhere", SEND_CRON)
        self.assertNotIn("gone", logs.output[0])

    def test_the_sender_is_woken_when_the_transaction_commits(self):
        self.env.cr.postcommit.clear()
        self.lead.expected_revenue = 5
        self.events()
        with patch(
            "odoo.addons.g_assistant_connector.models.g_assistant_writing.wake_later"
        ):
            self.assertEqual(len(self.env.cr.postcommit), 1)
        self.env.cr.postcommit.clear()

    def test_nobody_is_woken_for_nothing(self):
        self.env.cr.postcommit.clear()
        self.lead.referred = "A friend"
        self.env.cr.flush()
        self.assertEqual(len(self.env.cr.postcommit), 0)
