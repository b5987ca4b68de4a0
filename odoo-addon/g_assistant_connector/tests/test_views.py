from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

MODULE = "g_assistant_connector"
SEARCHES = (
    "crm.view_crm_case_leads_filter",
    "crm.view_crm_case_opportunities_filter",
    "crm.crm_opportunity_report_view_search",
)


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.leads = cls.env["crm.lead"]

    def _lead(self, **values):
        return self.leads.create({"name": "Villa", "type": "opportunity", **values})

    def _arch(self, xmlid):
        view = self.env.ref(xmlid)
        return etree.fromstring(self.env[view.model].get_view(view.id)["arch"])

    def _search(self, name, xmlid=SEARCHES[1]):
        (found,) = self._arch(xmlid).xpath(f"//filter[@name='{name}']")
        return self.leads.search(safe_eval(found.get("domain"), {"uid": self.env.uid}))

    def test_the_form_shows_the_page_for_leads_and_opportunities(self):
        page = "//notebook/page[@name='meta_lead']"
        self.assertEqual(len(self._arch("crm.crm_lead_view_form").xpath(page)), 1)
        for kind in ("lead", "opportunity"):
            lead = self._lead(
                type=kind,
                assistant_grade="hot",
                assistant_score=81,
                meta_answers=[{"question": "When?", "answers": ["Soon"]}],
            )
            with Form(lead) as form:
                self.assertEqual(form.assistant_score, 81)
                self.assertIn("Soon", form.meta_answers_html)

    def test_a_lead_that_did_not_come_from_meta_shows_no_page(self):
        (page,) = self._arch("crm.crm_lead_view_form").xpath(
            "//page[@name='meta_lead']"
        )
        shown_by = page.get("invisible")
        for field in ("meta_leadgen_id", "assistant_grade", "assistant_alert_count"):
            self.assertIn(field, shown_by)
        plain = self._lead()
        self.assertFalse(
            plain.meta_leadgen_id
            or plain.meta_campaign_path
            or plain.meta_answers_html
            or plain.assistant_grade
            or plain.assistant_alert_count
        )

    def test_the_grade_is_on_every_card_and_in_every_list(self):
        for xmlid in (
            *("crm.crm_case_kanban_view_leads", "crm.view_crm_lead_kanban"),
            *("crm.crm_case_tree_view_leads", "crm.crm_case_tree_view_oppor"),
        ):
            with self.subTest(xmlid):
                badge = "//field[@name='assistant_grade'][@widget='badge']"
                self.assertTrue(self._arch(xmlid).xpath(badge))

    def test_every_filter_and_grouping_of_ours_can_be_used(self):
        ours = (
            "meta",
            "grade_",
            "hot_",
            "waiting",
            "open_alerts",
            "group_grade",
            "group_meta",
        )
        for xmlid in SEARCHES:
            arch = self._arch(xmlid)
            filters = [f for f in arch.iter("filter") if f.get("name").startswith(ours)]
            self.assertGreaterEqual(len(filters), 14, xmlid)
            for found in filters:
                with self.subTest(f"{xmlid} {found.get('name')}"):
                    self.leads.search(safe_eval(found.get("domain") or "[]"))
                    field = safe_eval(found.get("context") or "{}").get("group_by")
                    if field:
                        self.leads.formatted_read_group([], [field], ["__count"])

    def test_hot_and_untouched_is_hot_open_and_without_any_contact(self):
        untouched = self._lead(assistant_grade="hot")
        unassigned = self._lead(assistant_grade="hot", user_id=False)
        self._lead(assistant_grade="hot", last_customer_contact_at=self.now)
        self._lead(assistant_grade="warm")
        won = self._lead(assistant_grade="hot")
        won.action_set_won()
        lost = self._lead(assistant_grade="hot")
        lost.action_set_lost()
        found = self._search("hot_untouched") & (
            self.leads.search([("create_date", ">=", self.now - timedelta(minutes=1))])
        )
        self.assertEqual(found, untouched | unassigned)

    def test_waiting_is_when_the_last_word_was_the_customers(self):
        earlier = self.now - timedelta(hours=1)
        waits = self._lead(
            last_customer_message_at=self.now, last_customer_contact_at=self.now
        )
        no_contact = self._lead(last_customer_message_at=earlier)
        answered = self._lead(
            last_customer_message_at=earlier, last_customer_contact_at=self.now
        )
        silent = self._lead()
        four = waits | no_contact | answered | silent
        domain = [("id", "in", four.ids)]
        for value, expected in ((True, waits | no_contact), (False, answered | silent)):
            found = self.leads.search([*domain, ("assistant_is_waiting", "=", value)])
            self.assertEqual(found, expected)
            unlike = self.leads.search([*domain, ("assistant_is_waiting", "!=", value)])
            self.assertEqual(unlike, four - expected)
            self.assertEqual(
                four.filtered_domain([("assistant_is_waiting", "=", value)]), found
            )

    def test_meta_campaigns_counts_the_lost_ones_too(self):
        campaign = self.env["utm.campaign"].create({"title": "Villas 5521"})
        values = {"campaign_id": campaign.id, "expected_revenue": 10.0}
        self._lead(meta_leadgen_id="a1", **values)
        self._lead(meta_leadgen_id="a2", **values).action_set_won()
        self._lead(meta_leadgen_id="a3", **values).action_set_lost()
        action = self.env.ref(f"{MODULE}.crm_lead_meta_campaigns_action")
        domain = [*safe_eval(action.domain), ("campaign_id", "=", campaign.id)]
        groups = self.leads.formatted_read_group(
            domain, ["campaign_id", "won_status"], ["__count", "expected_revenue:sum"]
        )
        counted = {group["won_status"]: group["__count"] for group in groups}
        self.assertEqual(counted, {"pending": 1, "won": 1, "lost": 1})

    def test_nothing_of_outbox_and_receipts_is_editable_by_hand(self):
        for model in ("g.assistant.event", "g.assistant.receipt", "g.assistant.alert"):
            for kind in ("list", "form"):
                arch = etree.fromstring(
                    self.env[model].get_view(view_type=kind)["arch"]
                )
                for right in ("create", "edit", "delete"):
                    self.assertIn(
                        arch.get(right), ("0", "False", "false"), (model, kind)
                    )

    def test_sources_and_media_are_there_once_each(self):
        for model, names in (
            ("utm.source", ["Facebook", "Instagram", "Messenger", "WhatsApp"]),
            ("utm.medium", ["Paid Social", "Organic Social"]),
        ):
            for name in names:
                self.assertEqual(self.env[model].search_count([("name", "=", name)]), 1)

    def test_the_crons_call_what_is_there(self):
        for name in ("send", "note_overdue", "purge"):
            cron = self.env.ref(f"{MODULE}.ir_cron_{name}")
            self.assertTrue(cron.active)
            self.assertTrue(
                callable(getattr(self.env["g.assistant.event"], f"_cron_{name}"))
            )

    def test_the_settings_are_tested_as_they_stand_in_the_form(self):
        # Otherwise Odoo asks first whether to save, and then does not press the button.
        arch = self._arch("base.res_config_settings_view_form")
        (button,) = arch.xpath("//button[@name='action_g_assistant_test']")
        self.assertEqual(button.get("noSaveDialog"), "true")

    def test_no_settings_of_others_stand_under_our_title(self):
        block = "//app[@name='crm']/block[@name='g_assistant']"
        arch = self._arch("crm.res_config_settings_view_form")
        (ours,) = arch.xpath(block)
        following = ours.xpath("following-sibling::block[1]")
        self.assertTrue(all(block.get("title") for block in following))
