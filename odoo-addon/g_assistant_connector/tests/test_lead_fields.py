import re

import psycopg2

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

REASONS = [
    {"en": "Wants a call today", "ar": "يريد اتصالاً اليوم", "points": 12},
    {"en": "No <b>phone</b>", "ar": "", "points": -4.5},
]


@tagged("post_install", "-at_install")
class TestLeadFields(TransactionCase):
    def lead(self, **values):
        return self.env["crm.lead"].create({"name": "Ali", **values})

    def test_answers_are_shown_escaped_and_in_their_own_direction(self):
        lead = self.lead(
            meta_answers=[
                {"question": "متى؟", "answers": ["غداً", "<script>alert(1)</script>"]},
                {"question": "<img src=x onerror=alert(1)>", "answers": []},
            ]
        )
        self.assertEqual(
            re.sub(r' class="[^"]*"', "", lead.meta_answers_html),
            '<dl><dt dir="auto">متى؟</dt><dd dir="auto">غداً</dd>'
            '<dd dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</dd>'
            '<dt dir="auto">&lt;img src=x onerror=alert(1)&gt;</dt></dl>',
        )

    def test_reasons_are_in_the_readers_language_with_the_way_they_point(self):
        lead = self.lead(assistant_reasons=REASONS)
        english = lead.with_context(lang="en_US").assistant_reasons_html
        self.assertIn('title="+12">▲</span> Wants a call today</li>', english)
        self.assertIn("No &lt;b&gt;phone&lt;/b&gt;", english)
        self.assertIn('title="-4.5">▼</span>', english)
        for code in ("ar_001", "ar_SY"):
            self.env["res.lang"]._activate_lang(code)
            arabic = lead.with_context(lang=code).assistant_reasons_html
            self.assertIn("يريد اتصالاً اليوم", arabic)
            self.assertIn("No &lt;b&gt;phone&lt;/b&gt;", arabic)
            self.assertNotIn("Wants a call today", arabic)

    def test_data_of_another_shape_shows_what_there_is_and_never_fails(self):
        for junk in (None, [], {}, "text", 7, [None, 1, "x"], {"question": "q"}):
            lead = self.lead(meta_answers=junk, assistant_reasons=junk)
            self.assertFalse(lead.meta_answers_html, junk)
            self.assertFalse(lead.assistant_reasons_html, junk)
        lead = self.lead(
            meta_answers=[
                {"answers": "alone"},
                {"question": "q", "answers": [1, None]},
            ],
            assistant_reasons=[{"points": "many"}, {"en": "Good", "points": True}],
        )
        self.assertIn("alone", lead.meta_answers_html)
        self.assertIn("Good", lead.assistant_reasons_html)
        self.assertNotIn("many", lead.assistant_reasons_html)

    def test_the_campaign_path_has_the_names_that_there_are(self):
        lead = self.lead(meta_campaign_name="Spring", meta_ad_name="Video")
        self.assertEqual(lead.meta_campaign_path, "Spring › Video")
        lead.meta_adset_name = "Riyadh"
        self.assertEqual(lead.meta_campaign_path, "Spring › Riyadh › Video")
        self.assertFalse(self.lead().meta_campaign_path)

    def test_a_score_is_from_0_to_100(self):
        for score in (0, 100):
            self.assertEqual(self.lead(assistant_score=score).assistant_score, score)
        for score in (-1, 101):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.lead(assistant_score=score)

    def test_alerts_are_counted(self):
        lead = self.lead()
        self.assertEqual(lead.assistant_alert_count, 0)
        alert = {"lead_id": lead.id, "title": "Untouched"}
        self.env["g.assistant.alert"].create(
            [{**alert, "key": "alert-1"}, {**alert, "key": "alert-2"}]
        )
        self.assertEqual(lead.assistant_alert_count, 2)

    def test_a_copy_is_no_lead_of_metas_and_has_no_score(self):
        lead = self.lead(
            meta_leadgen_id="1",
            meta_form_id="2",
            meta_campaign_name="Spring",
            meta_answers=[{"question": "q", "answers": ["a"]}],
            assistant_score=90,
            assistant_grade="hot",
            last_customer_message_at="2026-11-22 19:00:00",
        )
        copied = lead.copy()
        for name in (
            *("meta_leadgen_id", "meta_form_id", "meta_campaign_name", "meta_answers"),
            *("assistant_score", "assistant_grade", "last_customer_message_at"),
        ):
            self.assertTrue(lead[name], name)
            self.assertFalse(copied[name], name)

    def test_a_change_of_these_fields_is_not_written_in_the_chatter(self):
        fields = self.env["crm.lead"]._fields
        ours = [
            name for name in fields if name.startswith(("meta_", "assistant_", "last_"))
        ]
        self.assertGreater(len(ours), 20)
        tracked = [name for name in ours if getattr(fields[name], "tracking", None)]
        self.assertEqual(tracked, [])
