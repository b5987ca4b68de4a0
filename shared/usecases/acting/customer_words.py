"""What we know of a customer's consent and last message, out of our own memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.whatsapp_consent import agreed
from shared.domain.queries import LEADS_OF_CRM_LEAD
from shared.usecases.lead_ledger import entry_of
from shared.usecases.opportunities import Opportunities
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.clean_lead import CleanLead
    from shared.domain.ids import CrmLeadId
    from shared.ports import Memory


@dataclass(frozen=True, slots=True)
class CustomerWords:
    """Asks the ledger and the pictures of one tenant."""

    memory: Memory
    tenant: str

    def agreed_to_whatsapp(self, crm_lead_id: CrmLeadId, phone: str) -> bool | None:
        """Give the last word of the number's owner; None: none is known, or it was purged."""
        return agreed(self._leads(crm_lead_id), phone)

    def last_whatsapp_at(self, crm_lead_id: CrmLeadId) -> datetime | None:
        """Give when the customer last wrote by WhatsApp, as far as the CRM reported it."""
        stored = Opportunities(self.memory).find(self.tenant, crm_lead_id)
        return stored.picture.whatsapp_at if stored else None

    def _leads(self, crm_lead_id: CrmLeadId) -> Iterator[CleanLead]:
        found = documents(self.memory, LEADS_OF_CRM_LEAD, equals={"crm_lead_id": crm_lead_id})
        for entry in map(entry_of, found):
            if entry.tenant == self.tenant and entry.lead is not None:
                yield entry.lead
