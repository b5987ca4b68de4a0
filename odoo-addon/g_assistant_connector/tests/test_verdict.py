from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .events_common import EventsCase

AT = "2026-11-22T12:00:00Z"


@tagged("post_install", "-at_install")
class TestVerdict(EventsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = cls.env.ref("g_assistant_connector.user_integration")

    def score(self, grade, lead=None, **more):
        order = {"lead_id": (lead or self.lead).id, "grade": grade, "score": 0}
        order |= {"reasons": [], "scored_at": AT, "scored_by": "card-1", "said": None}
        leads = self.env["crm.lead"].with_user(self.suite)
        (answer,) = leads.assistant_write_scores([{**order, **more}])
        self.assertIn(answer["state"], ("written", "same"))

    def correct(self, verdict, reason="", leads=None, user=None):
        mine = (leads or self.lead).with_user(user or self.salesperson)
        action = mine.with_context(assistant_verdict=verdict).action_assistant_verdict()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(user or self.salesperson)
            .with_context(**action["context"])
        )
        dialog.reason = reason
        dialog.save().action_apply()

    def test_the_grade_changes_at_once_and_the_word_goes_out(self):
        self.score("hot")
        self.start_afresh()
        self.correct("not_hot", "  No budget  ")
        self.assertEqual(self.lead.assistant_grade, "warm")
        self.assertEqual(self.lead.assistant_verdict, "not_hot")
        self.assertEqual(self.lead.assistant_verdict_reason, "No budget")
        self.assertEqual(self.lead.assistant_verdict_by_id, self.salesperson)
        event = self.only("corrected")
        self.assertEqual(
            event.changed, {"said": {"verdict": "not_hot", "reason": "No budget"}}
        )
        self.assertEqual((event.user_id, event.is_us), (self.salesperson, False))

    def test_each_verdict_leaves_its_grade(self):
        for verdict, scored, left in (
            ("hot", "cold", "hot"),
            ("hot", "spam", "hot"),
            ("not_hot", "hot", "warm"),
            ("not_hot", "cold", "cold"),
            ("spam", "hot", "spam"),
            ("not_spam", "spam", False),
            ("not_spam", "warm", "warm"),
        ):
            with self.subTest(f"{verdict} of {scored}"):
                lead = self.new_lead(user_id=self.salesperson.id)
                self.score(scored, lead)
                self.correct(verdict, leads=lead)
                self.assertEqual(lead.assistant_grade, left)

    def test_a_score_that_comes_later_goes_by_the_word(self):
        self.score("cold")
        self.correct("not_hot")
        self.score("hot")
        self.assertEqual(self.lead.assistant_grade, "warm")
        self.correct("spam")
        self.score("hot", score=95)
        self.assertEqual(
            (self.lead.assistant_grade, self.lead.assistant_score), ("spam", 95)
        )

    def test_a_word_given_elsewhere_comes_with_the_score_and_the_later_one_counts(self):
        said = {"verdict": "not_hot", "reason": "Student", "at": AT}
        self.score("hot", said=said)
        self.assertEqual(self.lead.assistant_grade, "warm")
        self.assertEqual(self.lead.assistant_verdict_reason, "Student")
        self.assertFalse(self.lead.assistant_verdict_by_id)
        self.correct("hot")
        self.score("warm", said=said)
        self.assertEqual(self.lead.assistant_grade, "hot")
        self.assertEqual(self.lead.assistant_verdict_by_id, self.salesperson)

    def test_our_own_word_coming_back_keeps_who_said_it(self):
        self.score("hot")
        self.correct("spam", "Fake")
        at = f"{self.lead.assistant_verdict_at.isoformat()}Z"
        self.score("spam", said={"verdict": "spam", "reason": "Fake", "at": at})
        self.assertEqual(self.lead.assistant_verdict_by_id, self.salesperson)

    def test_nobody_corrects_a_lead_that_is_not_theirs(self):
        self.score("hot")
        with self.assertRaises(AccessError):
            self.correct("spam", user=self.colleague)
        self.assertEqual(self.lead.assistant_grade, "hot")
        reader = new_test_user(self.env, "reader", "base.group_user")
        with self.assertRaises(AccessError):
            self.correct("spam", user=reader)

    def test_several_leads_are_corrected_together(self):
        other = self.new_lead(user_id=self.salesperson.id)
        self.start_afresh()
        self.correct("spam", "Bots", leads=self.lead | other)
        self.assertEqual(
            [self.lead.assistant_grade, other.assistant_grade], ["spam"] * 2
        )
        self.only("corrected")
        self.only("corrected", other)

    def test_of_two_words_in_one_transaction_the_last_goes_out(self):
        self.score("hot")
        self.start_afresh()
        self.correct("not_hot")
        self.correct("spam", "Bot")
        self.assertEqual(self.only("corrected").changed["said"]["verdict"], "spam")

    def test_a_lead_that_is_merged_takes_its_word_along(self):
        other = self.new_lead(user_id=self.salesperson.id, probability=1)
        self.score("hot", other)
        self.correct("not_hot", "Student", leads=other)
        merged = (self.lead | other).with_user(self.salesperson).merge_opportunity()
        self.assertEqual(merged.assistant_verdict, "not_hot")
        self.assertEqual(merged.assistant_verdict_by_id, self.salesperson)

    def test_without_an_address_the_word_holds_and_nothing_is_noted(self):
        self.env["ir.config_parameter"].set_param("g_assistant_connector.url", False)
        self.score("hot")
        self.correct("not_hot")
        self.assertEqual(self.lead.assistant_grade, "warm")
        self.assertFalse(self.events())
