"""What people do in Odoo, what its addon tells of it, and what a stranger tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.local.meta_caller import notification
from tests.simulation.proof.meta import Post
from tests.simulation.proof.plant import Sent
from tests.simulation.stand_ins import PAGE

if TYPE_CHECKING:
    from shared.domain.ids import CrmLeadId, LeadKey
    from tests.simulation.proof.steps import Step
    from tests.simulation.proof.world import World

META, ODOO = "/api/webhooks/meta", "/api/webhooks/odoo"
REPORTED_AT_ONCE = 5


def edit(world: World, step: Step) -> None:
    if (lead := _lead(world, step)) is not None:
        name = world.odoo.leads[lead].contact_name or "Nobody"
        world.odoo.edit(lead, f"{name.split(',')[0]}, edited {step.amount}")
        world.note(f"{lead} is edited")


def close(world: World, step: Step) -> None:
    """Won or lost; whoever comes back then gets an opportunity of its own."""
    if (lead := _lead(world, step)) is not None:
        world.odoo.close(lead, "won" if step.amount % 2 else "lost")
        world.may_split_people = True
        world.note(f"{lead} is closed")


def merge(world: World, step: Step) -> None:
    """Into a neighbour."""
    lead = _lead(world, step)
    others = [one for one in world.odoo.leads if one != lead]
    if lead is None or not others:
        return
    head = others[step.amount % len(others)]
    _take_away(world, lead)
    world.odoo.merge(lead, head)
    world.note(f"{lead} is merged into {head}")


def delete(world: World, step: Step) -> None:
    if (lead := _lead(world, step)) is not None:
        _take_away(world, lead)
        world.odoo.delete(lead)
        world.note(f"{lead} is deleted")


def toggle_addon(world: World, step: Step) -> None:
    """A fifth of the worlds live through an installation or its end."""
    if world.schedule.seed % 5 == 0:
        world.odoo.toggle_addon()
        world.is_toggled = True
        world.may_be_again |= world.taken_away - world.recorded()  # receipts went with it
        world.note(f"the addon is {'there' if world.odoo.has_addon else 'gone'}")


def report(world: World, step: Step) -> None:
    """The addon sends some of what it has to tell; what is not taken stays."""
    waiting = world.odoo.reporter.outbox
    if not waiting:
        return
    start = step.pick % len(waiting)
    events = waiting[start : start + 1 + step.amount % REPORTED_AT_ONCE]

    def then(status: int) -> None:
        if status == 200 and step.amount % 7:
            waiting[:] = [one for one in waiting if one not in events]

    body, headers = world.odoo.reporter.message(events)
    world.post(Sent("webhooks", ODOO, body, headers), step, then)


def forgery(world: World, step: Step) -> Sent:
    """Give a message whose signature is a guess."""
    if step.pick % 2 and world.odoo.leads:
        event = {
            "id": f"{step.amount:032x}",
            "revision": 2**50,
            "kind": "deleted",
            "occurred_at": world.clock.moment.isoformat(),
            "lead_id": next(iter(world.odoo.leads)),
        }
        body, headers = world.odoo.reporter.message([event])
        return Sent("webhooks", ODOO, body + b" ", headers)
    lead = {"page_id": PAGE, "leadgen_id": "99999999999999999", "created_time": 1795000000}
    sent = Post(notification([lead], world.clock.moment), ())
    return Sent("webhooks", META, sent.body, sent.headers("a guess"))


def _lead(world: World, step: Step) -> CrmLeadId | None:
    leads = [*world.odoo.leads]
    return leads[step.pick % len(leads)] if leads else None


def _take_away(world: World, lead: CrmLeadId) -> None:
    """Note whose answers may be written once more, because nobody can know that they were there.

    The addon's receipt knows it of leads; of notes, and without the addon, only the ledger does,
    and nobody while a request is still under way (decision 9).
    """
    odoo = world.odoo
    for key in odoo.keys_at(lead):
        world.taken_away.add(key)
        is_note = odoo.notes.get(key) == lead
        has_receipt = odoo.has_addon and not is_note and not world.is_toggled
        if not has_receipt and not _is_safely_known(world, key):
            world.may_be_again.add(key)
    world.may_split_people = True


def _is_safely_known(world: World, key: LeadKey) -> bool:
    is_under_way = bool(world.standing or world.late)
    return not is_under_way and key in world.recorded()
