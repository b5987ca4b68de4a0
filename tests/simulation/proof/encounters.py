"""Where processes get in each other's way: who meets, overtakes, floods or misses whom."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.connection import IN_A_ROW
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ledger import LEASE
from tests.simulation.proof import people
from tests.simulation.proof.acts import FINE, PEOPLE, hand_over, picked, send
from tests.simulation.proof.gates import CRM_WRITE
from tests.simulation.proof.steps import Step

if TYPE_CHECKING:
    from tests.simulation.proof.world import World

RUNNERS, STARTS = 8, 6
CROWD = IN_A_ROW + 2
CALLS_IN_VAIN = {"odoo": IN_A_ROW, "token_dead": 1, "no_right": 1, "throttled": 1}


def relay(world: World, step: Step) -> None:
    """Workers slower than a lease overtake each other at one lead: one of them must get through."""
    parcels = [one for one in world.bus.waiting if isinstance(one.event, MetaLeadAnnounced)]
    if not parcels or world.outages.on or world.standing:
        return
    parcel, before = picked(step, parcels), None
    for _ in range(RUNNERS):
        hand_over(world, parcel, Step("relay", stop=(CRM_WRITE, True)))
        world.move(LEASE + timedelta(seconds=1))
        if before is not None:
            before.go_on(dies=False)
        before = world.standing.pop() if world.standing else None
        if before is None:
            return
    before.go_on(dies=False)
    world.broken.append(f"I5: {RUNNERS} slow workers overtook each other, none got through")


def meet(world: World, step: Step) -> None:
    """Two leads of one person at once: one worker stands still or fails, the other goes by."""
    if world.standing or world.outages.on:
        return
    for _ in range(2):
        world.meta.submit(step.amount % PEOPLE, "told")
    world.meta.batch()
    known = len(world.bus.waiting)
    send(world, world.meta.posts[-1], FINE)
    pair = world.bus.waiting[known:]
    hand_over(world, pair[step.pick % 2], step)
    hand_over(world, pair[1 - step.pick % 2], FINE)
    if world.standing:
        world.standing.pop().go_on(dies=False)


def overtake(world: World, step: Step) -> None:
    """A worker outlives its lease, another takes the lead over, then the first goes on or fails."""
    if world.standing or not world.bus.waiting:
        return
    parcel = picked(step, world.bus.waiting)
    hand_over(world, parcel, step)
    world.move(LEASE + timedelta(seconds=1))
    hand_over(world, parcel, FINE)
    if step.amount % 2:
        people.delete(world, step)
    if world.standing:
        world.standing.pop().go_on(dies=False)


def storm(world: World, step: Step) -> None:
    """The clock starts a job far too often: it must not flood the queue."""
    before = len(world.bus.announced)
    for _ in range(STARTS):
        world.move(timedelta(seconds=1))
        world.job("redrive", FINE)
    again = Counter(one.leadgen_id for one in world.bus.announced[before:])
    if max(again.values(), default=0) > 1:
        world.broken.append(f"I6: announced {max(again.values())} times in {STARTS} seconds")


def crowd(world: World, step: Step) -> None:
    """Many leads come while the other side is down: it is asked no more than the breaker lets."""
    if world.standing or world.outages.on:
        return
    name, at_most = picked(step, [*CALLS_IN_VAIN.items()])
    world.outages.on.add(name)
    in_vain = world.outages.in_vain[name]
    leads = {world.meta.submit(PEOPLE + number, "told") for number in range(CROWD)}
    world.meta.batch()
    send(world, world.meta.posts[-1], FINE)
    for parcel in [*world.bus.waiting]:
        if isinstance(parcel.event, MetaLeadAnnounced) and parcel.event.leadgen_id in leads:
            hand_over(world, parcel, FINE)
    world.outages.on.discard(name)
    if world.outages.in_vain[name] - in_vain > at_most:
        world.broken.append(f"I6: more than {at_most} calls in vain, {name}")


def miss(world: World, step: Step) -> None:
    """No webhook told of a lead, and the reconciliation that would find it goes wrong."""
    world.job("reconcile", FINE)
    world.meta.submit(step.amount % PEOPLE, "untold")
    world.move(timedelta(hours=5))
    world.job("reconcile", step)
