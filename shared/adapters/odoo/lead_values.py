"""A lead in Odoo's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.domain.clean_lead import LeadField

if TYPE_CHECKING:
    from shared.adapters.odoo.lookups import Lookups
    from shared.domain.clean_lead import CleanLead
    from shared.domain.crm import LeadOrder
    from shared.odoo_client import OdooClient

_ODOO_FIELDS = {
    LeadField.COMPANY: "partner_name",
    LeadField.JOB_TITLE: "function",
    LeadField.STREET: "street",
    LeadField.CITY: "city",
    LeadField.POSTAL_CODE: "zip",
    LeadField.WEBSITE: "website",
}
_PLATFORMS = frozenset({"fb", "ig", "msg", "wa"})
_OF_META = (
    "page_name",
    "form_id",
    "form_name",
    "campaign_id",
    "campaign_name",
    "adset_id",
    "adset_name",
    "ad_id",
    "ad_name",
)


class LeadValues:
    """Writes leads in the fields of one Odoo."""

    def __init__(self, client: OdooClient, lookups: Lookups) -> None:
        self._client = client
        self._lookups = lookups
        self._type: str | None = None

    def of(self, order: LeadOrder) -> dict[str, object]:
        """Give crm.lead's values; `user_id` stays empty, for Odoo to assign."""
        lead = order.lead
        country = self._lookups.country(lead.country)
        values: dict[str, object] = {
            "name": lead.title,
            "type": self._lead_type(),
            "contact_name": lead.person.full_name,
            "email_from": lead.person.email or lead.person.email_as_given,
            "phone": lead.person.phone or lead.person.phone_as_given,
            "user_id": None,
            "partner_id": order.partner_id,
            "country_id": country,
            "state_id": self._lookups.state(lead.fields.get(LeadField.STATE), country),
        }
        plain = {theirs: lead.fields.get(ours) for ours, theirs in _ODOO_FIELDS.items()}
        return values | plain | {"website": _address(lead.fields.get(LeadField.WEBSITE))}

    def _lead_type(self) -> str:
        """Lead or opportunity, as this Odoo's own default is (its setting "Leads")."""
        if self._type is None:
            defaults = self._client.call("crm.lead", "default_get", fields=["type"])
            found = defaults.get("type") if isinstance(defaults, dict) else None
            self._type = str(found or "opportunity")
        return self._type


def of_meta(lead: CleanLead) -> dict[str, object]:
    """Give the addon's own fields: where the lead came from, and every answer as data."""
    origin = lead.attribution
    names = {f"meta_{name}": getattr(origin, name) for name in _OF_META}
    return names | {
        "meta_platform": _platform(origin.platform),
        "meta_is_organic": origin.is_organic,
        "meta_submitted_at": lead.created_at,
        "meta_answers": [
            {"question": asked.question, "answers": list(asked.answers)} for asked in lead.answers
        ],
    }


def _platform(given: str | None) -> str | None:
    return given if given is None or given in _PLATFORMS else "other"


def only_given(order: LeadOrder, values: dict[str, object]) -> dict[str, object]:
    """Leave out what is empty where there is a customer, so that Odoo fills it in from there.

    A lead without a customer keeps every field: rows with the same fields travel together.
    """
    if order.partner_id is None:
        return values
    return {name: value for name, value in values.items() if value is not None} | {"user_id": None}


def _address(website: str | None) -> str | None:
    """Leave out an address that cannot be parsed: Odoo 19 would refuse the whole lead for it.

    As an answer it stands in the note.
    """
    try:
        urlsplit(website or "")
    except ValueError:
        return None
    return website
