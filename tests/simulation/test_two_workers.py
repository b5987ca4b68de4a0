"""Two workers whose ways cross at every port call: the same lead twice, one person twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.ledger import LEASE
from shared.usecases.person_claims import UNDECIDED
from tests.simulation.faulty import Controller, Fault, Stop
from tests.simulation.points import Failures, happy_path
from tests.simulation.scenes import SCENES, Scene, a_stranger
from tests.simulation.world import World, at_delivery

if TYPE_CHECKING:
    from tests.simulation.conftest import Worlds

CLAIMED = 3
"""The call with which a second worker has taken a lead over: it is there, is read, is claimed."""
A_MOMENT = timedelta(seconds=1)


@SCENES
@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
def test_a_lead_taken_over_from_a_slow_worker_gets_in_once(
    new_world: Worlds, scene: Scene, after: bool
) -> None:
    calls, failures = happy_path(new_world, scene), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            delivery = scene(world)
            slow = at_delivery(world, delivery, Stop(at, after=after))
            world.clock.move(LEASE + A_MOMENT)
            world.deliver(delivery)
            slow.go_on()
            world.recover()
            failures.look(world, f"slow at {at} ({calls[at - 1]})")
    failures.check()


@SCENES
def test_a_repeat_that_finds_a_worker_at_it_is_kept_should_the_worker_die(
    new_world: Worlds, scene: Scene
) -> None:
    calls, failures = happy_path(new_world, scene), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            delivery = scene(world)
            owner = at_delivery(world, delivery, Stop(at))
            world.deliver(delivery)
            owner.go_on(dies=True)
            world.recover(sweeps=False)
            failures.look(world, f"owner at {at} ({calls[at - 1]})")
    failures.check()


def test_a_lead_whose_second_worker_dies_as_well_gets_in_once(new_world: Worlds) -> None:
    calls, failures = happy_path(new_world, a_stranger), Failures()
    for at in range(1, len(calls) + 1):
        for second in range(1, len(calls) + 2):
            with new_world() as world:
                delivery = a_stranger(world)
                slow = at_delivery(world, delivery, Stop(at))
                world.clock.move(LEASE + A_MOMENT)
                world.deliver(delivery, Controller({second: Fault.CRASH_AFTER}))
                slow.go_on()
                world.recover()
                failures.look(world, f"slow at {at} ({calls[at - 1]}), second dies at {second}")
    failures.check()


def test_a_slow_worker_that_fails_acknowledges_nothing_for_one_that_died(
    new_world: Worlds,
) -> None:
    calls, failures = happy_path(new_world, a_stranger), Failures()
    for at in range(2, len(calls) + 1):
        with new_world() as world:
            delivery = a_stranger(world)
            slow = at_delivery(world, delivery, Stop(at), {at: Fault.REFUSED})
            world.clock.move(LEASE + A_MOMENT)
            world.deliver(delivery, Controller({CLAIMED: Fault.CRASH_AFTER}))
            slow.go_on()
            world.recover(sweeps=False)
            failures.look(world, f"slow at {at} ({calls[at - 1]})")
    failures.check()


@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
def test_two_leads_of_one_person_at_once_make_one_opportunity(
    new_world: Worlds, after: bool, dies: bool
) -> None:
    calls, failures = happy_path(new_world, a_stranger), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            first, second = two_leads_of_one_person(world)
            slow = at_delivery(world, first, Stop(at, after=after))
            world.deliver(second)
            slow.go_on(dies=dies)
            world.deliver(second)
            world.recover()
            failures.look(world, f"first at {at} ({calls[at - 1]})", opportunities=1)
    failures.check()


@pytest.mark.parametrize(
    "pause", [A_MOMENT, UNDECIDED + A_MOMENT], ids=["at once", "after the claim"]
)
@pytest.mark.parametrize("fault", Fault)
def test_a_lead_that_fails_and_the_persons_next_one_make_one_opportunity(
    new_world: Worlds, fault: Fault, pause: timedelta
) -> None:
    calls, failures = happy_path(new_world, a_stranger), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            first, second = two_leads_of_one_person(world)
            world.deliver(first, Controller({at: fault}))
            world.clock.move(pause)
            world.deliver(second)
            world.recover()
            failures.look(world, f"first at {at} ({calls[at - 1]})", opportunities=1)
    failures.check()


def test_a_worker_that_outlives_its_claim_loses_no_lead_of_the_person(new_world: Worlds) -> None:
    calls, failures = happy_path(new_world, a_stranger), Failures()
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            first, second = two_leads_of_one_person(world)
            slow = at_delivery(world, first, Stop(at))
            world.clock.move(UNDECIDED + A_MOMENT)
            world.deliver(second)
            slow.go_on()
            world.recover()
            failures.look(world, f"first at {at} ({calls[at - 1]})")
    failures.check()


def two_leads_of_one_person(world: World) -> tuple:
    return world.announce(1, person=1), world.announce(2, person=1)
