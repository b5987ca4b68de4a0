"""A lead in Odoo's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.lookups import TAG, TEST_TAG
from shared.domain.clean_lead import LeadField

if TYPE_CHECKING:
    from shared.adapters.odoo.lookups import Lookups
    from shared.adapters.odoo.note import NoteWriter
    from shared.domain.clean_lead import CleanLead
    from shared.domain.crm import LeadOrder

_ODOO_FIELDS = {
    LeadField.COMPANY: "partner_name",
    LeadField.JOB_TITLE: "function",
    LeadField.STREET: "street",
    LeadField.CITY: "city",
    LeadField.POSTAL_CODE: "zip",
    LeadField.WEBSITE: "website",
}


def lead_values(
    order: LeadOrder, *, lead_type: str, lookups: Lookups, notes: NoteWriter
) -> dict[str, object]:
    """Give crm.lead's values for a new lead; `user_id` stays empty, for Odoo to assign."""
    lead = order.lead
    country = lookups.country(lead.country)
    values: dict[str, object] = {
        "name": lead.title,
        "type": lead_type,
        "contact_name": lead.person.full_name,
        "email_from": lead.person.email or lead.person.email_as_given,
        "phone": lead.person.phone or lead.person.phone_as_given,
        "user_id": None,
        "partner_id": order.partner_id,
        "country_id": country,
        "state_id": lookups.state(lead.fields.get(LeadField.STATE), country),
        "campaign_id": lookups.campaign(lead.attribution),
        "source_id": lookups.source(lead.attribution),
        "medium_id": lookups.medium(lead.attribution),
        "tag_ids": _tags(lead, lookups),
        "description": notes.new_lead(lead, is_known_customer=order.differs_from_customer),
    }
    for field, odoo_field in _ODOO_FIELDS.items():
        values[odoo_field] = lead.fields.get(field)
    return values if order.partner_id is None else _only_given(values)


def _only_given(values: dict[str, object]) -> dict[str, object]:
    """Leave out what is empty, so that Odoo fills it in from the customer.

    A lead without a customer keeps every column: rows with the same columns travel together.
    """
    return {name: value for name, value in values.items() if value is not None} | {"user_id": None}


def _tags(lead: CleanLead, lookups: Lookups) -> list[int]:
    names = [TAG, TEST_TAG] if lead.is_test else [TAG]
    return [tag for name in names if (tag := lookups.tag(name)) is not None]
