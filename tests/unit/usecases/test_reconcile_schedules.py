"""Whatever fails in whatever order, once it ends every lead that Meta shows has been announced."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.ids import FormId, PageId, lead_key
from shared.errors import ConnectionDown, PermanentError, SuiteError, TransientError
from tests.simulation.faulty import Controller, Crash, Fault
from tests.unit.usecases.crm_stand_in import SetClock
from tests.unit.usecases.test_reconcile import PAGE, World, wrapped

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {"1001": "ACTIVE", "1002": "ACTIVE", "1003": "ARCHIVED"}
SHOWN_FOR = timedelta(days=88)
REFUSALS = (
    ConnectionDown("no more", code="meta_throttled", is_certain=True),
    ConnectionDown("down", code="meta_unavailable"),
    PermanentError("no", code="meta_permission_missing"),
    TransientError("odd", code="meta_unexpected_reply"),
)


class Chaos:
    """One seed's world and chance."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.rng = world, Random(seed)
        for form, status in FORMS.items():
            world.source.put_form(PAGE, form, status)

    def step(self) -> None:
        world, rng = self.world, self.rng
        for _ in range(rng.randrange(6)):
            ago = timedelta(minutes=rng.choice((0, 3, 90)))
            lead = world.submit(ago=ago, form=rng.choice(tuple(FORMS)))
            if rng.random() < 0.5:
                world.by_webhook(lead)
        world.later(timedelta(minutes=rng.choice((1, 15, 15, 60, 800, 3000))))
        self.run_with_a_fault()
        if rng.random() < 0.7:
            self.take_in()

    def run_with_a_fault(self) -> None:
        world, rng = self.world, self.rng
        world.source.refusals.clear()
        faults: dict[int, Fault] = {}
        if rng.random() < 0.4:
            world.source.refusals[rng.choice((PAGE, *FORMS))] = rng.choice(REFUSALS)
        if rng.random() < 0.4:
            kinds = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.REFUSED, Fault.LOST_ANSWER)
            faults = {rng.randrange(1, 60): rng.choice(kinds)}
        process = Controller(faults=faults, at_most=5_000)
        with suppress(Crash, SuiteError):
            world.run(**wrapped(world, process))

    def take_in(self) -> None:
        for leadgen_id in set(self.world.bus.take()):
            with suppress(SuiteError):  # it came by webhook meanwhile
                self.world.by_webhook(leadgen_id)
            self.world.taken_in.add(leadgen_id)

    def calm(self, runs: int) -> None:
        self.world.source.refusals.clear()
        for _ in range(runs):
            self.world.later(timedelta(minutes=56))
            self.world.run()
            self.take_in()


def unknown(world: World, *forms: str) -> list[str]:
    """Give the leads that Meta still shows and the ledger does not know."""
    shown_since = world.clock.now() - SHOWN_FOR
    leads = [lead for form in forms for lead in world.source.leads.get(FormId(form), [])]
    return [
        str(lead.leadgen_id)
        for lead in leads
        if lead.leadgen_id and lead.created_at and lead.created_at > shown_since
        if world.memory.get("leads", lead_key("t", PageId(PAGE), lead.leadgen_id)) is None
    ]


@pytest.mark.parametrize("seed", range(60))
def test_after_the_faults_nothing_that_meta_shows_is_unknown(tmp_path: Path, seed: int) -> None:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock, synchronous="NORMAL")) as memory:
        world = World(memory, clock)
        chaos = Chaos(world, seed)
        for _ in range(14):
            chaos.step()
        chaos.calm(3)
        assert unknown(world, "1001", "1002") == []
        chaos.calm(25)
        assert unknown(world, *FORMS) == []
        world.run()
        assert world.bus.take() == []
