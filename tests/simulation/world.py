"""A small world for one lead's way: real memory and use cases, stand-ins outside, a given clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Self

from shared.domain.connection import odoo_connection, page_connection
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey, lead_key
from shared.domain.ledger import LeadState
from shared.errors import SuiteError
from shared.usecases.breaker import Breaker
from shared.usecases.guarded import GuardedCrm, GuardedSource
from shared.usecases.lead_ledger import LEADS, entry_of
from shared.usecases.read_lead import FORMS, LeadReader
from shared.usecases.redrive import BUCKET, Redrive
from shared.usecases.take_in_lead import TakeInLead
from shared.usecases.watermarks import WATERMARKS
from tests.simulation.faulty import Controller, Crash, Fault, Stop, Stopped
from tests.simulation.stand_ins import (
    FORM,
    NOW,
    PAGE,
    CrmStandIn,
    Delivery,
    GivenClock,
    ListBus,
    SourceStandIn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.storage.sqlite import SqliteMemory
    from shared.domain.ledger import LedgerEntry

PAUSES = (
    *[timedelta(seconds=15)] * 4,
    *[timedelta(minutes=1)] * 15,
    *[timedelta(minutes=10)] * 6,
    *[timedelta(hours=3)] * 4,
)
"""Between one round of recovery and the next: redelivery, a sweep a minute, at last hours."""
EDITED = "Sara (call after 5)"
WRITES_A_LEAD, TOLD_AT_MOST, CALLS_A_LEAD = 4, 4, 150
"""Bounds on what one lead may cost the outside, with a few faults and takeovers on its way."""


@dataclass
class World:
    """One suite's outside and memory; each delivery and sweep is a process of its own."""

    memory: SqliteMemory
    clock: GivenClock
    tenant: str
    source: SourceStandIn
    crm: CrmStandIn
    bus: ListBus
    announced: dict[LeadKey, MetaLeadAnnounced] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    edited: set[CrmLeadId] = field(default_factory=set)
    recovery_took: timedelta = timedelta(0)
    diary: list[str] = field(default_factory=list)
    rng: Random = field(default_factory=lambda: Random(7))

    @classmethod
    def open(cls, memory: SqliteMemory, clock: GivenClock, tenant: str) -> Self:
        """Begin at `NOW`; what other tenants have left in the memory is none of its business."""
        clock.moment = NOW
        crm = CrmStandIn(clock)
        return cls(memory, clock, tenant, SourceStandIn(), crm, ListBus(crm))

    def close(self) -> None:
        """Leave nothing that the sweep of another world would find."""
        for key in self.announced:
            self.memory.delete(LEADS, key)
        self.memory.delete(FORMS, FORM)
        self.memory.delete(WATERMARKS, BUCKET)
        for connection in (odoo_connection(self.tenant), page_connection(self.tenant, PAGE)):
            self.memory.delete("connections", connection)

    def announce(self, number: int, *, person: int | None = None) -> Delivery:
        """Make a lead at the source and put its message on the bus."""
        leadgen_id = LeadgenId(str(71234567890000000 + number))
        who = number if person is None else person
        self.source.add(
            leadgen_id, f"Sara Name{who}", f"sara.{who}@example.com", f"+96650000{who:04d}"
        )
        event = MetaLeadAnnounced(
            tenant=self.tenant,
            page_id=PAGE,
            leadgen_id=leadgen_id,
            form_id=FORM,
            announced_at=self.clock.now(),
        )
        self.announced[lead_key(self.tenant, PAGE, leadgen_id)] = event
        return self.redeliver(event)

    def redeliver(self, event: MetaLeadAnnounced) -> Delivery:
        """Put one more copy of a message on the bus."""
        delivery = Delivery(event)
        self.bus.waiting.append(delivery)
        return delivery

    def deliver(self, delivery: Delivery, controller: Controller | None = None) -> Controller:
        """Let one process handle a message; it is acknowledged only if that ends well."""
        process = controller or Controller()
        delivery.attempts += 1
        memory = process.wrap("memory", self.memory)
        breaker = Breaker(memory, self.clock, self.rng)
        source = GuardedSource(process.wrap("source", self.source), breaker, self.tenant)
        take_in_lead = TakeInLead(
            reader=LeadReader(source, memory, "SA"),
            crm=GuardedCrm(process.wrap("crm", self.crm), breaker, self.tenant),
            memory=memory,
            bus=process.wrap("bus", self.bus),
            clock=self.clock,
            rng=self.rng,
        )
        try:
            entry = take_in_lead(delivery.event)
        except Crash:
            self._note(process, f"{delivery.event.leadgen_id[-3:]}: crashed")
        except SuiteError as error:
            self._note(process, f"{delivery.event.leadgen_id[-3:]}: {error.code}")
        else:
            self.bus.acknowledge(delivery)
            said = f"{delivery.event.leadgen_id[-3:]}: {entry.state} {entry.reason or ''}"
            self._note(process, said)
        return process

    def sweep(self, controller: Controller | None = None) -> Controller:
        process = controller or Controller()
        redrive = Redrive(
            memory=process.wrap("memory", self.memory),
            bus=process.wrap("bus", self.bus),
            clock=self.clock,
        )
        try:
            count = redrive().announced
        except Crash:
            self._note(process, "sweep: crashed")
        except SuiteError as error:
            self._note(process, f"sweep: {error.code}")
        else:
            if count:
                self._note(process, f"sweep: {count}")
        return process

    def recover(self, *, sweeps: bool = True) -> None:
        """Redeliver and sweep without faults until nothing is open; note how long that took.

        Without sweeps only what was not acknowledged can still move on.
        """
        started = self.clock.now()
        for pause in PAUSES:
            if self.is_quiet():
                break
            self.clock.move(pause)
            if sweeps:
                self.sweep()
            for delivery in tuple(self.bus.waiting):
                self.deliver(delivery)
        self.recovery_took = self.clock.now() - started

    def is_quiet(self) -> bool:
        entries = [self.entry(key) for key in self.announced]
        return not self.bus.waiting and all(entry and entry.is_settled for entry in entries)

    def entry(self, key: LeadKey) -> LedgerEntry | None:
        document = self.memory.get(LEADS, key)
        return entry_of(document) if document else None

    def edit(self) -> None:
        """A salesperson changes every lead that is there and takes it over."""
        for lead in self.crm.leads.values():
            lead.contact_name, lead.owner = EDITED, "huda"
            self.edited.add(lead.id)

    def has_entry(self, event: MetaLeadAnnounced) -> bool:
        return self.entry(lead_key(event.tenant, event.page_id, event.leadgen_id)) is not None

    def is_unheard_of(self) -> bool:
        """No ledger entry was made for the lead: only its source knows of it."""
        return any(self.entry(key) is None for key in self.announced)

    def broken(
        self, *, opportunities: int | None = None, within: timedelta | None = None
    ) -> list[str]:
        """Check every invariant and give what is broken, in words."""
        took = self.recovery_took
        told = [f"{key[:4]} {text}" for key in self.announced for text in self._broken(key)]
        leads, writes = len(self.announced), self.calls["crm.put_lead"]
        writes += self.calls["crm.add_submission"]
        checks = {
            "messages come again for ever": not self.bus.waiting,
            f"the CRM was written to {writes} times": writes <= WRITES_A_LEAD * leads,
            f"{self.calls.total()} port calls": self.calls.total() <= CALLS_A_LEAD * leads,
            f"{len(self.crm.leads)} opportunities": opportunities in {None, len(self.crm.leads)},
            "an edit was overwritten": self.edits_stand(),
            f"recovered only after {took}": within is None or took <= within,
        }
        return told + [text for text, is_so in checks.items() if not is_so]

    def edits_stand(self) -> bool:
        return all(self.crm.leads[one].contact_name == EDITED for one in self.edited)

    def _broken(self, key: LeadKey) -> list[str]:
        entry, held = self.entry(key), self.crm.holds(key)
        told = [had for event, had in self.bus.stored if event.lead_key == key]
        if entry is None:
            return ["is not in the ledger"]
        checks = {
            f"ended {entry.state} ({entry.reason})": entry.state is LeadState.DONE,
            f"stands {len(held)} times in the CRM": len(held) == 1,
            "was told of before the CRM had it, or otherwise than it has it": all(told),
            f"was told of {len(told)} times": 1 <= len(told) <= TOLD_AT_MOST,
            "has another id in the ledger": [entry.crm_lead_id] == held,
        }
        return [text for text, is_so in checks.items() if not is_so]

    def _note(self, process: Controller, text: str) -> None:
        self.calls.update(process.calls)
        minute = (self.clock.now() - NOW).total_seconds()
        self.diary.append(f"[{minute:.0f}s] {text} after {len(process.calls)} calls")


def at_delivery(
    world: World, delivery: Delivery, stop: Stop, faults: Mapping[int, Fault] | None = None
) -> Stopped:
    """Give a worker that handles a message and stops on the way."""
    return Stopped(lambda process: world.deliver(delivery, process), stop, faults)
