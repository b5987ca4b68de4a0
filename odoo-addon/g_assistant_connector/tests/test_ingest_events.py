from odoo.tests import tagged

from .ingest_case import IngestCase, lead


@tagged("post_install", "-at_install")
class TestIngestEvents(IngestCase):
    """What the outbox has of an ingest."""

    def setUp(self):
        super().setUp()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", "https://suite.example/hook")
        self.ingest(lead("0"))
        self.before = self.events().ids

    def events(self):
        self.env.cr.flush()
        return self.env["g.assistant.event"].search([], order="id")

    def new_events(self):
        return self.events().filtered(lambda event: event.id not in self.before)

    def test_each_new_lead_is_one_event_of_ours_and_a_refused_one_is_none(self):
        answers = self.ingest(
            lead("1"), lead("2", website="http://[bad"), lead("3"), lead("4"), lead("0")
        )
        events = self.new_events()
        made = [answer["id"] for answer in answers if answer["state"] == "new"]
        self.assertEqual(len(made), 3)
        self.assertEqual(sorted(events.mapped("lead_ref")), sorted(made))
        self.assertEqual(set(events.mapped("kind")), {"created"})
        self.assertEqual(events.mapped("is_us"), [True] * 3)

    def test_finding_a_lead_that_load_made_changes_nothing_worth_telling(self):
        loaded = self.load("5")
        self.before = self.events().ids
        self.assertEqual(self.ingest_one(lead("5"))["id"], loaded.id)
        self.assertEqual(loaded.meta_leadgen_id, "5")
        self.assertFalse(self.new_events())
