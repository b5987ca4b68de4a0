"""Orders to the CRM and what it knows of a person."""

from __future__ import annotations

from enum import StrEnum

from shared.domain.clean_lead import CleanLead
from shared.domain.ids import CrmLeadId, CrmPartnerId, LeadKey
from shared.domain.values import Moment, Value


class MatchedBy(StrEnum):
    """By which key something was found."""

    EMAIL = "email"
    PHONE = "phone"


class CrmRecord(Value):
    """A lead or opportunity that the CRM already has for a person."""

    id: CrmLeadId
    is_open: bool
    """Neither won, nor lost, nor archived."""
    created_at: Moment
    partner_id: CrmPartnerId | None = None
    matched_by: tuple[MatchedBy, ...] = ()
    """Every key that it was found by; empty when the CRM cannot tell (then it counts as sure)."""
    contact_name: str | None = None
    email: str | None = None
    """Normalised."""
    is_test: bool = False


class PersonInCrm(Value):
    """What the CRM holds under a person's e-mail or phone; newest record first."""

    records: tuple[CrmRecord, ...] = ()
    partner_id: CrmPartnerId | None = None
    """A customer that a lead can be linked to without changing the customer's own details."""
    differs_from_customer: bool = False
    """A customer is known, but none whose e-mail and phone agree with what was given."""
    partner_name: str | None = None
    """Of `partner_id`."""
    partner_matched_by: tuple[MatchedBy, ...] = ()
    """Every key that `partner_id` was found by; empty when the CRM cannot tell."""


class LeadOrder(Value):
    """Put this lead into the CRM under this key."""

    key: LeadKey
    lead: CleanLead
    partner_id: CrmPartnerId | None = None
    differs_from_customer: bool = False


class SubmissionOrder(Value):
    """Write these new answers onto an existing CRM lead, once for this key."""

    key: LeadKey
    onto: CrmLeadId
    lead: CleanLead
