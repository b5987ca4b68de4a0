"""What had become of a person's earlier leads at the moment when a new one was sent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.domain.cleaning.names import same_person
from shared.domain.features.arrival import FormerLead
from shared.domain.opportunity import Outcome
from shared.domain.queries import LEADS_OF_EMAIL, LEADS_OF_PHONE
from shared.errors import UnknownVersion
from shared.usecases.lead_ledger import entry_of
from shared.usecases.opportunities import Opportunities
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.ids import CrmLeadId
    from shared.domain.ledger import LedgerEntry
    from shared.domain.opportunity import Opportunity, Turn
    from shared.domain.queries import QueryShape
    from shared.ports import Memory

AT_MOST = 20
"""So many of the newest leads are looked at: who sends more is no customer but a test."""


@dataclass(frozen=True, slots=True)
class RecallPerson:
    """The use case with what it needs of the world."""

    memory: Memory
    tenant: str

    def __call__(self, entry: LedgerEntry) -> tuple[FormerLead, ...]:
        """Give the person's leads from before this one, the oldest first.

        Found by the hashes of e-mail and phone, as long as personal data is kept; a phone under
        another name is somebody else's, as everywhere. What was won or lost later than this lead
        was sent counts as open: then it was. So the same is given however late it is asked for,
        as long as nobody's data is removed; features are taken once and kept all the same.
        """
        if entry.lead is None or entry.is_test:
            return ()
        at = entry.lead.created_at
        found = {one.key: one for one in self._leads(entry) if _is_earlier(one, entry)}
        former = [self._former(one, entry, at) for one in found.values()]
        return tuple(sorted(former, key=lambda one: one.arrived_at))

    def _leads(self, entry: LedgerEntry) -> Iterator[LedgerEntry]:
        if entry.email_hash:
            yield from self._hashed(LEADS_OF_EMAIL, "email_hash", entry.email_hash)
        if entry.phone_hash:
            for one in self._hashed(LEADS_OF_PHONE, "phone_hash", entry.phone_hash):
                if _may_be_the_same(one, entry):
                    yield one

    def _hashed(self, shape: QueryShape, field: str, value: str) -> Iterator[LedgerEntry]:
        found = documents(self.memory, shape, equals={field: value}, descending=True)
        for document in islice(found, AT_MOST):
            try:
                entry = entry_of(document)
            except UnknownVersion:
                continue
            if entry.tenant == self.tenant:
                yield entry

    def _former(self, one: LedgerEntry, entry: LedgerEntry, at: datetime) -> FormerLead:
        turn = self._turn(one, at)
        is_closed = turn is not None and turn.outcome is not Outcome.OPEN
        return FormerLead(
            arrived_at=_sent_at(one),
            same_form=one.form_id is not None and one.form_id == entry.form_id,
            outcome=turn.outcome if turn and is_closed else Outcome.OPEN,
            closed_at=turn.at if turn and is_closed else None,
        )

    def _turn(self, one: LedgerEntry, at: datetime) -> Turn | None:
        """Look at the record in which it stood then: it may have been merged since."""
        if one.crm_lead_id is None:
            return None
        for record in one.stood_in:
            picture = self._picture(record)
            if picture is not None and not picture.was_merged_by(at):
                return picture.turn_before(at)
        picture = self._picture(one.crm_lead_id)
        return picture.turn_before(at) if picture else None

    def _picture(self, crm_lead_id: CrmLeadId) -> Opportunity | None:
        try:
            stored = Opportunities(self.memory).find(self.tenant, crm_lead_id)
        except UnknownVersion:
            return None
        return stored.picture if stored else None


def _is_earlier(one: LedgerEntry, entry: LedgerEntry) -> bool:
    is_another = one.key != entry.key and not one.is_test
    return is_another and entry.lead is not None and _sent_at(one) < entry.lead.created_at


def _sent_at(one: LedgerEntry) -> datetime:
    return one.lead.created_at if one.lead else one.announced_at


def _may_be_the_same(one: LedgerEntry, entry: LedgerEntry) -> bool:
    if one.lead is None or entry.lead is None:
        return False
    return same_person(one.lead.person.full_name, entry.lead.person.full_name) is not False
