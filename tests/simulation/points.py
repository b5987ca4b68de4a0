"""The points of a lead's way at which something can go wrong, and a list of those that did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulation.faulty import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.simulation.conftest import Worlds
    from tests.simulation.scenes import Scene
    from tests.simulation.world import World


def happy_path(new_world: Worlds, scene: Scene) -> list[str]:
    """Give the port calls of a run in which nothing goes wrong."""
    with new_world() as world:
        calls = world.deliver(scene(world)).calls
        assert world.broken() == []
    print(f"{scene.__name__}: {len(calls)} port calls: {' '.join(calls)}")  # noqa: T201 - a result
    return calls


def points(calls: Sequence[str]) -> Iterator[tuple[int, Fault]]:
    return ((at, fault) for at in range(1, len(calls) + 1) for fault in Fault)


@dataclass
class Failures:
    """What was broken at which point; all points are gone through before it is told."""

    looked_at: int = 0
    found: list[str] = field(default_factory=list)

    def look(self, world: World, point: str, **expected: Any) -> None:
        self.looked_at += 1
        if broken := world.broken(**expected):
            self.found.append(f"{point}: {'; '.join(broken)} | {' > '.join(world.diary)}")

    def check(self) -> None:
        told = [f"broken at {len(self.found)} of {self.looked_at} points", *self.found]
        assert self.looked_at, "nothing was tried"
        assert not self.found, "\n".join(told)
