import json

from odoo.tests import tagged

from .events_common import EventsCase


@tagged("post_install", "-at_install")
class TestEventsLeadData(EventsCase):
    """What of a lead's data travels: names of people never, hostile text as it is."""

    def test_contact_data_is_named_but_never_told(self):
        secret = {
            "email_from": "private@example.org",
            "phone": "+966 50 765 4321",
            "contact_name": "Layla Hostile",
            "partner_name": "Layla & Sons",
            "street": "Palm Street 5",
            "city": "Riyadh",
            "zip": "12211",
            "country_id": self.env.ref("base.sa").id,
        }
        self.lead.write(secret)
        changed = self.only("contact_changed").changed
        self.assertEqual(
            changed["contact"],
            ["name", "company", "email", "phone", "street", "city", "zip", "country"],
        )
        text = json.dumps(changed)
        for value in secret.values():
            self.assertNotIn(str(value), text)

    def test_a_partner_who_changes_his_address_changes_his_lead(self):
        partner = self.env["res.partner"].create(
            {"name": "Layla", "email": "customer@example.com", "phone": "+966501111111"}
        )
        self.lead.partner_id = partner
        self.start_afresh()
        partner.email = "new@example.com"
        self.assertEqual(self.lead.email_from, "new@example.com")
        self.assertEqual(self.only("contact_changed").changed, {"contact": ["email"]})

    def test_hostile_names_travel_as_they_are(self):
        name = "'; DROP TABLE crm_lead; -- <script>\u202e\"%s%%\\ {0} 🙂"
        self.lead.name = name
        event = self.only("updated")
        self.assertEqual(event.changed["title"]["to"], name)
        self.assertEqual(event.lead_title, name)

    def test_a_huge_title_is_cut(self):
        self.lead.name = "x" * 100_000
        event = self.only("updated")
        self.assertEqual(len(event.changed["title"]["to"]), 1000)
        self.assertEqual(len(event.lead_title), 1000)

    def test_a_third_digit_of_money_is_kept(self):
        company = self.env["res.company"].create(
            {"name": "Kuwait", "currency_id": self.env.ref("base.KWD").id}
        )
        self.env.ref("base.KWD").active = True
        self.env.user.company_ids |= company
        lead = self.new_lead(company_id=company.id, user_id=False, team_id=False)
        self.start_afresh()
        lead.expected_revenue = 1.125
        self.assertEqual(
            self.only("updated", lead).changed["expected_revenue"]["to"], "1.125"
        )
