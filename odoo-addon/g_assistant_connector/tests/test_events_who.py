from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestEventsWho(EventsCase):
    """Who did it, whose leads are reported, and who may see the outbox."""

    def test_the_acting_user_is_named(self):
        self.lead.with_user(self.salesperson).expected_revenue = 5
        event = self.only("updated")
        self.assertEqual(event.user_id, self.salesperson)
        self.assertFalse(event.is_us)

    def test_sudo_leaves_the_user_as_he_is(self):
        self.lead.with_user(self.salesperson).sudo().expected_revenue = 5
        self.assertEqual(self.only("updated").user_id, self.salesperson)

    def test_odoo_itself_is_the_superuser(self):
        self.lead.with_user(SUPERUSER_ID).expected_revenue = 5
        self.assertEqual(self.only("updated").user_id.id, SUPERUSER_ID)

    def test_the_integration_user_is_us(self):
        group = "g_assistant_connector.group_integration"
        robot = new_test_user(self.env, "events_robot", group)
        self.lead.with_user(robot).expected_revenue = 5
        event = self.only("updated")
        self.assertTrue(event.is_us)
        self.assertEqual(event.user_id, robot)

    def test_the_context_key_is_us(self):
        lead = self.lead.with_context(g_assistant_by_us=True)
        lead.expected_revenue = 5
        lead.message_post(
            body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        lead.activity_schedule("mail.mail_activity_data_call")
        self.assertEqual(self.events().mapped("is_us"), [True] * 3)

    def test_what_follows_from_our_change_is_ours(self):
        partner = self.env["res.partner"].create(
            {"name": "Layla", "email": "layla@example.com"}
        )
        self.start_afresh()
        self.lead.with_context(g_assistant_by_us=True).partner_id = partner
        self.assertTrue(self.only("contact_changed").is_us)

    def test_a_person_prevails_over_us_in_one_transaction(self):
        self.lead.with_context(g_assistant_by_us=True).expected_revenue = 5
        self.lead.with_user(self.salesperson).priority = "3"
        event = self.only("updated")
        self.assertFalse(event.is_us)
        self.assertEqual(event.user_id, self.salesperson)

    def test_a_person_prevails_after_a_savepoint_too(self):
        with self.env.cr.savepoint():
            self.lead.with_context(g_assistant_by_us=True).expected_revenue = 5
        self.lead.with_user(self.salesperson).priority = "3"
        event = self.only("updated")
        self.assertFalse(event.is_us)
        self.assertEqual(event.user_id, self.salesperson)

    def test_a_user_who_is_deleted_in_the_same_transaction_is_no_error(self):
        user = new_test_user(
            self.env, "events_leaving", "sales_team.group_sale_manager"
        )
        # without field tracking: Odoo's own wants to know the author
        lead = self.lead.with_user(user).with_context(tracking_disable=True)
        lead.expected_revenue = 5
        user.unlink()
        self.assertFalse(self.only("updated").user_id)

    def test_a_salesperson_writes_leads_but_does_not_see_the_outbox(self):
        self.lead.with_user(self.salesperson).stage_id = self.stage_next
        self.only("stage_changed")
        with self.assertRaises(AccessError):
            self.env["g.assistant.event"].with_user(self.salesperson).search([])

    def test_a_salesperson_may_delete_and_merge_his_leads(self):
        manager = new_test_user(
            self.env, "events_manager", "sales_team.group_sale_manager"
        )
        other = self.new_lead(name="Twice")
        self.start_afresh()
        head = (self.lead | other).with_user(manager).merge_opportunity()
        tail = (self.lead | other) - head
        self.assertEqual(self.only("merged", tail).user_id, manager)

    def test_leads_of_another_company_are_told_too(self):
        company = self.env["res.company"].create({"name": "Jeddah branch"})
        user = new_test_user(
            self.env,
            "events_jeddah",
            "sales_team.group_sale_salesman_all_leads",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        leads = self.env["crm.lead"].with_user(user)
        lead = leads.create({"name": "Sofas", "type": "opportunity"})
        self.assertEqual(lead.company_id, company)
        self.only("created", lead)
        self.start_afresh()
        lead.with_user(user).expected_revenue = 8
        self.only("updated", lead)

    def test_another_company_is_an_update_without_a_name_for_it(self):
        company = self.env["res.company"].create({"name": "Jeddah branch"})
        lead = self.new_lead(user_id=False, team_id=False)
        self.start_afresh()
        lead.company_id = company
        self.assertEqual(self.only("updated", lead).changed, {})

    # ------------------------------------------------------------ teams

    def test_a_lead_without_a_team_is_reported(self):
        lead = self.new_lead(user_id=False, team_id=False)
        self.only("created", lead)

    def test_a_team_that_is_not_reported_keeps_its_leads_to_itself(self):
        team = self.env["crm.team"].create(
            {"name": "Secret", "assistant_is_reported": False}
        )
        lead = self.new_lead(user_id=False, team_id=team.id)
        lead.message_post(
            body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        lead.activity_schedule("mail.mail_activity_data_call")
        self.assertEqual(self.kinds(lead), [])
        lead.expected_revenue = 5
        self.assertEqual(self.kinds(lead), [])
        lead_id = lead.id
        lead.unlink()
        self.env.cr.flush()
        domain = [("lead_ref", "=", lead_id)]
        self.assertFalse(self.env["g.assistant.event"].search(domain))

    def test_a_team_that_becomes_reported_is_heard_at_once(self):
        team = self.env["crm.team"].create(
            {"name": "Shy", "assistant_is_reported": False}
        )
        lead = self.new_lead(user_id=False, team_id=team.id)
        self.assertEqual(self.kinds(lead), [])
        team.assistant_is_reported = True
        lead.expected_revenue = 5
        self.assertIn("updated", self.kinds(lead))

    def test_going_to_a_team_that_is_not_reported_is_the_last_that_is_heard(self):
        team = self.env["crm.team"].create(
            {"name": "Secret", "assistant_is_reported": False}
        )
        lead = self.new_lead(user_id=False, team_id=False)
        self.start_afresh()
        lead.team_id = team
        moved = self.only("updated", lead).changed["team"]
        self.assertEqual(moved["to"]["id"], team.id)
        self.start_afresh()
        lead.expected_revenue = 5
        self.assertEqual(self.kinds(lead), [])

    # ------------------------------------------------------------ configured or not

    def test_nothing_is_recorded_without_a_url(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", False)
        lead = self.new_lead()
        lead.action_set_won()
        lead.activity_schedule("mail.mail_activity_data_call")
        lead.unlink()
        self.env.cr.flush()
        self.assertFalse(self.env["g.assistant.event"].search([]))

    def test_recording_begins_when_the_url_is_set(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", False)
        self.lead.expected_revenue = 5
        self.env.cr.flush()
        parameters.set_param("g_assistant_connector.url", "https://example.com/odoo")
        self.lead.expected_revenue = 6
        revenue = self.only("updated").changed["expected_revenue"]
        self.assertEqual(revenue, {"from": "5.00", "to": "6.00"})
