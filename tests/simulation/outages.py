"""Thousands of leads under an outage: the real use cases, stand-ins that can be down, one clock."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Self

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.crm import CrmRecord, MatchedBy, PersonInCrm
from shared.domain.event import LeadStored, MetaLeadAnnounced
from shared.domain.ids import CrmLeadId, LeadgenId
from shared.domain.ledger import LeadState
from shared.domain.queries import LATEST_LEADS_IN_STATE
from shared.errors import ConnectionDown, SuiteError
from shared.usecases.breaker import Breaker
from shared.usecases.guarded import GuardedCrm, GuardedSource
from shared.usecases.read_lead import LeadReader
from shared.usecases.redrive import Redrive
from shared.usecases.take_in_lead import TakeInLead
from tests.simulation.stand_ins import FORM, NOW, PAGE, CrmStandIn, GivenClock, SourceStandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from shared.domain.crm import LeadOrder
    from shared.domain.event import Event, Topic
    from shared.domain.ids import PageId
    from shared.domain.lead import SourceLead
    from shared.domain.person import PersonKeys

MINUTE = timedelta(minutes=1)


def nothing(at: datetime) -> None:
    """Meet no trouble."""


class CrmThatFails(CrmStandIn):
    """Finds people by a table, so that ten thousand cost no more each than ten; may be down."""

    def __init__(self, clock: GivenClock) -> None:
        super().__init__(clock)
        self._clock_ = clock
        self._by_email: dict[str, CrmLeadId] = {}
        self.calls: list[datetime] = []
        self.trouble: Callable[[datetime], SuiteError | None] = nothing

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        self._meet()
        known = self._by_email.get(keys.email or "")
        if known is None:
            return PersonInCrm()
        lead = self.leads[known]
        record = CrmRecord(
            id=lead.id, is_open=True, created_at=lead.created_at, matched_by=(MatchedBy.EMAIL,)
        )
        return PersonInCrm(records=(record,))

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        self._meet()
        lead_id = super().put_lead(order)
        self._by_email[order.lead.person.email or ""] = lead_id
        return lead_id

    def _meet(self) -> None:
        now = self._clock_.now()
        self.calls.append(now)
        error = self.trouble(now)
        if error is not None:
            raise error


class SourceThatFails(SourceStandIn):
    """A Meta that may be down."""

    def __init__(self, clock: GivenClock) -> None:
        super().__init__()
        self._clock = clock
        self.calls: list[datetime] = []
        self.trouble: Callable[[datetime], SuiteError | None] = nothing

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        now = self._clock.now()
        self.calls.append(now)
        error = self.trouble(now)
        if error is not None:
            raise error
        return super().read_lead(page_id, leadgen_id)


class Queue:
    """What was published and not handled yet."""

    def __init__(self) -> None:
        self.waiting: list[MetaLeadAnnounced] = []
        self.told: Counter[str] = Counter()

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, MetaLeadAnnounced):
                self.waiting.append(event)
            elif isinstance(event, LeadStored):
                self.told[event.lead_key] += 1


@dataclass
class Outage:
    """A suite whose outside may be down, moved on minute by minute."""

    memory: SqliteMemory
    clock: GivenClock
    crm: CrmThatFails
    source: SourceThatFails
    queue: Queue = field(default_factory=Queue)
    rng: Random = field(default_factory=lambda: Random(11))
    announced: int = 0

    @classmethod
    def begin(cls, memory: SqliteMemory, clock: GivenClock) -> Self:
        clock.moment = NOW
        return cls(memory, clock, CrmThatFails(clock), SourceThatFails(clock))

    def arrive(self) -> None:
        """One more lead comes in and is handled at once."""
        self.announced += 1
        leadgen_id = LeadgenId(str(71234567890000000 + self.announced))
        self.source.add(
            leadgen_id, "Sara Name", f"s{self.announced}@example.com", f"+9665{self.announced:08d}"
        )
        event = MetaLeadAnnounced(
            tenant="t",
            page_id=PAGE,
            leadgen_id=leadgen_id,
            form_id=FORM,
            announced_at=self.clock.now(),
        )
        self.queue.waiting.append(event)
        self.handle()

    def handle(self) -> None:
        """Deliver what waits on the bus; what is not acknowledged comes again."""
        waiting, self.queue.waiting = self.queue.waiting, []
        take_in_lead = self._take_in_lead()
        for event in waiting:
            try:
                take_in_lead(event)
            except SuiteError:
                self.queue.waiting.append(event)

    def minute(self) -> None:
        """Let the scheduler call housekeeping, and the handler do what that brought."""
        self.clock.move(MINUTE)
        Redrive(self.memory, self.queue, self.clock)()
        self.handle()

    def count(self, state: LeadState) -> int:
        return self.memory.count(LATEST_LEADS_IN_STATE, equals={"state": state})

    def until_all_are_in(self, *, at_most: timedelta) -> timedelta:
        """Go on until every lead is done, and give how long that took."""
        began = self.clock.now()
        while self.count(LeadState.DONE) < self.announced:
            assert self.clock.now() - began <= at_most, self.standings()
            self.minute()
        return self.clock.now() - began

    def standings(self) -> dict[str, int]:
        return {state.value: self.count(state) for state in LeadState if self.count(state)}

    def _take_in_lead(self) -> TakeInLead:
        breaker = Breaker(self.memory, self.clock, self.rng)
        return TakeInLead(
            LeadReader(GuardedSource(self.source, breaker, "t"), self.memory, "SA"),
            GuardedCrm(self.crm, breaker, "t"),
            self.memory,
            self.queue,
            self.clock,
            self.rng,
        )


@contextmanager
def beginning(folder: Path) -> Iterator[Outage]:
    """Begin with an empty memory in this folder."""
    clock = GivenClock()
    memory = SqliteMemory(folder / "memory.db", clock=clock, synchronous="NORMAL")
    try:
        yield Outage.begin(memory, clock)
    finally:
        memory.close()


def down(*spans: tuple[timedelta, timedelta], error: Callable[[], SuiteError]) -> Callable:
    """Give the trouble of being down from and until these times after the beginning."""

    def meet(at: datetime) -> SuiteError | None:
        return error() if any(start <= at - NOW < end for start, end in spans) else None

    return meet


def unreachable() -> SuiteError:
    return ConnectionDown("nobody there", code="odoo_unreachable")


def gaps(calls: Sequence[datetime]) -> list[float]:
    """Give the seconds between one call and the next."""
    return [(b - a).total_seconds() for a, b in pairwise(calls)]
