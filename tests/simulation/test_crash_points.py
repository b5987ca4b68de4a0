"""One fault at every port call of a lead's way, then redelivery and sweeps without faults."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.simulation.faulty import Controller, Fault
from tests.simulation.points import Failures, happy_path, points
from tests.simulation.scenes import SCENES, Scene

if TYPE_CHECKING:
    from tests.simulation.conftest import Worlds

SOON, WITHOUT_ITS_MESSAGE = timedelta(minutes=2), timedelta(minutes=30)


@SCENES
def test_a_lead_gets_in_soon_whatever_goes_wrong_at_any_port_call(
    new_world: Worlds, scene: Scene
) -> None:
    calls, failures = happy_path(new_world, scene), Failures()
    for at, fault in points(calls):
        with new_world() as world:
            world.deliver(scene(world), Controller({at: fault}))
            world.edit()
            world.recover()
            failures.look(world, f"{fault} at {at} ({calls[at - 1]})", within=SOON)
    failures.check()


@SCENES
@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_after_a_crash_at_any_port_call_the_message_alone_brings_the_lead_in(
    new_world: Worlds, scene: Scene, fault: Fault
) -> None:
    calls, failures = happy_path(new_world, scene), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            world.deliver(scene(world), Controller({at: fault}))
            world.recover(sweeps=False)
            failures.look(world, f"at {at} ({calls[at - 1]})", within=SOON)
    failures.check()


@SCENES
def test_the_sweep_alone_brings_a_lead_in_whose_message_is_gone(
    new_world: Worlds, scene: Scene
) -> None:
    calls, failures = happy_path(new_world, scene), Failures()
    for at, fault in points(calls):
        with new_world() as world:
            delivery = scene(world)
            world.deliver(delivery, Controller({at: fault}))
            world.bus.acknowledge(delivery)
            if world.is_unheard_of():
                assert (at, calls[0]) == (1, "memory.create")
                continue
            world.recover()
            failures.look(world, f"{fault} at {at} ({calls[at - 1]})", within=WITHOUT_ITS_MESSAGE)
    failures.check()
