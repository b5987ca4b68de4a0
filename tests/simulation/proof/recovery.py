"""After the faults: nobody stands still any more, all is up, and only time, senders and jobs act."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.simulation.proof import acts, operators, people
from tests.simulation.proof.invariants import is_at_rest, is_for_a_person
from tests.simulation.proof.steps import Step

if TYPE_CHECKING:
    from tests.simulation.proof.world import World

PAUSES = (
    *[timedelta(seconds=15)] * 4,
    *[timedelta(minutes=1)] * 3,
    timedelta(minutes=5),
    *[timedelta(minutes=20)] * 13,
    *[timedelta(hours=3)] * 6,
)
"""Between one round and the next; the jobs' own schedules are no slower."""
LOOKS_AGAIN = (timedelta(minutes=1), timedelta(minutes=20), timedelta(minutes=20))
"""The comparison of the pipeline tells of what is gone only when it saw that twice."""
RECONCILED_EVERY = timedelta(minutes=15)
FINE = Step("fine", amount=1)


def recover(world: World) -> None:
    """Let everything come to rest, and note how long that took."""
    _end_faults(world)
    started = world.clock.moment
    for number, pause in enumerate(PAUSES):
        if number and _is_quiet(world):
            break
        _round(world, pause)
        if not number and world.schedule.sweeps and world.schedule.seed % 2:
            operators.replay(world, FINE)
    world.recovery_took = world.clock.moment - started
    if world.schedule.follows_crm:
        for pause in LOOKS_AGAIN:
            _round(world, pause)


def _end_faults(world: World) -> None:
    while world.standing:
        world.standing.pop().go_on(dies=len(world.standing) % 2 == 0)
    world.outages.on.clear()
    world.note("faults stop")


def _round(world: World, pause: timedelta) -> None:
    world.move(pause)
    for post in tuple(world.meta.posts):
        acts.send(world, post, FINE)
    if world.schedule.sweeps:
        _sweep(world, pause)
    if world.schedule.follows_crm:
        _follow(world)
    parcels = [*world.bus.waiting]
    world.rng.shuffle(parcels)
    for parcel in parcels:
        acts.hand_over(world, parcel, FINE)


def _sweep(world: World, pause: timedelta) -> None:
    for parcel in tuple(world.bus.dead):
        operators.keep(world, parcel, FINE)
    for subject in tuple(world.unfinished_erasures):
        operators.run_erasure(world, subject, FINE)
    world.job("redrive", FINE)
    if pause >= RECONCILED_EVERY:
        world.job("reconcile", FINE)


def _follow(world: World) -> None:
    """The addon reports; where there is none, we read; both are checked by the comparison."""
    if world.odoo.has_addon:
        people.report(world, Step("report", amount=104))
    else:
        world.job("read_crm_changes", FINE)
    if world.schedule.sweeps:
        world.job("sweep_crm", FINE)


def _is_quiet(world: World) -> bool:
    if world.bus.waiting or world.bus.dead or world.meta.posts or world.late:
        return False
    if world.unfinished_erasures:
        return False
    if world.schedule.follows_crm and world.odoo.has_addon and world.odoo.reporter.outbox:
        return False
    return all(
        is_for_a_person(world, one) if entry is None else is_at_rest(world, entry)
        for one in world.meta.person_of
        for entry in (world.entry(one),)
    )
