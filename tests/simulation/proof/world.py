"""One run's world: the suite's doors, its outside, a given clock, and people who stand still."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from shared.domain.ids import LeadKey, lead_key
from shared.errors import SuiteError
from shared.usecases.lead_ledger import LEADS, entry_of
from tests.simulation.faulty import PATIENCE_S, Crash, Stop
from tests.simulation.proof.bus import BusStandIn
from tests.simulation.proof.gates import Process, running
from tests.simulation.proof.happened import Happened
from tests.simulation.proof.meta import MetaStandIn
from tests.simulation.proof.odoo import OdooStandIn
from tests.simulation.proof.outages import Outages
from tests.simulation.proof.plant import Doors, Plant, Sent
from tests.simulation.proof.reports import PipelineStandIn
from tests.simulation.proof.watched import Watched
from tests.simulation.stand_ins import NOW, PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from shared.domain.ids import LeadgenId
    from shared.domain.ledger import LedgerEntry
    from tests.simulation.proof.steps import Schedule, Step

TENANT = "default"
LATE_BY = timedelta(minutes=10)
ALONE_WITH_A_PERSON = timedelta(seconds=55)
"""Longer at it, and another lead of the same person may have been let in."""
_LANES = ThreadPoolExecutor(8, thread_name_prefix="stands-still")


@dataclass
class Tally:
    """What happened in a run, for the figures."""

    calls: int = 0
    crashes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    steps: int = 0


@dataclass
class Hold(Stop):
    """A stop that tells whether somebody came by."""

    is_held: bool = False

    def hold(self) -> None:
        self.is_held = True
        super().hold()


@dataclass
class Standing:
    """A process that stands still at a port call, on a thread of its own."""

    stop: Hold
    ends: Future[None]

    def go_on(self, *, dies: bool) -> None:
        self.stop.dies = dies
        self.stop.go.set()
        self.ends.result(PATIENCE_S)


class World(Happened):
    """Everything in one run; each invocation is a process of its own."""

    def __init__(self, plant: Plant, schedule: Schedule) -> None:
        super().__init__()
        self.plant, self.schedule = plant.anew(), schedule
        self.clock, self.memory = plant.clock, plant.memory
        self.rng = Random(schedule.seed)
        self.odoo = OdooStandIn(self.clock, has_addon=schedule.has_addon)
        self.meta = MetaStandIn(self.clock)
        self.bus = BusStandIn(self.odoo)
        self.outages = Outages()
        self.doors = Doors(plant)
        self.ports: Mapping[str, Any] = {
            "bus": self.bus,
            "memory": Watched(self.memory, self),
            "lead_source": self.meta,
            "crm": self.odoo,
            "pipeline": PipelineStandIn(self.odoo),
        }
        self.standing: list[Standing] = []
        self.late: list[tuple[datetime, str, Callable[[], object]]] = []
        self.tally = Tally()
        self.diary: list[str] = []
        self.broken: list[str] = []
        """What was seen to be wrong on the way."""
        self.last_way: list[str] = []

    def key(self, leadgen_id: LeadgenId) -> LeadKey:
        return lead_key(TENANT, PAGE, leadgen_id)

    def entry(self, leadgen_id: LeadgenId) -> LedgerEntry | None:
        document = self.memory.get(LEADS, self.key(leadgen_id))
        return entry_of(document) if document else None

    def recorded(self) -> set[LeadKey]:
        """Give the leads of which the ledger knows where they stand in the CRM."""
        entries = map(self.entry, self.meta.person_of)
        return {one.key for one in entries if one is not None and one.crm_lead_id is not None}

    def move(self, by: timedelta) -> None:
        """Let time pass; requests that were given up are carried out when they are due."""
        self.clock.move(by)
        due = [one for one in self.late if one[0] <= self.clock.moment]
        self.late = [one for one in self.late if one[0] > self.clock.moment]
        for _, name, carry_out in due:
            try:
                carry_out()
            except SuiteError as error:
                self.note(f"late {name}: {error.code}")
            else:
                self.note(f"late {name}: carried out")

    def carry_out_later(self, name: str, carry_out: Callable[[], object], order: tuple) -> None:
        self.given_up |= {
            one.key for one in order if name.startswith("crm.") and hasattr(one, "key")
        }
        self.late.append((self.clock.moment + LATE_BY, name, carry_out))

    def post(self, request: Sent, step: Step, then: Callable[[int], None] | None = None) -> None:
        """Let a process of its own take a request; `then` hears the status, unless it died."""

        def work(process: Process) -> None:
            try:
                status = self.doors.post(request, process)
            except Crash:
                self.doors.restart(request.door)
                raise
            self.note(f"{request.path}: {status} after {len(process.calls)} calls")
            if then is not None:
                then(status)

        self._run(request.path, work, step)

    def command(self, name: str, by_hand: Callable[[], None], step: Step) -> None:
        """Let somebody run a command, in a process of its own."""

        def work(process: Process) -> None:
            try:
                with running(process):
                    by_hand()
            except SuiteError as error:
                self.note(f"{name}: {error.code} after {len(process.calls)} calls")
            else:
                self.note(f"{name}: done after {len(process.calls)} calls")

        self._run(name, work, step)

    def _run(self, name: str, run: Callable[[Process], None], step: Step) -> None:
        stop = Hold(*step.stop) if step.stop else None
        process = Process(self, step.faults, stop, timedelta(seconds=step.skew_s))
        self.may_split_people |= step.skew_s != 0
        self.last_way = process.calls

        def work() -> None:
            started = self.clock.moment
            try:
                run(process)
            except Crash:
                self.tally.crashes += 1
                self.note(f"{name}: crashed after {len(process.calls)} calls")
            finally:
                self.tally.calls += len(process.calls)
                self.may_split_people |= self.clock.moment - started > ALONE_WITH_A_PERSON

        if stop is None:
            work()
        else:
            self._stand_still(stop, work)

    def _stand_still(self, stop: Hold, work: Callable[[], None]) -> None:
        def until_the_end() -> None:
            try:
                work()
            finally:
                stop.reached.set()

        ends = _LANES.submit(until_the_end)
        if not stop.reached.wait(PATIENCE_S):
            raise AssertionError("the worker hangs")
        if stop.is_held:
            self.note("... stands still")
            self.standing.append(Standing(stop, ends))
        else:
            ends.result(PATIENCE_S)

    def state(self) -> tuple[object, ...]:
        """Everything that a stranger must not be able to change."""
        rows = self.memory._connections.mine().execute("SELECT collection, id, data FROM documents")
        return (sorted(rows), len(self.bus.waiting), len(self.bus.told), len(self.bus.stored))

    def job(self, name: str, step: Step) -> None:
        self.post(Sent("housekeeping", f"/jobs/{name}"), step)

    def end(self) -> None:
        """Leave no thread behind."""
        while self.standing:
            self.standing.pop().go_on(dies=True)

    def note(self, text: str) -> None:
        seconds = (self.clock.moment - NOW).total_seconds()
        self.diary.append(f"[{seconds:.0f}s] {text}")
