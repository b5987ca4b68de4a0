"""The sweep itself: cut off at every port call, and two of them at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.simulation.faulty import Controller, Fault, Stop, Stopped
from tests.simulation.points import Failures, points
from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.conftest import Worlds

AN_HOUR = timedelta(hours=1)


def test_a_sweep_that_fails_at_any_port_call_is_made_up_for_by_the_next(new_world: Worlds) -> None:
    calls, failures = undisturbed(new_world), Failures()
    for at, fault in points(calls):
        with new_world() as world:
            park(world)
            world.sweep(Controller({at: fault}))
            world.recover()
            failures.look(world, f"{fault} at {at} ({calls[at - 1]})")
    failures.check()


def test_of_two_sweeps_at_once_only_one_announces_a_lead(new_world: Worlds) -> None:
    calls = undisturbed(new_world)
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            park(world)
            slow = Stopped(world.sweep, Stop(at))
            world.sweep()
            slow.go_on()
            assert len(world.bus.waiting) == 1, f"stopped at {at} ({calls[at - 1]})"


def test_a_sweep_every_second_does_not_flood_the_queue(new_world: Worlds) -> None:
    with new_world() as world:
        park(world)
        for _ in range(60):
            world.clock.move(timedelta(seconds=1))
            world.sweep()
        assert len(world.bus.waiting) == 1


def undisturbed(new_world: Worlds) -> list[str]:
    """Give the port calls of a sweep that finds one parked lead."""
    with new_world() as world:
        park(world)
        calls = world.sweep().calls
        assert len(world.bus.waiting) == 1
    return calls


def park(world: World) -> None:
    """Leave a lead waiting that is due, its message acknowledged."""
    world.deliver(world.announce(1), Controller({2: Fault.REFUSED}))
    assert world.bus.waiting == []
    world.clock.move(AN_HOUR)
