"""What each step of a schedule does to a world."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from tests.simulation.proof import people
from tests.simulation.proof.outages import DOWN
from tests.simulation.proof.plant import Sent
from tests.simulation.proof.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.simulation.proof.bus import Parcel
    from tests.simulation.proof.meta import Post
    from tests.simulation.proof.world import World

    Act = Callable[["World", Step], None]

T = TypeVar("T")
PEOPLE = 3
BATCH_OF_META = 1000
FATES = (*["told"] * 12, "untold", "gone", "refused", "told")
FINE = Step("fine")


def picked(step: Step, among: Sequence[T]) -> T:
    return among[step.pick % len(among)]


def submit(world: World, step: Step) -> None:
    """One or two people fill the form in; Meta tells it in one webhook."""
    for number in range(1 + step.pick % 2):
        fate = FATES[(step.amount // 7 + number) % len(FATES)]
        if fate == "untold" and not world.schedule.sweeps:
            fate = "told"
        leadgen_id = world.meta.submit((step.amount + number * step.pick) % PEOPLE, fate)
        world.note(f"submitted {leadgen_id[-3:]} ({fate})")
    world.meta.batch()


def flood(world: World, step: Step) -> None:
    """As many as Meta puts into one webhook."""
    for person in range(BATCH_OF_META):
        world.meta.submit(person, "told")
    world.meta.batch()


def post(world: World, step: Step) -> None:
    """Meta sends a webhook that was not taken yet; now and then the answer does not reach it."""
    if world.meta.posts:
        send(world, picked(step, world.meta.posts), step, is_heard=step.amount % 8 != 0)


def send(world: World, sent: Post, step: Step, *, is_heard: bool = True) -> None:
    def then(status: int) -> None:
        if status == 200 and is_heard and sent in world.meta.posts:
            world.meta.posts.remove(sent)
            world.meta.sent.append(sent)

    sent.tries += 1
    world.post(Sent("webhooks", people.META, sent.body, sent.headers()), step, then)


def deliver(world: World, step: Step) -> None:
    if world.bus.waiting:
        hand_over(world, picked(step, world.bus.waiting), step)


def hand_over(world: World, parcel: Parcel, step: Step) -> None:
    def then(status: int) -> None:
        if 200 <= status < 300:
            world.bus.acknowledge(parcel)

    headers, body = parcel.push()
    world.post(Sent("lead_event_handler", "/", body, headers), step, then)


def duplicate(world: World, step: Step) -> None:
    """A message comes once more; or somebody sends a webhook again that he has recorded."""
    if step.amount % 3 == 0 and world.meta.sent:
        sent = picked(step, world.meta.sent)
        world.post(Sent("webhooks", people.META, sent.body, sent.headers()), step)
    elif world.bus.announced:
        world.bus.send(picked(step, world.bus.announced))


def lose_message(world: World, step: Step) -> None:
    """A message is given up; it goes to the dead letters."""
    if world.bus.waiting:
        world.bus.give_up(picked(step, world.bus.waiting))
        world.note("a message became a dead letter")


def jump(world: World, step: Step) -> None:
    world.move(timedelta(seconds=step.amount))


def job(world: World, step: Step) -> None:
    world.job(step.act, step)


def go_on(world: World, step: Step) -> None:
    if world.standing:
        one = world.standing.pop(step.pick % len(world.standing))
        one.go_on(dies=step.amount % 3 == 0)


def down(world: World, step: Step) -> None:
    name = [*DOWN][step.pick % len(DOWN)]
    world.outages.on.add(name)
    world.tally.faults[f"{name} down"] += 1
    world.note(f"{name} goes down")


def up(world: World, step: Step) -> None:
    if world.outages.on:
        name = picked(step, sorted(world.outages.on))
        world.outages.on.discard(name)
        world.note(f"{name} is back")


def forge(world: World, step: Step) -> None:
    """A stranger sends what a sender might have sent, signed with a guess."""
    before = world.state()
    forgery = people.forgery(world, step)

    def then(status: int) -> None:
        if status < 400:
            world.broken.append(f"I9: a forged message was answered with {status}")

    world.post(forgery, FINE, then)
    if world.state() != before:
        world.broken.append("I9: a forged message changed something")
