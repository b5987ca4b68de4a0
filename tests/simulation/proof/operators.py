"""What an operator does: lets dead letters be kept, sends what is dead again, erases a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import privacy, remedies
from shared.domain.event import OdooRecordChanged
from shared.domain.replay import Selection
from shared.domain.subject import Subject
from tests.simulation.proof.plant import Sent
from tests.simulation.stand_ins import PAGE

if TYPE_CHECKING:
    from tests.simulation.proof.bus import Parcel
    from tests.simulation.proof.steps import Step
    from tests.simulation.proof.world import World

EVERYTHING = Selection(leads=True, letters=True)


def bury(world: World, step: Step) -> None:
    """A message that was given up goes to the dead letters' door, now and then three times."""
    if world.bus.dead:
        keep(world, world.bus.dead[step.pick % len(world.bus.dead)], step)


def keep(world: World, parcel: Parcel, step: Step) -> None:
    def then(status: int) -> None:
        if 200 <= status < 300:
            world.buried.add(parcel.about)
            if isinstance(parcel.event, OdooRecordChanged) and parcel.event.merged_into:
                world.buried_merges.add(parcel.event.crm_lead_id)
        if 200 <= status < 300 and step.amount % 3 and parcel in world.bus.dead:
            world.bus.dead.remove(parcel)

    headers, body = parcel.push("lead-events-dead-letters")
    world.post(Sent("dead_letter_handler", "/", body, headers), step, then)


def replay(world: World, step: Step) -> None:
    """Somebody sends all that is dead again."""

    def by_hand() -> None:
        remedies.replay(world.plant.settings)(EVERYTHING, who="operator")
        world.buried_merges.clear()

    world.command("replay", by_hand, step)


def erase(world: World, step: Step) -> None:
    """A person wants to be forgotten; all of theirs, by e-mail, or one lead by Meta's id."""
    leads = [*world.meta.person_of]
    if not leads:
        return
    leadgen_id = leads[step.pick % len(leads)]
    subject = Subject(leadgen_id=leadgen_id, page_id=PAGE)
    wanted = {leadgen_id}
    if step.amount % 2 and (entry := world.entry(leadgen_id)) and entry.lead:
        subject = Subject(email=entry.lead.person.email)
        entries = {one: world.entry(one) for one in leads}
        wanted = {
            one
            for one, known in entries.items()
            if known and known.lead and known.lead.person.email == subject.email
        }
    world.may_split_people = True  # an erasure ends the person's claims
    world.to_be_erased |= wanted
    world.erased_people.add(world.meta.person_of[leadgen_id])
    run_erasure(world, subject, step)


def run_erasure(world: World, subject: Subject, step: Step) -> None:
    """Note it as to be repeated until it went through: who asks for it sees whether it did."""

    def by_hand() -> None:
        privacy.erase_person(world.plant.settings)(subject, who="operator")
        world.unfinished_erasures.discard(subject)

    world.unfinished_erasures.add(subject)
    world.command("erase", by_hand, step)
