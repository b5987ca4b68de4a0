"""Make a schedule that breaks something as small as it can be and still break the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.simulation.proof.run import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.simulation.proof.plant import Plant
    from tests.simulation.proof.run import Ran
    from tests.simulation.proof.steps import Schedule, Step

RUNS_AT_MOST = 600


def invariants(ran: Ran) -> set[str]:
    """Give the numbers of what was broken: I1, I2 ..."""
    return {text.partition(":")[0] for text in ran.broken}


def shrunk(plant: Plant, found: Ran) -> Ran:
    """Leave out steps, then faults, stops and wrong clocks, while an invariant stays broken."""
    wanted, smallest = invariants(found), found
    left = RUNS_AT_MOST

    def breaks(schedule: Schedule) -> Ran | None:
        nonlocal left
        left -= 1
        ran = run(plant, schedule)
        return ran if invariants(ran) & wanted else None

    while left > 0 and (smaller := _smaller(smallest, breaks, lambda: left > 0)):
        smallest = smaller
    return smallest


def _smaller(
    ran: Ran, breaks: Callable[[Schedule], Ran | None], may_go_on: Callable[[], bool]
) -> Ran | None:
    for schedule in _candidates(ran.schedule):
        if not may_go_on():
            return None
        if found := breaks(schedule):
            return found
    return None


def _candidates(schedule: Schedule) -> Iterator[Schedule]:
    steps = [*schedule.steps]
    size = len(steps) // 2
    while size:
        for start in range(0, len(steps), size):
            yield replace(schedule, steps=[*steps[:start], *steps[start + size :]])
        size //= 2
    for at, step in enumerate(steps):
        for simpler in _simpler(step):
            yield replace(schedule, steps=[*steps[:at], simpler, *steps[at + 1 :]])


def _simpler(step: Step) -> Iterator[Step]:
    if step.stop is not None:
        yield replace(step, stop=None)
    if step.skew_s:
        yield replace(step, skew_s=0)
    for at in step.faults:
        yield replace(step, faults={one: how for one, how in step.faults.items() if one != at})


def told(ran: Ran, was: Sequence[Step]) -> str:
    """Give a violation as a person can read it."""
    lines = [f"seed {ran.schedule.seed}: {'; '.join(ran.broken)}"]
    lines.append(f"the addon is {'there' if ran.schedule.has_addon else 'not there'}")
    lines.append(f"shrunk from {len(was)} to {len(ran.schedule.steps)} steps:")
    lines += [f"  {step}" for step in ran.schedule.steps]
    return "\n".join([*lines, "what happened:", *(f"  {one}" for one in ran.diary)])
