from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .events_common import EventsCase

EMAIL = """\
Return-Path: <customer@example.com>
To: sales@example.com
From: {sender}
Subject: Re: Ten chairs
Date: {date}
Message-Id: <{number}@example.com>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

Are they still there?
"""


@tagged("post_install", "-at_install")
class TestEventsMessages(EventsCase):
    """Messages between us and the customer."""

    def receive(self, sender, date="Sun, 22 Nov 2026 10:00:00 +0000", thread_id=None):
        raw = EMAIL.format(sender=sender, date=date, number=self.id())
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self.env["mail.thread"].message_process(
                "crm.lead", raw, thread_id=thread_id
            )

    def post(self, user=None, **values):
        values = {"body": "Hello", "message_type": "comment"} | values
        return self.lead.with_user(user or self.salesperson).message_post(**values)

    def test_an_email_of_the_customer_is_told_without_its_text(self):
        self.receive("Customer <customer@example.com>", thread_id=self.lead.id)
        message = self.lead.message_ids[0]
        event = self.only("customer_wrote")
        told = {"message": {"id": message.id, "channel": "email"}}
        self.assertEqual(event.changed, told)

    def test_an_email_that_makes_a_lead_is_both(self):
        lead_id = self.receive("Somebody <unknown@example.net>")
        lead = self.env["crm.lead"].browse(lead_id)
        self.assertEqual(self.kinds(lead), ["created", "customer_wrote"])

    def test_an_email_of_a_colleague_is_a_message_sent(self):
        self.colleague.partner_id.email = "omar@example.com"
        self.start_afresh()
        self.receive("Omar <omar@example.com>", thread_id=self.lead.id)
        self.only("message_sent")

    def test_a_message_to_the_customer_is_told(self):
        message = self.post(subtype_xmlid="mail.mt_comment")
        event = self.only("message_sent")
        told = {"message": {"id": message.id, "channel": "comment"}}
        self.assertEqual(event.changed, told)
        self.assertEqual(event.user_id, self.salesperson)

    def test_a_note_is_not_told(self):
        self.post(subtype_xmlid="mail.mt_note")
        self.assertEqual(self.kinds(), [])
        self.assertFalse(self.lead.last_customer_contact_at)

    def test_what_odoo_writes_itself_is_not_told(self):
        for message_type in ("notification", "auto_comment", "out_of_office"):
            self.post(message_type=message_type, subtype_xmlid="mail.mt_comment")
        self.assertEqual(self.kinds(), [])
        self.assertFalse(self.lead.last_customer_contact_at)

    def test_a_comment_of_a_portal_user_is_the_customers(self):
        portal = new_test_user(self.env, "events_portal", "base.group_portal")
        self.lead.message_subscribe(portal.partner_id.ids)
        self.start_afresh()
        self.lead.sudo().message_post(
            body="Here I am",
            author_id=portal.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        event = self.only("customer_wrote")
        self.assertEqual(event.changed["message"]["channel"], "comment")

    def test_an_email_from_the_composer_is_a_message_sent(self):
        partner = self.env["res.partner"].create(
            {"name": "Layla", "email": "customer@example.com"}
        )
        self.lead.partner_id = partner
        self.start_afresh()
        composer = self.env["mail.compose.message"].with_context(
            default_model="crm.lead",
            default_res_ids=self.lead.ids,
            default_composition_mode="mass_mail",
        )
        composer.create({"subject": "Offer", "body": "<p>2</p>"})._action_send_mail()
        event = self.only("message_sent")
        self.assertEqual(event.changed["message"]["channel"], "email")

    def test_several_messages_in_one_transaction_are_one_event(self):
        self.post(subtype_xmlid="mail.mt_comment")
        self.env.cr.flush()
        last = self.post(subtype_xmlid="mail.mt_comment")
        event = self.only("message_sent")
        self.assertEqual(event.changed["message"]["id"], last.id)

    def test_messages_on_other_records_are_not_ours(self):
        self.env.user.partner_id.message_post(
            body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.env.cr.flush()
        self.assertFalse(self.env["g.assistant.event"].search([]))

    def test_the_customers_message_moves_both_dates(self):
        self.receive("Customer <customer@example.com>", thread_id=self.lead.id)
        self.events()
        date = min(datetime(2026, 11, 22, 10), datetime.now())
        at = self.lead.last_customer_message_at
        self.assertLess(abs(at - date), timedelta(minutes=1))
        self.assertEqual(self.lead.last_customer_contact_at, at)

    def test_our_message_moves_only_the_contact(self):
        message = self.post(subtype_xmlid="mail.mt_comment")
        self.events()
        self.assertEqual(self.lead.last_customer_contact_at, message.date)
        self.assertFalse(self.lead.last_customer_message_at)

    def test_a_date_in_the_future_counts_as_now(self):
        date = "Fri, 01 Jan 2100 00:00:00 +0000"
        self.receive("C <customer@example.com>", date=date, thread_id=self.lead.id)
        self.events()
        self.assertLessEqual(
            self.lead.last_customer_message_at, datetime.now() + timedelta(minutes=1)
        )

    def test_a_late_email_does_not_turn_the_date_back(self):
        message = self.post(subtype_xmlid="mail.mt_comment")
        self.events()
        date = "Mon, 01 Jan 2024 00:00:00 +0000"
        self.receive("C <customer@example.com>", date=date, thread_id=self.lead.id)
        self.events()
        self.assertEqual(self.lead.last_customer_contact_at, message.date)
        self.assertEqual(self.lead.last_customer_message_at, datetime(2024, 1, 1))

    def test_the_dates_do_not_touch_the_leads_own_date(self):
        self.env.cr.execute(
            "UPDATE crm_lead SET write_date = '2020-01-01' WHERE id = %s",
            [self.lead.id],
        )
        self.env.invalidate_all(flush=False)
        self.post(subtype_xmlid="mail.mt_comment")
        self.events()
        self.assertTrue(self.lead.last_customer_contact_at)
        self.assertEqual(self.lead.write_date, datetime(2020, 1, 1))

    def test_the_dates_are_kept_where_nothing_is_recorded(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", False)
        self.post(subtype_xmlid="mail.mt_comment")
        self.assertEqual(self.kinds(), [])
        self.assertTrue(self.lead.last_customer_contact_at)
