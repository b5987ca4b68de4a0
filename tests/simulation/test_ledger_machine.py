"""The ledger against a model of what it should hold, by hypothesis: any steps, old readings included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import CrmLeadId, LeadgenId, lead_key
from shared.domain.ledger import LEASE, SETTLED, Decision, LeadState
from shared.errors import Busy
from shared.usecases.lead_ledger import LeadLedger, Stored
from tests.lead_ways import PAGE, lead
from tests.simulation.stand_ins import GivenClock

LEADS, CRM_IDS = st.integers(1, 3), st.integers(1, 4)
TENANTS = count(1)


@dataclass(frozen=True)
class Model:
    """What is known of one lead."""

    state: LeadState = LeadState.ANNOUNCED
    attempts: int = 1
    leased_until_s: float = LEASE.total_seconds()
    remark: str | None = None
    """Of its decision; None: nothing is decided."""
    crm_lead_id: int | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    def working(self) -> LeadState:
        if self.crm_lead_id is not None:
            return LeadState.IN_CRM
        return LeadState.FETCHED if self.remark is not None else LeadState.ANNOUNCED


class Ledger(RuleBasedStateMachine):
    """Every rule may be called with a reading that is no longer true.

    A reading that says already what a step would record ends the step, whatever came after it.
    """

    readings = Bundle("readings")

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.known = GivenClock(), dict[int, Model]()
        self.scratch = TemporaryDirectory()
        path = Path(self.scratch.name) / "memory.db"
        self.memory = SqliteMemory(path, clock=self.clock, synchronous="NORMAL")
        self.ledger, self.tenant = LeadLedger(self.memory), f"t{next(TENANTS)}"

    def teardown(self) -> None:
        self.memory.close()
        self.scratch.cleanup()

    @property
    def now_s(self) -> float:
        return self.clock.now().timestamp()

    @rule(target=readings, number=LEADS)
    def announce(self, number: int) -> Stored:
        stored, is_ours = self.ledger.open(self.event(number), self.clock.now())
        assert is_ours is (number not in self.known)
        if is_ours:
            self.known[number] = Model(leased_until_s=self.now_s + LEASE.total_seconds())
        return stored

    @rule(target=readings, stored=readings)
    def claim(self, stored: Stored) -> Stored:
        number, known = self.of(stored)
        is_free = not stored.entry.is_leased(self.clock.now()) and self.is_fresh(stored)
        if not is_free:
            with pytest.raises(Busy):
                self.ledger.claim(stored, self.clock.now())
            return stored
        claimed = self.ledger.claim(stored, self.clock.now())
        self.known[number] = replace(
            known,
            state=known.working(),
            attempts=known.attempts + 1,
            leased_until_s=self.now_s + LEASE.total_seconds(),
        )
        return claimed

    @rule(target=readings, stored=readings, remark=st.sampled_from("abc"))
    def decide(self, stored: Stored, remark: str) -> Stored:
        number, known = self.of(stored)
        decision = Decision(remarks=(remark,))
        if known.remark is None and not known.is_settled and not stored.entry.is_settled:
            self.known[number] = replace(known, state=LeadState.FETCHED, remark=remark)
        return self.ledger.advance(
            stored,
            lambda entry: entry.decision is not None or entry.is_settled,
            lambda entry: entry.fetched(self.clock.now(), lead(entry.leadgen_id), decision),
        )

    @rule(target=readings, stored=readings, crm_lead_id=CRM_IDS)
    def put_into_crm(self, stored: Stored, crm_lead_id: int) -> Stored:
        number, known = self.of(stored)
        if known.crm_lead_id is None:
            self.known[number] = replace(known, state=LeadState.IN_CRM, crm_lead_id=crm_lead_id)
        return self.ledger.advance(
            stored,
            lambda entry: entry.crm_lead_id is not None or entry.state is LeadState.ERASED,
            lambda entry: entry.in_crm(self.clock.now(), CrmLeadId(crm_lead_id)),
        )

    @rule(target=readings, stored=readings)
    def finish(self, stored: Stored) -> Stored:
        number, known = self.of(stored)
        if stored.entry.crm_lead_id is None or stored.entry.is_settled:
            return stored  # the use case stops here
        if not known.is_settled:
            self.known[number] = replace(known, state=LeadState.DONE, leased_until_s=0.0)
        return self.ledger.advance(
            stored, lambda entry: entry.is_settled, lambda entry: entry.done(self.clock.now())
        )

    @rule(target=readings, stored=readings, dies=st.booleans())
    def fail(self, stored: Stored, *, dies: bool) -> Stored:
        number, known = self.of(stored)
        mine, until = stored.entry.attempts, self.clock.now()
        if known.attempts <= mine and known.crm_lead_id is None and not known.is_settled:
            state = LeadState.DEAD if dies else LeadState.WAITING
            self.known[number] = replace(known, state=state, leased_until_s=0.0)
        return self.ledger.advance(
            stored,
            lambda one: one.attempts > mine or one.crm_lead_id is not None or one.is_settled,
            lambda one: one.dead("x", "x") if dies else one.waiting(until, "x", "x"),
        )

    @rule(stored=consumes(readings))
    def postpone(self, stored: Stored) -> None:
        is_fresh = self.is_fresh(stored)
        assert self.ledger.postpone(stored, self.clock.now()) is is_fresh

    @rule(tail=CRM_IDS, head=CRM_IDS)
    def merge(self, tail: int, head: int) -> None:
        if tail == head:
            return
        at = [number for number, one in self.known.items() if one.crm_lead_id == tail]
        assert self.ledger.move(self.tenant, CrmLeadId(tail), CrmLeadId(head)) == len(at)
        for number in at:
            self.known[number] = replace(self.known[number], crm_lead_id=head)

    @rule(seconds=st.sampled_from((1, 5, 11)))
    def wait(self, seconds: int) -> None:
        self.clock.move(timedelta(seconds=seconds))

    @invariant()
    def the_ledger_holds_what_the_model_says(self) -> None:
        for number, known in self.known.items():
            entry = self.ledger.find(self.key(number))
            assert entry is not None
            remark = entry.decision.remarks[0] if entry.decision else None
            said = (entry.state, entry.attempts, remark, entry.crm_lead_id)
            assert said == (known.state, known.attempts, known.remark, known.crm_lead_id)
            assert entry.is_leased(self.clock.now()) is (self.now_s < known.leased_until_s)

    def of(self, stored: Stored) -> tuple[int, Model]:
        number = int(stored.entry.leadgen_id)
        return number, self.known[number]

    def is_fresh(self, stored: Stored) -> bool:
        document = self.memory.get("leads", stored.entry.key)
        return document is not None and document.version == stored.version

    def key(self, number: int) -> str:
        return lead_key(self.tenant, PAGE, LeadgenId(str(number)))

    def event(self, number: int) -> MetaLeadAnnounced:
        return MetaLeadAnnounced(
            tenant=self.tenant,
            page_id=PAGE,
            leadgen_id=LeadgenId(str(number)),
            announced_at=self.clock.now(),
        )


Ledger.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLedger = Ledger.TestCase
