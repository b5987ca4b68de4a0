"""Put together what was known of a lead when it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.clean_lead import Remark
from shared.domain.features.arrival import Arrival, KnownAs
from shared.usecases.read_lead import remembered_form
from shared.usecases.recall_person import RecallPerson

if TYPE_CHECKING:
    from shared.domain.clean_lead import CleanLead
    from shared.domain.lead import LeadForm
    from shared.domain.ledger import Decision, LedgerEntry
    from shared.ports import Memory


@dataclass(frozen=True, slots=True)
class DescribeArrival:
    """The use case with what it needs of the world.

    `time_zone` (IANA) and `home_country` (ISO 3166 alpha-2) are the company's.
    """

    memory: Memory
    tenant: str
    time_zone: str
    home_country: str

    def __call__(self, entry: LedgerEntry) -> Arrival | None:
        """Give a stored lead as it arrived; None once the person's data is removed.

        `said` and `chosen` are still empty: whoever reads the texts adds them with `model_copy`.
        """
        if entry.lead is None:
            return None
        return Arrival(
            lead=entry.lead,
            form=self._form(entry.lead),
            known_as=_known_as(entry.decision),
            past=RecallPerson(self.memory, self.tenant)(entry),
            time_zone=self.time_zone,
            home_country=self.home_country,
        )

    def _form(self, lead: CleanLead) -> LeadForm | None:
        """Give the form (at Meta it never changes), unless it was learnt only after this lead."""
        form_id = lead.attribution.form_id
        if form_id is None or Remark.FORM_UNKNOWN in lead.remarks:
            return None
        return remembered_form(self.memory, form_id)


def _known_as(decision: Decision | None) -> KnownAs | None:
    """Read it off what was decided before the CRM was written to, which is never changed."""
    if decision is None:
        return None
    if decision.onto is not None:
        return KnownAs.OPEN
    return KnownAs.CUSTOMER if decision.partner_id is not None else KnownAs.NOBODY
