"""Short random schedules of three leads, two of them one person's, with faults at any call.

A failing schedule is told by its seed and its diary; run it alone by its name:
`pytest "tests/simulation/test_random_schedules.py::test_no_schedule_loses_a_lead_or_writes_one_twice[17]"`.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.domain.ledger import LEASE
from tests.simulation.faulty import Controller, Fault, Stop, Stopped
from tests.simulation.world import World, at_delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.conftest import Worlds

SCHEDULES = 300
STEPS = 14
LONGEST_WAY = 18
JUMPS = (
    timedelta(seconds=1),
    LEASE + timedelta(seconds=1),
    timedelta(seconds=61),
    timedelta(minutes=20),
    timedelta(hours=5),
)
CHANCE_OF_A_FAULT = 0.6
CHANCE_OF_A_STOP = 0.25


class Schedule:
    """One run: what happens next is drawn from a seed; at most two workers stand still."""

    def __init__(self, world: World, seed: int) -> None:
        self._world, self._rng = world, Random(seed)
        self._stops_workers = seed % 2 == 1
        self._stopped: list[Stopped] = []
        world.rng = Random(seed)

    def run(self) -> None:
        for person in (1, 1, 2):
            self._world.announce(len(self._world.announced) + 1, person=person)
        steps: dict[Callable[[], None], int] = {
            self._deliver: 8,
            self._jump: 3,
            self._sweep: 2,
            self._duplicate: 1,
            self._lose_a_message: 1,
            self._world.edit: 1,
            self._let_go: 3,
        }
        try:
            for step in self._rng.choices([*steps], [*steps.values()], k=STEPS):
                step()
        finally:
            while self._stopped:
                self._let_go()
        self._world.recover()

    def broken(self) -> list[str]:
        """A worker that stands still may outlive its claim, and then a person has two."""
        return self._world.broken(opportunities=None if self._stops_workers else 2)

    def _deliver(self) -> None:
        if not self._world.bus.waiting:
            return
        delivery = self._rng.choice(self._world.bus.waiting)
        stops = self._stops_workers and self._rng.random() < CHANCE_OF_A_STOP
        if stops and len(self._stopped) < 2:
            stop = Stop(self._rng.randint(1, LONGEST_WAY), after=self._rng.random() < 0.5)
            self._stopped.append(at_delivery(self._world, delivery, stop))
        else:
            self._world.deliver(delivery, self._process(LONGEST_WAY))

    def _jump(self) -> None:
        self._world.clock.move(self._rng.choice(JUMPS))

    def _sweep(self) -> None:
        self._world.sweep(self._process(8))

    def _duplicate(self) -> None:
        self._world.redeliver(self._rng.choice([*self._world.announced.values()]))

    def _lose_a_message(self) -> None:
        """A message becomes a dead letter; that of an unheard-of lead is left on the bus."""
        heard = [one for one in self._world.bus.waiting if self._world.has_entry(one.event)]
        if heard:
            self._world.bus.acknowledge(self._rng.choice(heard))

    def _let_go(self) -> None:
        if self._stopped:
            worker = self._stopped.pop(self._rng.randrange(len(self._stopped)))
            worker.go_on(dies=self._rng.random() < 0.5)

    def _process(self, calls: int) -> Controller:
        if self._rng.random() >= CHANCE_OF_A_FAULT:
            return Controller()
        return Controller({self._rng.randint(1, calls): self._rng.choice([*Fault])})


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_no_schedule_loses_a_lead_or_writes_one_twice(new_world: Worlds, seed: int) -> None:
    with new_world(f"seed{seed}") as world:
        schedule = Schedule(world, seed)
        schedule.run()
        assert schedule.broken() == [], "\n".join([f"seed {seed}", *world.diary])
