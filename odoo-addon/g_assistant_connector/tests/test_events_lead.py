from datetime import date

from odoo.tests import Form, tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestEventsLead(EventsCase):
    """Changes of a lead's own fields, made in Odoo's own ways."""

    def test_a_new_lead_is_one_event_however_much_is_set_on_it(self):
        lead = self.new_lead(expected_revenue=5, priority="2", phone="+966501234567")
        lead.write({"user_id": self.colleague.id, "stage_id": self.stage_next.id})
        event = self.only("created", lead)
        self.assertEqual(event.changed, {})
        self.assertEqual(event.lead_title, "Ten chairs")
        self.assertEqual(event.lead_id, lead)
        self.assertEqual(event.status, "pending")
        self.assertEqual(len(event.uuid), 32)

    def test_a_lead_that_is_made_won_says_so(self):
        lead = self.new_lead(stage_id=self.stage_won.id, probability=100)
        self.assertEqual(self.kinds(lead), ["created", "won"])
        outcome = {"outcome": {"from": "open", "to": "won"}}
        self.assertEqual(self.events(lead)[1].changed, outcome)

    def test_a_copied_lead_is_a_new_one(self):
        copy = self.lead.copy()
        self.assertEqual(self.kinds(copy), ["created"])
        self.assertEqual(self.kinds(), [])

    def test_a_lead_made_by_form_is_one_event(self):
        with Form(self.env["crm.lead"]) as form:
            form.name = "By hand"
            form.email_from = "by@example.com"
        self.only("created", form.record)

    def test_a_move_names_both_stages(self):
        self.lead.stage_id = self.stage_next
        event = self.only("stage_changed")
        self.assertEqual(
            event.changed,
            {
                "stage": {
                    "from": {"id": self.stage_new.id, "name": "Fresh"},
                    "to": {"id": self.stage_next.id, "name": "Talking"},
                }
            },
        )

    def test_names_are_the_source_ones_whatever_the_users_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.stage_next.with_context(lang="ar_001").name = "محادثة"
        self.start_afresh()
        self.lead.with_context(lang="ar_001").stage_id = self.stage_next
        event = self.only("stage_changed")
        self.assertEqual(event.changed["stage"]["to"]["name"], "Talking")

    def test_the_won_button_gives_a_move_and_a_win(self):
        self.lead.action_set_won_rainbowman()
        self.assertEqual(self.kinds(), ["stage_changed", "won"])
        outcome = {"outcome": {"from": "open", "to": "won"}}
        self.assertEqual(self.events()[1].changed, outcome)

    def test_a_move_to_a_won_stage_is_a_win(self):
        self.lead.stage_id = self.stage_won
        self.assertEqual(self.kinds(), ["stage_changed", "won"])

    def test_the_lost_wizard_gives_one_loss_with_its_reason(self):
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        wizard = self.env["crm.lead.lost"].create(
            {"lead_ids": self.lead.ids, "lost_reason_id": reason.id}
        )
        wizard.action_lost_reason_apply()
        self.assertEqual(
            self.only("lost").changed,
            {
                "outcome": {"from": "open", "to": "lost"},
                "is_active": {"from": True, "to": False},
                "lost_reason": {"from": None, "to": "Too dear"},
            },
        )

    def test_a_lost_lead_that_is_restored_is_reopened(self):
        self.lead.action_set_lost()
        self.start_afresh()
        self.lead.action_restore()
        changed = self.only("reopened").changed
        self.assertEqual(changed["outcome"], {"from": "lost", "to": "open"})
        self.assertEqual(changed["is_active"], {"from": False, "to": True})

    def test_a_won_lead_that_is_moved_back_is_reopened(self):
        self.lead.action_set_won()
        self.start_afresh()
        self.lead.stage_id = self.stage_next
        self.assertEqual(self.kinds(), ["stage_changed", "reopened"])

    def test_a_lost_lead_that_is_won_is_a_win(self):
        self.lead.action_set_lost()
        self.start_afresh()
        self.lead.action_set_won()
        self.assertEqual(self.kinds(), ["stage_changed", "won"])
        changed = self.events()[1].changed
        self.assertEqual(changed["outcome"], {"from": "lost", "to": "won"})

    def test_a_reason_given_afterwards_is_an_update(self):
        self.lead.action_set_lost()
        self.start_afresh()
        reason = self.env["crm.lost.reason"].create({"name": "No budget"})
        self.lead.lost_reason_id = reason
        lost_reason = {"lost_reason": {"from": None, "to": "No budget"}}
        self.assertEqual(self.only("updated").changed, lost_reason)

    def test_archiving_without_losing_is_told_as_such(self):
        self.lead.probability = 20  # archived at 0 % is lost, says Odoo
        self.start_afresh()
        self.lead.action_archive()
        is_active = {"is_active": {"from": True, "to": False}}
        self.assertEqual(self.only("archived").changed, is_active)
        self.start_afresh()
        self.lead.action_unarchive()
        self.assertEqual(self.kinds(), ["restored"])

    def test_changes_of_an_archived_lead_are_told(self):
        self.lead.action_archive()
        self.start_afresh()
        self.lead.expected_revenue = 9
        self.only("updated")

    def test_another_owner_is_named(self):
        self.lead.user_id = self.colleague
        owner = self.events().filtered(lambda e: e.kind == "assigned").changed["owner"]
        self.assertEqual(owner["from"], {"id": self.salesperson.id, "name": "Huda"})
        self.assertEqual(owner["to"], {"id": self.colleague.id, "name": "Omar"})

    def test_taking_the_owner_away_leaves_none(self):
        self.lead.user_id = False
        assigned = self.events().filtered(lambda e: e.kind == "assigned")
        self.assertIsNone(assigned.changed["owner"]["to"])

    def test_another_team_is_an_update(self):
        team = self.env["crm.team"].create({"name": "North"})
        self.start_afresh()
        self.lead.team_id = team
        updated = self.events().filtered(lambda e: e.kind == "updated").changed
        self.assertEqual(updated["team"]["to"], {"id": team.id, "name": "North"})

    def test_plain_fields_are_told_with_their_values(self):
        self.lead.write(
            {
                "expected_revenue": 1500,
                "priority": "3",
                "date_deadline": "2026-12-01",
                "name": "Twelve chairs",
                "type": "lead",
            }
        )
        self.assertEqual(
            self.only("updated").changed,
            {
                "title": {"from": "Ten chairs", "to": "Twelve chairs"},
                "type": {"from": "opportunity", "to": "lead"},
                "priority": {"from": "0", "to": "3"},
                "expected_revenue": {"from": "0.00", "to": "1500.00"},
                "close_date": {"from": None, "to": "2026-12-01"},
            },
        )

    def test_a_date_object_and_its_text_are_the_same(self):
        self.lead.date_deadline = date(2026, 12, 1)
        self.start_afresh()
        self.lead.date_deadline = "2026-12-01"
        self.assertEqual(self.kinds(), [])

    def test_a_probability_set_by_hand_is_an_update(self):
        self.lead.write({"probability": 37.5})
        changed = self.only("updated").changed
        self.assertEqual(changed["probability"]["to"], 37.5)

    def test_a_probability_that_odoo_computes_is_none(self):
        self.lead.write({"automated_probability": 12, "probability": 12})
        self.start_afresh()
        self.lead.write({"automated_probability": 13, "probability": 13})
        self.assertEqual(self.kinds(), [])

    def test_writing_what_is_there_already_is_no_change(self):
        self.lead.write({"stage_id": self.stage_new.id, "name": "Ten chairs"})
        self.assertEqual(self.kinds(), [])

    def test_a_field_that_nobody_reads_is_no_event(self):
        self.lead.write({"referred": "A friend", "description": "<p>Chairs</p>"})
        self.assertEqual(self.kinds(), [])

    def test_a_lead_that_becomes_an_opportunity_is_an_update(self):
        lead = self.new_lead(type="lead")
        self.start_afresh()
        lead.convert_opportunity(self.env["res.partner"])
        updated = self.events(lead).filtered(lambda e: e.kind == "updated").changed
        self.assertEqual(updated["type"], {"from": "lead", "to": "opportunity"})
