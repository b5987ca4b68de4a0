"""A small world for changes in the CRM: real memory and use case, a list for a bus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.event import Topic
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey, PageId, lead_key
from shared.domain.lead_changes import CrmEvent
from shared.domain.ledger import Decision, LeadState, LedgerEntry
from shared.errors import SuiteError
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.lead_ledger import LEADS, LeadLedger
from shared.usecases.opportunities import OPPORTUNITIES, Opportunities
from tests.simulation.faulty import Controller, Crash
from tests.simulation.stand_ins import NOW, PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.adapters.storage.sqlite import SqliteMemory
    from shared.domain.event import Event
    from shared.domain.odoo_change import OdooRecordChanged
    from shared.domain.opportunity import Opportunity
    from tests.simulation.stand_ins import GivenClock


@dataclass
class ToldBus:
    """Keeps what was told."""

    told: list[CrmEvent] = field(default_factory=list)

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        assert topic is Topic.LEAD_CHANGES
        for event in events:
            assert isinstance(event, CrmEvent)
            self.told.append(event)


@dataclass
class ChangesWorld:
    """Each delivery is a process of its own; what was not acknowledged waits."""

    memory: SqliteMemory
    clock: GivenClock
    tenant: str
    bus: ToldBus = field(default_factory=ToldBus)
    waiting: list[OdooRecordChanged] = field(default_factory=list)

    def deliver(self, change: OdooRecordChanged, process: Controller | None = None) -> Controller:
        process = process or Controller()
        change = change.model_copy(update={"tenant": self.tenant})
        apply = ApplyOdooChange(
            process.wrap("memory", self.memory), process.wrap("bus", self.bus), self.clock
        )
        try:
            apply(change)
        except (Crash, SuiteError):
            self.waiting.append(change)
        return process

    def recover(self) -> None:
        """Deliver what was not acknowledged, without faults."""
        waiting, self.waiting = self.waiting, []
        for change in waiting:
            self.deliver(change)
        assert self.waiting == []

    def keep_lead(self, number: int, crm_lead_id: int, *, onto: bool = False) -> LeadKey:
        """Keep a lead that stands in a CRM lead, or went onto it as a note."""
        at, leadgen_id = CrmLeadId(crm_lead_id), LeadgenId(f"7123456789000{number:04d}")
        entry = LedgerEntry(
            key=lead_key(self.tenant, PAGE, leadgen_id),
            tenant=self.tenant,
            page_id=PageId(PAGE),
            leadgen_id=leadgen_id,
            source="webhook",
            announced_at=NOW,
            state=LeadState.DONE,
            decision=Decision(onto=at if onto else None),
            crm_lead_id=at,
        )
        self.memory.put(LEADS, entry.key, entry.model_dump(mode="json", exclude_none=True))
        return entry.key

    def lead(self, key: LeadKey) -> LedgerEntry:
        entry = LeadLedger(self.memory).find(key)
        assert entry is not None
        return entry

    def picture(self, crm_lead_id: int = 12) -> Opportunity:
        stored = Opportunities(self.memory).find(self.tenant, CrmLeadId(crm_lead_id))
        assert stored is not None
        return stored.picture

    def document(self, crm_lead_id: int = 12) -> dict[str, object]:
        found = self.memory.get(OPPORTUNITIES, self.picture(crm_lead_id).key)
        assert found is not None
        return dict(found.data)

    def told_ids(self) -> list[str]:
        return [one.happening_id for one in self.bus.told]
