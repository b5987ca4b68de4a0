"""Records of the CRM whose person was erased: orders that were given before say nothing any more.

An order may lie in a queue, or as a dead letter, long after the erasure has gone through all that
the memory holds. So the erasure leaves a mark under the record's own key, and whoever takes such an
order out looks for it. What is ordered afterwards is carried out: the record is the CRM's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain import dead_letter
from shared.domain.acting.erasing import without_words
from shared.domain.acting.orders import record_of
from shared.domain.opportunity import opportunity_key
from shared.domain.values import moment_text
from shared.errors import UnknownVersion

if TYPE_CHECKING:
    from shared.domain.acting.action import ActionRequested
    from shared.domain.ids import CrmLeadId
    from shared.ports import Memory

ERASED_RECORDS = "erased_records"
KEPT = dead_letter.KEPT + timedelta(days=31)
"""Longer than a message lives: as long as queues keep one, and then its dead letter."""


@dataclass(frozen=True, slots=True)
class ErasedRecords:
    """The marks; none says whom the record is about."""

    memory: Memory

    def mark(self, tenant: str, crm_lead_id: CrmLeadId, now: datetime) -> None:
        """Note that the record's person was erased at that moment; a later one counts."""
        key, data = opportunity_key(tenant, crm_lead_id), {"erased_at": moment_text(now)}
        self.memory.put(ERASED_RECORDS, key, data, expires_at=now + KEPT)

    def silences(self, asked: ActionRequested) -> bool:
        """Tell whether an order has words about somebody who was erased after it was given.

        Raises UnknownVersion for a mark that this code cannot read.
        """
        crm_lead_id = record_of(asked.order)
        if crm_lead_id is None or without_words(asked.order) == asked.order:
            return False
        mark = self.memory.get(ERASED_RECORDS, opportunity_key(asked.tenant, crm_lead_id))
        if mark is None:
            return False
        try:
            return asked.requested_at <= datetime.fromisoformat(str(mark.data["erased_at"]))
        except (KeyError, ValueError):
            raise UnknownVersion("a mark of an erased record that this code cannot read") from None
