"""Language and country, and how sure we are of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField, Remark
from shared.domain.features.field import FeatureField, Group, Kind

if TYPE_CHECKING:
    from shared.domain.clean_lead import CleanLead
    from shared.domain.features.arrival import Arrival
    from shared.domain.score import Features

FIELDS = (
    FeatureField(
        "language",
        Kind.CATEGORY,
        Group.PLACE,
        "of the form, else of the answers where their script tells (`ar`, `en` ...)",
        "who is asked in another language may need another offer",
    ),
    FeatureField(
        "country",
        Kind.CATEGORY,
        Group.PLACE,
        "ISO code: as answered, else of the phone, else the company's own",
        "prices, delivery and law differ",
    ),
    FeatureField(
        "country_by",
        Kind.CATEGORY,
        Group.PLACE,
        "how the country is known; `assumed`: it is not",
        "nothing that tells the country is a gap like any other",
        ("answer", "phone", "assumed"),
    ),
)


def place(arrival: Arrival) -> Features:
    """Give the features of this group that are known."""
    lead = arrival.lead
    known = {"language": lead.language, "country": lead.country}
    found: Features = {name: value for name, value in known.items() if value}
    return found | ({"country_by": _by(lead)} if lead.country else {})


def _by(lead: CleanLead) -> str:
    if Remark.COUNTRY_ASSUMED in lead.remarks:
        return "assumed"
    return "answer" if LeadField.COUNTRY in lead.fields else "phone"
