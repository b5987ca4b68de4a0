"""Every port call of every door and job, with every fault; and every pair of crashes on a lead's way."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from tests.simulation.proof.gates import CRASHES, Fault
from tests.simulation.proof.run import run
from tests.simulation.proof.scenes import cut, cut_twice, scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.proof.plant import Plant
    from tests.simulation.proof.steps import Schedule

PAIRS_OF = ("a stranger's lead", "a lead of somebody known")


@dataclass
class Points:
    """How many points there are, and at which something broke."""

    calls: dict[str, int] = field(default_factory=dict)
    crash_points: int = 0
    other_faults: int = 0
    pairs: int = 0
    broken: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield from (f"  {count:>4} port calls  {name}" for name, count in self.calls.items())
        told = f"{self.crash_points} crash points, {self.other_faults} other faults"
        yield f"{told}, {self.pairs} pairs of crashes: {len(self.broken)} broken"
        yield from self.broken


def all_points(plant: Plant) -> Points:
    """Give what `make simulate` prints after the schedules."""
    points = Points()
    for name, scene in scenes():
        single(plant, name, scene, points)
        if name.startswith(PAIRS_OF):
            pairs(plant, name, scene, points)
    return points


def single(plant: Plant, name: str, scene: Schedule, points: Points) -> None:
    """Cut one scene off at each of its calls."""
    way = undisturbed(plant, name, scene)
    points.calls[name] = len(way)
    for at, fault in product(range(1, len(way) + 1), Fault):
        if fault in CRASHES:
            points.crash_points += 1
        else:
            points.other_faults += 1
        _look(plant, f"{name}: {fault} at {at} ({way[at - 1]})", cut(scene, at, fault), points)


def pairs(plant: Plant, name: str, scene: Schedule, points: Points) -> None:
    """Crash at each call, and then whoever takes it up at each of his."""
    calls = range(1, len(undisturbed(plant, name, scene)) + 1)
    crashes = [*product(calls, CRASHES)]
    for first, second in product(crashes, crashes):
        points.pairs += 1
        _look(plant, f"{name}: {first}, then {second}", cut_twice(scene, first, second), points)


def undisturbed(plant: Plant, name: str, scene: Schedule) -> list[str]:
    """Give the calls of a scene's last process when nothing goes wrong."""
    ran = run(plant, scene)
    assert not ran.broken, (name, ran.broken, ran.diary)
    assert ran.last_way, f"{name}: the scene makes no port call"
    return [*ran.last_way]


def _look(plant: Plant, point: str, schedule: Schedule, points: Points) -> None:
    ran = run(plant, schedule)
    if ran.broken:
        points.broken.append(f"{point}: {'; '.join(ran.broken)} | {' > '.join(ran.diary)}")
