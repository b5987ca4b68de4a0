from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

MODULE = "g_assistant_connector"
AT = "2026-11-22T12:00:00.123456Z"
REASONS = [{"en": "Wants it this week", "ar": "يريده هذا الأسبوع", "points": 1.25}]


@tagged("post_install", "-at_install")
class TestScores(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = cls.env.ref(f"{MODULE}.user_integration")
        cls.huda = new_test_user(cls.env, "huda", "sales_team.group_sale_salesman")
        cls.boss = new_test_user(cls.env, "boss", "sales_team.group_sale_manager")
        cls.lead = cls.env["crm.lead"].create({"name": "Villa", "user_id": cls.huda.id})
        cls.leads = cls.env["crm.lead"].with_user(cls.suite)

    def order(self, **values):
        return {
            "lead_id": self.lead.id,
            "grade": "hot",
            "score": 87,
            "reasons": REASONS,
            "scored_at": AT,
            "scored_by": "card-1",
            "said": None,
            **values,
        }

    def scored(self, *orders):
        answers = self.leads.assistant_write_scores(list(orders))
        return [answer["state"] for answer in answers]

    def test_the_suite_writes_a_score_and_the_same_one_again_changes_nothing(self):
        self.assertEqual(self.scored(self.order()), ["written"])
        self.assertEqual(
            (self.lead.assistant_grade, self.lead.assistant_score), ("hot", 87)
        )
        self.assertEqual(self.lead.assistant_reasons, REASONS)
        self.assertEqual(str(self.lead.assistant_scored_at), "2026-11-22 12:00:00")
        self.assertEqual(self.lead.assistant_scored_by, "card-1")
        self.assertEqual(self.scored(self.order()), ["same"])

    def test_a_bad_row_does_not_stop_its_neighbours(self):
        gone = self.env["crm.lead"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        bad = [
            None,
            self.order(grade="tepid"),
            self.order(grade=["hot"]),
            self.order(score=100),
            self.order(score=True),
            self.order(score="87"),
            self.order(lead_id="1"),
            self.order(lead_id=2**40),
            self.order(reasons="many"),
            self.order(reasons=[{"en": "x", "points": "y"}]),
            self.order(scored_at="yesterday"),
            self.order(scored_at="2026-11-22T12:00:00"),
            self.order(said={"verdict": "so-so", "at": AT}),
        ]
        states = self.scored(*bad, self.order(lead_id=number), self.order())
        self.assertEqual(states, ["refused"] * len(bad) + ["gone", "written"])

    def test_archived_leads_are_scored_as_well(self):
        self.lead.action_archive()
        self.assertEqual(self.scored(self.order(score=0)), ["written"])

    def test_too_many_or_no_list_is_refused_whole(self):
        for scores in ("all", [self.order()] * 101):
            with self.assertRaises(ValidationError):
                self.leads.assistant_write_scores(scores)

    def test_nobody_else_writes_scores_in_any_way(self):
        self.scored(self.order())
        for user in (self.huda, self.boss):
            mine = self.lead.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.assistant_write_scores([self.order(score=1)])
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.write({"assistant_grade": "cold"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                # what comes over the wire is text: it is not our object
                mine.with_context(assistant_scores="<object object>").write(
                    {"assistant_score": 99}
                )
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.create({"name": "Mine", "assistant_grade": "hot"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.with_context(default_assistant_verdict="hot").create(
                    {"name": "Me"}
                )
            mine.write({"name": "Villa by the sea"})
        self.assertEqual(self.lead.assistant_grade, "hot")

    def test_salespeople_merge_leads_with_scores(self):
        self.scored(self.order())
        other = self.env["crm.lead"].create({"name": "Flat", "user_id": self.huda.id})
        both = (self.lead | other).with_user(self.huda)
        both.write({"type": "opportunity"})
        merged = both.merge_opportunity()
        self.assertEqual(merged.assistant_grade, "hot")
        with self.assertRaises(AccessError):
            merged.write({"assistant_grade": "cold"})

    def test_scores_are_not_told_as_a_persons_change(self):
        self.env["ir.config_parameter"].set_param(
            f"{MODULE}.url", "https://example.com/odoo"
        )
        self.env.cr.flush()
        events = self.env["g.assistant.event"]
        before = events.search_count([])
        self.scored(self.order(said={"verdict": "hot", "reason": "", "at": AT}))
        self.env.cr.flush()
        self.assertEqual(events.search_count([]), before)

    def test_a_hundred_leads_are_one_call_of_few_queries(self):
        leads = self.env["crm.lead"].create([{"name": str(n)} for n in range(100)])
        states = self.scored(*(self.order(lead_id=lead.id) for lead in leads))
        self.assertEqual(states, ["written"] * 100)
