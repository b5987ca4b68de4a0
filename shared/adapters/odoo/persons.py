"""Recognise people: leads and customers by normalised e-mail and phone, archived ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shared.adapters.odoo.references import TEST_TAG
from shared.domain.crm import CrmRecord, MatchedBy, PersonInCrm
from shared.domain.ids import CrmLeadId, CrmPartnerId
from shared.odoo_client import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.adapters.odoo.lookups import Lookups
    from shared.domain.person import PersonKeys
    from shared.odoo_client import OdooClient

    Row = Mapping[str, object]

LEAD_FIELDS = [
    "email_normalized",
    "phone_sanitized",
    "contact_name",
    "partner_id",
    "tag_ids",
    "active",
    "probability",
    "create_date",
]
PARTNER_FIELDS = ["name", "email_normalized", "phone_sanitized"]
_AT_MOST = 1000
"""A phone such as 0500000000 may stand on thousands of leads; the newest are enough."""
_WON = 100.0
"""A won lead's probability, in every version of Odoo."""
_ARCHIVED_TOO = {"active_test": False}


class Persons:
    """Look many people up with two calls."""

    def __init__(self, client: OdooClient, lookups: Lookups) -> None:
        self._client = client
        self._lookups = lookups

    def find(self, many: Sequence[PersonKeys]) -> list[PersonInCrm]:
        """Answer for each of `many`, in order.

        A phone such as 0500000000 stands on thousands of leads: where a limit is met, each person
        is looked up alone, so that it hides nobody else's opportunity.
        """
        emails = sorted({keys.email for keys in many if keys.email})
        phones = sorted({keys.phone for keys in many if keys.phone})
        by_email, by_phone = ["email_normalized", "in", emails], ["phone_sanitized", "in", phones]
        leads = self._read("crm.lead", ["|", by_email, by_phone], LEAD_FIELDS)
        if len(leads) == _AT_MOST:
            if len(many) > 1:
                return [person for keys in many for person in self.find([keys])]
            leads = [*self._read("crm.lead", [by_email], LEAD_FIELDS), *leads]
        linked = sorted({ref.id for lead in leads if isinstance(ref := lead["partner_id"], Ref)})
        either: list[object] = ["|", ["id", "in", linked], "|", by_email, by_phone]
        partners = self._read("res.partner", either, PARTNER_FIELDS)
        test_tag = self._lookups.tag(TEST_TAG)
        return [_person(keys, leads, partners, test_tag) for keys in many]

    def _read(self, model: str, domain: list[object], fields: list[str]) -> Sequence[Row]:
        return self._client.search_read(
            model, domain, fields, order="id desc", limit=_AT_MOST, context=_ARCHIVED_TOO
        )


def _person(
    keys: PersonKeys, leads: Sequence[Row], partners: Sequence[Row], test_tag: int | None
) -> PersonInCrm:
    matching = {_whole(lead["id"]): lead for lead in leads if _matched_by(lead, keys)}
    records = tuple(_record(lead, keys, test_tag) for lead in matching.values())
    customers = [(c, by) for c in partners if (by := _found_by(c, keys, records))]
    surest = [found for found in customers if MatchedBy.EMAIL in found[1]] or customers
    safe = next((found for found in surest if _keeps_its_details(found[0], keys)), None)
    if safe is None:
        return PersonInCrm(records=records, differs_from_customer=bool(customers))
    customer, found_by = safe
    return PersonInCrm(
        records=records,
        partner_id=CrmPartnerId(_whole(customer["id"])),
        partner_name=_text(customer["name"]),
        partner_matched_by=found_by,
    )


def _found_by(
    customer: Row, keys: PersonKeys, records: Sequence[CrmRecord]
) -> tuple[MatchedBy, ...]:
    """By which keys a customer was found: its own, or those of a record linked to it."""
    found = {
        by for record in records if record.partner_id == customer["id"] for by in record.matched_by
    }
    return tuple(sorted(found.union(_matched_by(customer, keys))))


def _record(lead: Row, keys: PersonKeys, test_tag: int | None) -> CrmRecord:
    partner, tags = lead["partner_id"], lead["tag_ids"]
    return CrmRecord(
        id=CrmLeadId(_whole(lead["id"])),
        is_open=bool(lead["active"]) and float(str(lead["probability"] or 0)) < _WON,
        created_at=cast("datetime", lead["create_date"]),
        partner_id=CrmPartnerId(partner.id) if isinstance(partner, Ref) else None,
        matched_by=_matched_by(lead, keys),
        contact_name=_text(lead["contact_name"]),
        email=_text(lead["email_normalized"]),
        is_test=isinstance(tags, list | tuple) and test_tag in tags,
    )


def _matched_by(row: Row, keys: PersonKeys) -> tuple[MatchedBy, ...]:
    pairs = (
        (MatchedBy.EMAIL, keys.email, row["email_normalized"]),
        (MatchedBy.PHONE, keys.phone, row["phone_sanitized"]),
    )
    return tuple(by for by, given, theirs in pairs if given is not None and given == theirs)


def _keeps_its_details(customer: Row, keys: PersonKeys) -> bool:
    """Tell whether a lead may be linked to this customer.

    Odoo writes a linked lead's e-mail and phone onto the customer (`_inverse_phone`, seen on
    Odoo 19): what a stranger typed into a form must not replace what a colleague keeps. An empty
    detail is filled in.
    """
    pairs = (
        (customer["email_normalized"], keys.email),
        (customer["phone_sanitized"], keys.phone),
    )
    return all(not theirs or not given or theirs == given for theirs, given in pairs)


def _text(value: object) -> str | None:
    return str(value) if value else None


def _whole(value: object) -> int:
    return int(str(value))
