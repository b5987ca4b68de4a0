"""The same person again: which open opportunity takes the new answers, or which customer.

The policy:
1. A test lead touches nothing real: always a new lead, linked to nobody.
2. What was found by e-mail is the same person. What was found by phone alone is so unless the
   names say otherwise (families and offices share phones; a shared family name is not enough).
   Names that cannot be compared (missing, or in different scripts) leave it to the e-mail: two
   different addresses on one phone are taken for two people. People are never joined on a doubt.
3. E-mail and phone that lead to records of two different customers: a new lead, remarked, for a
   person to sort out.
4. An open opportunity takes the answers: the newest found by e-mail, else the newest by phone.
5. Nothing open: a new lead, linked to the customer that the CRM is sure of, if there is one. A
   customer found by phone alone has to have the same name: on a doubt nobody is linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.clean_lead import Remark
from shared.domain.cleaning.names import same_person
from shared.domain.crm import CrmRecord, MatchedBy
from shared.domain.ledger import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.clean_lead import CleanLead
    from shared.domain.crm import PersonInCrm


def decide(lead: CleanLead, found: PersonInCrm) -> Decision:
    """Decide what becomes of a submission, by the policy above."""
    if lead.is_test:
        return Decision()
    records = [record for record in found.records if not record.is_test]
    same = [record for record in records if _is_same_person(lead, record)]
    is_theirs = _is_their_customer(lead, found)
    remarks = _remarks(same, is_shared=len(same) < len(records) or not is_theirs)
    disagree = Remark.MATCHES_DISAGREE in remarks
    taker = None if disagree else _newest_open(same)
    is_linked = is_theirs and not disagree
    return Decision(
        onto=taker.id if taker else None,
        partner_id=found.partner_id if is_linked else None,
        differs_from_customer=found.differs_from_customer or not is_linked,
        remarks=remarks,
    )


def _is_same_person(lead: CleanLead, record: CrmRecord) -> bool:
    if _is_sure(record.matched_by):
        return True
    verdict = same_person(lead.person.full_name, record.contact_name)
    if verdict is not None:
        return verdict
    ours, theirs = lead.person.email, record.email
    return ours is None or theirs is None or ours == theirs


def _is_their_customer(lead: CleanLead, found: PersonInCrm) -> bool:
    if found.partner_id is None or _is_sure(found.partner_matched_by):
        return True
    return same_person(lead.person.full_name, found.partner_name) is True


def _is_sure(matched_by: Sequence[MatchedBy]) -> bool:
    return not matched_by or MatchedBy.EMAIL in matched_by


def _remarks(same: Sequence[CrmRecord], *, is_shared: bool) -> tuple[Remark, ...]:
    by_email = {r.partner_id for r in same if r.partner_id and _is_sure(r.matched_by)}
    by_phone = {r.partner_id for r in same if r.partner_id and not _is_sure(r.matched_by)}
    disagree = by_email and by_phone and by_email.isdisjoint(by_phone)
    met = {Remark.MATCHES_DISAGREE: disagree, Remark.PHONE_SHARED: is_shared}
    return tuple(remark for remark, is_met in met.items() if is_met)


def _newest_open(records: Sequence[CrmRecord]) -> CrmRecord | None:
    return max(
        (record for record in records if record.is_open),
        key=lambda taker: (_is_sure(taker.matched_by), taker.created_at, taker.id),
        default=None,
    )
