"""Whose data it is about: one lead by Meta's id, or a person by e-mail or phone, cleaned."""

from __future__ import annotations

import re

from shared.domain.cleaning.email_address import normalise_email
from shared.domain.cleaning.phone import normalise_phone
from shared.domain.ids import LeadgenId, PageId
from shared.domain.values import Value
from shared.errors import BadInput

_META_ID = re.compile(r"[0-9]{1,25}")


class Subject(Value):
    """Exactly one of lead, e-mail and phone; `page_id` only beside a lead."""

    leadgen_id: LeadgenId | None = None
    page_id: PageId | None = None
    """Makes it possible to keep out a lead that was never seen."""
    email: str | None = None
    phone: str | None = None


def subject_of(
    *,
    lead: str | None = None,
    page: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    country: str,
) -> Subject:
    """Read what a person typed; raises BadInput that names the fault and never repeats the text."""
    if sum(part is not None for part in (lead, email, phone)) != 1:
        raise BadInput("give one of lead, email and phone")
    if page is not None and lead is None:
        raise BadInput("page belongs to lead")
    if lead is not None:
        leadgen_id = LeadgenId(_meta_id(lead, "lead"))
        return Subject(leadgen_id=leadgen_id, page_id=page and PageId(_meta_id(page, "page")))
    if email is not None:
        return Subject(email=_found(normalise_email(email), "is no address", "email"))
    return Subject(phone=_found(normalise_phone(phone or "", country), "is no number", "phone"))


def _meta_id(text: str, path: str) -> str:
    plain = text.strip().removeprefix("l:")  # so Meta's CSV export writes it
    if not _META_ID.fullmatch(plain) or not plain.isascii():
        raise BadInput("is not one of Meta's ids", path=path)
    return plain


def _found(value: str | None, fault: str, path: str) -> str:
    if value is None:
        raise BadInput(fault, path=path)
    return value
