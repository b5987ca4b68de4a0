from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ..models.crm_lead_state import STATE_FIELDS


@tagged("post_install", "-at_install")
class TestState(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create({"name": "Riyadh"})
        cls.stages = cls.env["crm.stage"].create(
            [
                {"name": "Fresh", "sequence": 90, "team_ids": cls.team.ids},
                {"name": "Closed", "sequence": 91, "is_won": True},
            ]
        )
        cls.call = cls.env.ref("mail.mail_activity_data_call")

    def lead(self, **values):
        values = {"name": "Villa", "type": "opportunity", **values}
        return self.env["crm.lead"].create(values)

    def state(self, lead):
        self.env.flush_all()
        self.env.invalidate_all()
        return lead._assistant_states()[lead.id]

    def test_a_title_of_any_length_fits_into_a_message(self):
        self.assertEqual(self.state(self.lead(name="x" * 9999))["title"], "x" * 300)

    def full_lead(self):
        lead = self.lead(
            stage_id=self.stages[0].id,
            team_id=self.team.id,
            user_id=self.env.user.id,
            partner_id=self.env["res.partner"].create({"name": "Omar"}).id,
            priority="2",
            probability=12.5,
            expected_revenue=1500,
            date_deadline=date(2026, 12, 1),
            meta_leadgen_id="1234567890123456",
            meta_page_id="103",
        )
        lead.write(
            {
                "company_id": self.env.company.id,
                "date_last_stage_update": datetime(2026, 11, 2, 3, 4, 5),
                "last_customer_contact_at": datetime(2026, 11, 22, 1, 2, 3),
                "last_customer_message_at": datetime(2026, 11, 21, 1, 2, 3),
            }
        )
        return lead

    def test_a_full_state_is_as_in_the_contract(self):
        lead = self.full_lead()
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", date(2026, 11, 25), user_id=2
        )
        self.assertEqual(
            self.state(lead),
            {
                "type": "opportunity",
                "title": "Villa",
                "is_active": True,
                "outcome": "open",
                "lost_reason": None,
                "stage": {"id": self.stages[0].id, "name": "Fresh"},
                "team": {"id": self.team.id, "name": "Riyadh"},
                "owner": {"id": self.env.uid, "name": self.env.user.name},
                "company_id": self.env.company.id,
                "partner_id": lead.partner_id.id,
                "priority": "2",
                "probability": 12.5,
                "expected_revenue": "1500.00",
                "currency": self.env.company.currency_id.name,
                "close_date": "2026-12-01",
                "created_at": lead.create_date.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "stage_since": "2026-11-02T03:04:05Z",
                "closed_at": None,
                "last_contact_at": "2026-11-22T01:02:03Z",
                "last_customer_message_at": "2026-11-21T01:02:03Z",
                "next_activity": {
                    "id": activity.id,
                    "type": "Call",
                    "due_on": "2026-11-25",
                    "user_id": 2,
                },
                "alert_activities": [],
                "meta": {"leadgen_id": "1234567890123456", "page_id": "103"},
            },
        )

    def test_an_empty_state_says_null(self):
        lead = self.lead(type="lead", user_id=False, team_id=False, stage_id=False)
        lead.write({"team_id": False, "stage_id": False, "priority": False})
        state = self.state(lead)
        for name in ("stage", "team", "owner", "company_id", "partner_id", "meta"):
            self.assertIsNone(state[name], name)
        for name in ("close_date", "closed_at", "last_contact_at", "next_activity"):
            self.assertIsNone(state[name], name)
        self.assertEqual((state["priority"], state["expected_revenue"]), ("0", "0.00"))

    def test_the_outcome_is_won_lost_or_open(self):
        lead = self.lead(team_id=self.team.id)
        lead.action_set_won()
        won = self.state(lead)
        self.assertEqual((won["outcome"], won["is_active"]), ("won", True))
        self.assertIsNotNone(won["closed_at"])
        reason = self.env["crm.lost.reason"].create({"name": "Too far away"})
        other = self.lead()
        other.action_set_lost(lost_reason_id=reason.id)
        lost = self.state(other)
        self.assertEqual((lost["outcome"], lost["is_active"]), ("lost", False))
        self.assertEqual(lost["lost_reason"], "Too far away")
        other.action_unarchive()
        self.assertEqual(self.state(other)["outcome"], "open")

    def test_names_are_those_of_the_source_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.stages[0].with_context(lang="ar_001").name = "جديد"
        self.call.with_context(lang="ar_001").name = "مكالمة"
        lead = self.lead(stage_id=self.stages[0].id).with_context(lang="ar_001")
        lead.activity_schedule("mail.mail_activity_data_call", date(2026, 11, 25))
        state = self.state(lead)
        self.assertEqual(state["stage"]["name"], "Fresh")
        self.assertEqual(state["next_activity"]["type"], "Call")

    def test_the_next_activity_is_the_earliest_open_one_of_anybody(self):
        lead = self.lead()
        done = lead.activity_schedule(
            "mail.mail_activity_data_call", date(2026, 11, 1), user_id=2
        )
        for day in (27, 26, 28):
            lead.activity_schedule(
                "mail.mail_activity_data_todo", date(2026, 11, day), user_id=2
            )
        done.action_feedback("Spoken")
        self.assertEqual(self.state(lead)["next_activity"]["due_on"], "2026-11-26")

    def test_the_state_does_not_depend_on_who_asks(self):
        lead = self.lead(user_id=2)
        user = self.env["res.users"].create({"name": "Portal", "login": "state_portal"})
        user.group_ids = self.env.ref("base.group_portal")
        self.assertEqual(self.state(lead.with_user(user)), self.state(lead))

    def test_money_has_the_digits_of_its_currency(self):
        lead = self.lead(expected_revenue=1234.25)
        for name, text in {"KWD": "1234.250", "JPY": "1234", "SAR": "1234.25"}.items():
            currency = self.env.ref(f"base.{name}")
            currency.active = True
            company = self.env["res.company"].create(
                {"name": name, "currency_id": currency.id}
            )
            lead.write({"company_id": company.id, "team_id": False, "user_id": False})
            lead.expected_revenue = 1234.25
            state = self.state(lead)
            self.assertEqual(
                (state["currency"], state["expected_revenue"]), (name, text)
            )

    def test_large_money_is_not_written_with_an_exponent(self):
        lead = self.lead(expected_revenue=123456789012345.0)
        self.assertEqual(self.state(lead)["expected_revenue"], "123456789012345.00")

    def test_archived_relations_are_named_and_gone_leads_left_out(self):
        lead, gone = self.lead(team_id=self.team.id), self.lead()
        gone_id = gone.id
        self.team.active = False
        gone.unlink()
        states = (lead | self.env["crm.lead"].browse(gone_id))._assistant_states()
        self.assertEqual(set(states), {lead.id})
        self.assertEqual(states[lead.id]["team"]["name"], "Riyadh")

    def test_a_hundred_leads_cost_as_many_queries_as_ten(self):
        quiet = self.env["crm.lead"].with_context(tracking_disable=True)
        leads = quiet.create(
            [{"name": f"L{number}", "user_id": 2} for number in range(100)]
        )
        for lead in leads[::7]:
            lead.activity_schedule("mail.mail_activity_data_call", date(2026, 11, 25))

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._assistant_states()
            return self.env.cr.sql_log_count - before

        queries(leads)
        few, many = queries(leads[:10]), queries(leads)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 15)

    def test_the_fetched_fields_exist(self):
        self.assertLessEqual(set(STATE_FIELDS), set(self.env["crm.lead"]._fields))
