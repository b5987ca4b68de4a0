"""Run one schedule from beginning to end, and judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.faulty import TooManyCalls
from tests.simulation.proof.invariants import broken
from tests.simulation.proof.recovery import recover
from tests.simulation.proof.table import ACTS
from tests.simulation.proof.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.simulation.proof.plant import Plant
    from tests.simulation.proof.steps import Schedule
    from tests.simulation.proof.world import Tally


@dataclass(frozen=True)
class Ran:
    """What came of a schedule."""

    schedule: Schedule
    broken: Sequence[str]
    diary: Sequence[str]
    tally: Tally
    leads: int
    last_way: Sequence[str]
    """The port calls of the last process before the recovery."""


def run(plant: Plant, schedule: Schedule) -> Ran:
    """Live through a schedule and its recovery; give what does not hold after it."""
    world, last_way = World(plant, schedule), []
    try:
        for step in schedule.steps:
            world.tally.steps += 1
            ACTS[step.act](world, step)
        last_way = world.last_way
        recover(world)
        wrong = broken(world)
    except TooManyCalls as error:
        wrong = [f"I6: {error}"]
    finally:
        world.end()
    return Ran(schedule, wrong, world.diary, world.tally, len(world.meta.person_of), last_way)
