from contextlib import suppress

from odoo.tests import tagged

from .events_common import EventsCase


class TakenBackError(Exception):
    """Ends a savepoint."""


@tagged("post_install", "-at_install")
class TestEventsCoalescing(EventsCase):
    """One transaction: what is boiled down, and what a rollback takes with it."""

    def test_many_moves_are_one_from_the_first_to_the_last(self):
        for stage in (self.stage_next, self.stage_new, self.stage_next):
            self.lead.stage_id = stage
        stage = self.only("stage_changed").changed["stage"]
        self.assertEqual(stage["from"]["id"], self.stage_new.id)
        self.assertEqual(stage["to"]["id"], self.stage_next.id)

    def test_a_change_that_is_taken_back_is_none(self):
        self.lead.expected_revenue = 10
        self.lead.expected_revenue = 0
        self.assertEqual(self.kinds(), [])

    def test_a_savepoint_between_two_moves_makes_no_second_event(self):
        third = self.env["crm.stage"].create({"name": "Third"})
        self.lead.stage_id = self.stage_next
        with self.env.cr.savepoint():
            self.lead.stage_id = third
        stage = self.only("stage_changed").changed["stage"]
        self.assertEqual(stage["from"]["id"], self.stage_new.id)
        self.assertEqual(stage["to"]["id"], third.id)

    def test_a_change_taken_back_after_a_savepoint_is_none(self):
        with self.env.cr.savepoint():
            self.lead.action_set_won()
        self.lead.stage_id = self.stage_new
        self.assertEqual(self.kinds(), [])

    def test_a_win_after_a_loss_in_another_savepoint_is_a_win(self):
        with self.env.cr.savepoint():
            self.lead.action_set_lost()
        with self.env.cr.savepoint():
            self.lead.action_set_won()
        won = self.events().filtered(lambda e: e.kind == "won")
        self.assertEqual(won.changed["outcome"], {"from": "open", "to": "won"})
        self.assertNotIn("lost", self.kinds())

    def test_contact_fields_of_two_savepoints_are_joined(self):
        with self.env.cr.savepoint():
            self.lead.phone = "+966500000001"
        self.lead.write({"phone": "+966500000002", "city": "Jeddah"})
        changed = self.only("contact_changed").changed
        self.assertEqual(changed, {"contact": ["phone", "city"]})

    def test_a_lead_made_in_a_savepoint_stays_one_event(self):
        with self.env.cr.savepoint():
            lead = self.new_lead()
        lead.write({"stage_id": self.stage_next.id, "expected_revenue": 3})
        self.only("created", lead)

    def test_a_new_lead_lives_through_any_number_of_savepoints(self):
        lead = self.new_lead()
        for priority in ("1", "2", "3"):
            with self.env.cr.savepoint():
                lead.priority = priority
        event = self.only("created", lead)
        self.assertFalse(event.changed)

    def test_a_lead_made_in_a_savepoint_and_deleted_was_never_there(self):
        with self.env.cr.savepoint():
            lead = self.new_lead()
        lead_id = lead.id
        lead.unlink()
        self.env.cr.flush()
        domain = [("lead_ref", "=", lead_id)]
        self.assertFalse(self.env["g.assistant.event"].search(domain))

    def test_what_went_before_a_deletion_does_not_matter(self):
        lead = self.lead
        with self.env.cr.savepoint():
            lead.expected_revenue = 4
        lead.message_post(body="Bye", subtype_xmlid="mail.mt_comment")
        lead.activity_schedule("mail.mail_activity_data_todo")
        lead_id = lead.id
        lead.unlink()
        self.env.cr.flush()
        domain = [("lead_ref", "=", lead_id)]
        events = self.env["g.assistant.event"].search(domain)
        self.assertEqual(events.mapped("kind"), ["deleted"])

    def test_a_savepoint_that_is_rolled_back_leaves_no_event(self):
        with suppress(TakenBackError), self.env.cr.savepoint():
            self.lead.stage_id = self.stage_next
            raise TakenBackError
        self.assertEqual(self.kinds(), [])

    def test_a_rollback_takes_only_what_came_within(self):
        self.lead.expected_revenue = 7
        with suppress(TakenBackError), self.env.cr.savepoint():
            self.lead.expected_revenue = 8
            raise TakenBackError
        revenue = self.only("updated").changed["expected_revenue"]
        self.assertEqual(revenue, {"from": "0.00", "to": "7.00"})

    def test_a_savepoint_within_one_that_is_rolled_back_leaves_no_event(self):
        with suppress(TakenBackError), self.env.cr.savepoint():
            with self.env.cr.savepoint():
                self.lead.expected_revenue = 8
            self.assertEqual(self.kinds(), ["updated"])
            raise TakenBackError
        self.assertEqual(self.kinds(), [])

    def test_a_lead_made_in_a_bare_savepoint_that_is_rolled_back_was_never_there(self):
        savepoint = self.env.cr.savepoint(flush=False)
        lead = self.new_lead()
        self.env.flush_all()
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.kinds(lead), [])

    def test_a_deletion_in_a_bare_savepoint_that_is_rolled_back_is_none(self):
        lead = self.lead
        savepoint = self.env.cr.savepoint(flush=False)
        self.env["crm.lead"].browse(lead.id).unlink()
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.kinds(lead), [])

    def test_a_lead_deleted_past_the_orm_is_deleted(self):
        self.lead.expected_revenue = 5
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [self.lead.id])
        self.env.invalidate_all(flush=False)
        self.only("deleted")

    def test_rolling_back_everything_leaves_nothing_to_write(self):
        self.lead.expected_revenue = 5
        self.env.cr.clear()
        self.env.cr.flush()
        domain = [("lead_ref", "=", self.lead.id)]
        self.assertFalse(self.env["g.assistant.event"].search(domain))

    def test_an_import_is_an_event_a_lead(self):
        rows = [[f"Imported {n}", f"i{n}@example.com"] for n in range(30)]
        result = self.env["crm.lead"].load(["name", "email_from"], rows)
        self.env.cr.flush()
        events = self.env["g.assistant.event"].search([("kind", "=", "created")])
        self.assertEqual(sorted(events.mapped("lead_ref")), sorted(result["ids"]))
        self.assertEqual(self.env["g.assistant.event"].search_count([]), 30)

    def test_a_trial_import_leaves_no_event(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "crm.lead",
                "file": b"name,email_from\nTrial,t@example.com\nTwo,u@example.com\n",
                "file_type": "text/csv",
                "file_name": "leads.csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        result = wizard.execute_import(
            ["name", "email_from"], ["name", "email_from"], options, dryrun=True
        )
        self.assertFalse(result["messages"])
        self.env.cr.flush()
        self.assertFalse(self.env["g.assistant.event"].search([]))

    def test_five_hundred_leads_are_written_by_one_statement(self):
        leads = self.env["crm.lead"].create([{"name": f"L{n}"} for n in range(500)])
        self.start_afresh()
        leads.write({"priority": "2", "city": "Riyadh"})
        self.env.flush_all()
        inserts = self.count_inserts()
        self.assertEqual(inserts, 1)
        events = self.env["g.assistant.event"].search([])
        self.assertEqual(len(events), 1000)
        self.assertEqual(len(set(events.mapped("uuid"))), 1000)
        self.assertEqual(set(events.mapped("lead_ref")), set(leads.ids))

    def count_inserts(self):
        """Write what was noted; give the number of statements that did."""
        statements = []
        execute = type(self.env.cr).execute

        def listen(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            statements.append("INTO g_assistant_event" in code)
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", listen)
        self.env.cr.flush()
        return sum(statements)
