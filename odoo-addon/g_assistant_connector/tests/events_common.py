"""What the tests of the outbox have in common."""

from odoo.tests import TransactionCase, new_test_user


class EventsCase(TransactionCase):
    """A salesperson, an opportunity of his, and an empty outbox.

    The whole test is one transaction: ``events()`` writes what was noted so far, and
    what comes after it is coalesced with it; ``start_afresh()`` forgets it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("g_assistant_connector.url", "https://example.com/odoo")
        cls.env["crm.team"].search([]).assistant_is_reported = True
        cls.salesperson = new_test_user(
            cls.env,
            "events_salesperson",
            "sales_team.group_sale_salesman_all_leads",
            name="Huda",
        )
        cls.colleague = new_test_user(
            cls.env, "events_colleague", "sales_team.group_sale_salesman", name="Omar"
        )
        stages = cls.env["crm.stage"]
        cls.stage_new = stages.create({"name": "Fresh", "sequence": -2})
        cls.stage_next = stages.create({"name": "Talking", "sequence": -1})
        cls.stage_won = stages.search([("is_won", "=", True)], limit=1)
        cls.lead = cls.new_lead(user_id=cls.salesperson.id)
        cls.start_afresh()

    @classmethod
    def new_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Ten chairs",
                "type": "opportunity",
                "stage_id": cls.stage_new.id,
                "email_from": "customer@example.com",
            }
            | values
        )

    @classmethod
    def start_afresh(cls):
        """Forget what was recorded so far, as a commit would."""
        cls.env.cr.flush()
        cls.env["g.assistant.event"].search([]).unlink()
        cls.env.flush_all()

    def events(self, lead=None):
        """Write what was noted and give the lead's events, oldest first."""
        self.env.cr.flush()
        self.env.invalidate_all()
        domain = [("lead_ref", "=", (lead or self.lead).id)]
        return self.env["g.assistant.event"].search(domain, order="id")

    def kinds(self, lead=None):
        return self.events(lead).mapped("kind")

    def only(self, kind, lead=None):
        """The lead's only event, which is of that kind."""
        events = self.events(lead)
        self.assertEqual(events.mapped("kind"), [kind])
        return events
