"""F38 at random: people are erased somewhere in a short random schedule with faults at any call.

Whatever happens, an erased lead stays erased and its person is gone from memory.
Workers that stand still die only where they stand: what a death just after writing into the CRM
leaves behind, in the moment of the erasure, nobody can know (docs/privacy.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.ledger import LeadState
from shared.errors import SuiteError
from tests.simulation.faulty import Crash
from tests.simulation.test_erasure import come_again_by_every_way, erase, key_of, left
from tests.simulation.test_random_schedules import Schedule

if TYPE_CHECKING:
    from shared.domain.event import MetaLeadAnnounced
    from tests.simulation.conftest import Worlds
    from tests.simulation.world import World

SCHEDULES = 150
ERASING_CALLS = 14


class WithErasures(Schedule):
    """The same steps; every other sweep is an erasure, which may itself be cut off."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self.erased: list[MetaLeadAnnounced] = []
        self.cut_off: list[MetaLeadAnnounced] = []

    def _sweep(self) -> None:
        if self._rng.random() < 0.5:
            super()._sweep()
            return
        event = self._rng.choice([*self._world.announced.values()])
        try:
            erase(self._world, event, self._process(ERASING_CALLS))
        except (Crash, SuiteError):
            self._world.diary.append(f"{event.leadgen_id[-3:]}: erasing was cut off")
            self.cut_off.append(event)
        self.erased.append(event)

    def run(self) -> None:
        """Only what was cut off is erased again: a repeat would hide what the first one missed."""
        super().run()
        for event in self.cut_off:
            erase(self._world, event)
        for event in self.erased:
            come_again_by_every_way(self._world, event)

    def faults(self) -> list[str]:
        """Give what is wrong with the leads that were erased."""
        return [fault for event in self.erased for fault in left(self._world, event)]


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_no_schedule_brings_an_erased_lead_back(new_world: Worlds, seed: int) -> None:
    with new_world(f"erasing{seed}") as world:
        schedule = WithErasures(world, seed)
        schedule.run()
        told = "\n".join([f"seed {seed}", *world.diary])
        assert schedule.faults() == [], told
        for event in world.announced.values():
            entry = world.entry(key_of(world, event))
            assert entry is not None, told
            assert entry.state in {LeadState.DONE, LeadState.ERASED}, told
        assert world.edits_stand(), told
