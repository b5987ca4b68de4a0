import copy

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .ingest_case import IngestCase, lead


@tagged("post_install", "-at_install")
class TestIngest(IngestCase):
    def test_a_new_lead_has_its_receipt_and_external_id_and_values(self):
        answer = self.ingest_one(
            lead(
                "123",
                contact_name="Ali Saleh",
                email_from="ali@example.com",
                meta_form_id="55",
                meta_submitted_at="2026-11-22T22:00:00+03:00",
                meta_answers=[{"question": "When?", "answers": ["Soon", "Or later"]}],
                note='<div dir="rtl">Answers</div>',
            )
        )
        self.assertEqual(answer, {"id": answer["id"], "state": "new"})
        made = self.lead_of(answer)
        self.assertRecordValues(
            made,
            [
                {
                    "name": "Ali",
                    "contact_name": "Ali Saleh",
                    "email_from": "ali@example.com",
                    "user_id": False,
                    "meta_leadgen_id": "123",
                    "meta_page_id": "103",
                    "meta_form_id": "55",
                    "meta_submitted_at": Datetime.to_datetime("2026-11-22 19:00:00"),
                }
            ],
        )
        answers = [{"question": "When?", "answers": ["Soon", "Or later"]}]
        self.assertEqual(made.meta_answers, answers)
        self.assertIn('dir="rtl"', made.description)
        self.assertEqual(self.env.ref("__metalead__.lead_main_123"), made)
        self.assertEqual(made.create_uid, self.robot)
        receipt = self.receipt_of("123")
        self.assertEqual((receipt.lead_id, receipt.page_id), (made, "103"))
        self.assertFalse(receipt.is_merged)

    def test_a_redelivered_lead_is_not_created_twice_nor_overwritten(self):
        first = self.ingest_one(lead("123", name="Ali"))
        self.lead_of(first).name = "Changed by a salesperson"
        before = self.leads.search_count([])
        again = self.ingest_one(lead("123", name="Ali again"))
        self.assertEqual(again, {"id": first["id"], "state": "known"})
        self.assertEqual(self.lead_of(first).name, "Changed by a salesperson")
        self.assertEqual(self.leads.search_count([]), before)

    def test_one_key_twice_in_a_call_is_one_lead(self):
        first, second, third = self.ingest(
            lead("1"), lead("2"), lead("1", name="Other")
        )
        self.assertEqual(first["state"], "new")
        self.assertEqual(second["state"], "new")
        self.assertEqual(third, {"id": first["id"], "state": "known"})

    def test_a_key_refused_first_gets_a_second_try_with_other_values(self):
        bad, good, again = self.ingest(
            lead("1", website="http://[bad"),
            lead("1"),
            lead("1", website="http://[bad"),
        )
        self.assert_refused(bad)
        self.assertEqual(good["state"], "new")
        self.assertEqual(again, {"id": good["id"], "state": "known"})

    def test_one_leadgen_id_of_two_tenants_is_two_leads(self):
        ours, theirs = self.ingest(lead("1"), {**lead("1"), "tenant": "other"})
        self.assertEqual((ours["state"], theirs["state"]), ("new", "new"))
        self.assertNotEqual(ours["id"], theirs["id"])

    def test_answers_come_in_the_order_of_the_leads(self):
        self.ingest(lead("5"))
        rows = [lead("9", name="nine"), lead("5"), lead("1", name="one"), "no lead"]
        answers = self.ingest(*rows)
        states = [answer["state"] for answer in answers]
        self.assertEqual(states, ["new", "known", "new", "refused"])
        self.assertEqual(self.lead_of(answers[0]).name, "nine")
        self.assertEqual(self.lead_of(answers[2]).name, "one")

    def test_nothing_gives_nothing(self):
        self.assertEqual(self.ingest(), [])

    def test_a_deleted_lead_is_gone_and_is_not_created_again(self):
        made = self.lead_of(self.ingest_one(lead("1")))
        made.unlink()
        receipt = self.receipt_of("1")
        self.assertTrue(receipt)
        self.assertFalse(receipt.lead_id)
        before = self.leads.with_context(active_test=False).search_count([])
        self.assertEqual(self.ingest_one(lead("1")), {"id": False, "state": "gone"})
        after = self.leads.with_context(active_test=False).search_count([])
        self.assertEqual(after, before)

    def test_a_lost_lead_which_is_archived_is_known(self):
        made = self.lead_of(self.ingest_one(lead("1")))
        made.action_set_lost()
        self.assertFalse(made.active)
        self.assertEqual(self.ingest_one(lead("1")), {"id": made.id, "state": "known"})

    def test_a_lead_of_a_company_out_of_sight_is_known(self):
        made = self.lead_of(self.ingest_one(lead("1")))
        made.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(
            self.leads.with_user(self.robot).search([("id", "=", made.id)])
        )
        self.assertEqual(self.ingest_one(lead("1")), {"id": made.id, "state": "known"})

    def test_the_arguments_stay_as_they_were_as_odoo_may_run_the_call_again(self):
        rows = [
            lead(
                "1",
                meta_answers=[{"question": "q", "answers": ["a"]}],
                website="example.com",
                utm={"source": {"key": "utm_source_x", "name": "X"}},
                tags=[{"key": "crm_tag_x", "name": "X"}],
            ),
            lead("2", website="http://[bad"),
        ]
        before = copy.deepcopy(rows)
        self.ingest(*rows)
        self.assertEqual(rows, before)

    def test_an_empty_type_is_the_default_and_a_given_one_is_kept(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "crm.group_use_lead"
        )
        by_default, given = self.ingest(
            lead("1", type=None), lead("2", type="opportunity")
        )
        self.assertEqual(self.lead_of(by_default).type, "lead")
        self.assertEqual(self.lead_of(given).type, "opportunity")

    def test_details_that_are_left_out_are_the_customers(self):
        partner = self.env["res.partner"].create(
            {"name": "Ali", "email": "ali@example.com", "phone": "+966500000001"}
        )
        made = self.lead_of(
            self.ingest_one(
                lead("1", partner_id=partner.id, email_from="new@example.com")
            )
        )
        self.assertEqual(made.partner_id, partner)
        self.assertEqual(made.phone, "+966500000001")
        self.assertEqual(made.email_from, "new@example.com")

    def test_nobody_follows_and_nothing_is_logged_on_a_new_lead(self):
        made = self.lead_of(self.ingest_one(lead("1")))
        self.assertFalse(made.message_follower_ids)
        self.assertFalse(made.message_ids)

    def test_defaults_of_the_callers_context_do_not_get_in(self):
        stage = self.env["crm.stage"].create({"name": "Elsewhere", "sequence": 99})
        receipts = self.receipts.with_context(
            default_stage_id=stage.id, default_user_id=self.robot.id
        )
        (answer,) = receipts.ingest([without_user(lead("1"))])
        made = self.lead_of(answer)
        self.assertNotEqual(made.stage_id, stage)
        self.assertFalse(made.user_id)

    def test_each_lead_of_a_batch_stands_in_the_first_stage_of_its_team(self):
        teams = self.env["crm.team"].create([{"name": "Riyadh"}, {"name": "Jeddah"}])
        stages = self.env["crm.stage"].create(
            [
                {"name": team.name, "sequence": -9, "team_ids": team.ids}
                for team in teams
            ]
        )
        wanted = [*teams, teams.browse(), *teams]
        answers = self.ingest(*(lead(team_id=team.id or None) for team in wanted))
        made = [self.lead_of(answer) for answer in answers]
        alone = self.leads.create({"name": "Alone", "user_id": False})
        self.assertEqual(
            [one.stage_id for one in made],
            [*stages, alone.stage_id, *stages],
        )

    def test_a_stage_that_comes_between_two_calls_is_seen(self):
        first = self.lead_of(self.ingest_one(lead()))
        stage = self.env["crm.stage"].create({"name": "Newest", "sequence": -99})
        second = self.lead_of(self.ingest_one(lead()))
        self.assertNotEqual(first.stage_id, stage)
        self.assertEqual(second.stage_id, stage)

    def test_only_the_integration_and_administrators_may(self):
        rights = "sales_team.group_sale_manager"
        manager = new_test_user(self.env, "manager", groups=rights)
        with self.assertRaises(AccessError):
            self.receipts.with_user(manager).ingest([lead("1")])
        self.assertFalse(self.receipt_of("1"))
        root = self.env.ref("base.user_admin")
        (answer,) = self.receipts.with_user(root).ingest([lead("1")])
        self.assertEqual(answer["state"], "new")

    def test_an_administrator_without_rights_on_leads_may_not(self):
        system = new_test_user(self.env, "system", groups="base.group_system")
        with self.assertRaises(AccessError):
            self.receipts.with_user(system).ingest([lead("1")])

    def test_what_is_no_list_or_too_long_is_an_error_of_the_whole_call(self):
        for leads in ({}, None, "abc", [lead("1")] * 1001):
            with self.assertRaises(ValidationError):
                self.receipts.ingest(leads)
        self.assertFalse(self.receipt_of("1"))


def without_user(row):
    values = {name: row["values"][name] for name in row["values"] if name != "user_id"}
    return {**row, "values": values}
