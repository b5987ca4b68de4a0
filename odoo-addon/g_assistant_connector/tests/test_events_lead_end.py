from odoo.tests import tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestEventsLeadEnd(EventsCase):
    """How leads go: deleted, or merged into another."""

    def test_a_deleted_lead_leaves_its_number_and_title(self):
        lead_id, self.lead.name = self.lead.id, "Last words"
        self.lead.unlink()
        self.env.cr.flush()
        event = self.env["g.assistant.event"].search([("lead_ref", "=", lead_id)])
        self.assertEqual(event.mapped("kind"), ["deleted"])
        self.assertEqual(event.lead_title, "Last words")
        self.assertFalse(event.lead_id)

    def test_a_lead_made_and_deleted_at_once_was_never_there(self):
        lead = self.new_lead()
        lead_id = lead.id
        lead.unlink()
        self.env.cr.flush()
        domain = [("lead_ref", "=", lead_id)]
        self.assertFalse(self.env["g.assistant.event"].search(domain))

    def test_the_merge_wizard_tells_where_each_lead_went(self):
        others = self.new_lead(name="Twice") | self.new_lead(name="Thrice")
        self.start_afresh()
        leads = self.lead | others
        wizard = self.env["crm.merge.opportunity"].with_context(
            active_model="crm.lead", active_ids=leads.ids, active_id=leads.ids[0]
        )
        head_id = wizard.create({}).action_merge()["res_id"]
        tail = [lead_id for lead_id in leads.ids if lead_id != head_id]
        self.env.cr.flush()
        events = self.env["g.assistant.event"].search([("lead_ref", "in", tail)])
        self.assertEqual(set(events.mapped("kind")), {"merged"})
        self.assertEqual(sorted(events.mapped("lead_ref")), sorted(tail))
        self.assertEqual(set(events.mapped("merged_into")), {head_id})

    def test_a_merge_that_keeps_the_tail_is_told_too(self):
        other = self.new_lead(name="Twice")
        self.start_afresh()
        head = (self.lead | other).merge_opportunity(auto_unlink=False)
        tail = (self.lead | other) - head
        event = self.only("merged", tail)
        self.assertEqual(event.merged_into, head.id)
