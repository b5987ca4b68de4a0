"""What has to hold when everything has come to rest: each invariant, and in words what broke it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.ledger import LeadState
from shared.usecases.opportunities import Opportunities
from tests.simulation.proof.meta import EMAIL, NAME, PHONE, SECRET
from tests.simulation.proof.plant import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.ids import CrmLeadId, LeadgenId
    from shared.domain.ledger import LedgerEntry
    from tests.simulation.proof.world import World

OVER = frozenset({LeadState.DONE, LeadState.DEAD, LeadState.ERASED})
TOLD_AT_MOST, WRITES_A_LEAD = 8, 14
RECOVERED_WITHIN = timedelta(hours=6)
CANARIES = (*NAME.split(), EMAIL, PHONE[1:], SECRET, ENVIRONMENT["ODOO_API_KEY"], "EAAcanary")


def broken(world: World) -> list[str]:
    """Give everything that does not hold, each with its invariant's number."""
    told = [*world.broken]
    for leadgen_id in world.meta.person_of:
        told += [f"{text} ({leadgen_id[-3:]})" for text in _of_lead(world, leadgen_id)]
    told += _edits(world)
    told += _people(world)
    told += _words(world)
    told += _dead_letters(world)
    if world.bus.waiting or world.meta.posts:
        told.append("I5: messages come again for ever")
    if world.recovery_took > RECOVERED_WITHIN:
        told.append(f"I5: recovered only after {world.recovery_took}")
    if world.schedule.follows_crm:
        told += _pictures(world)
    return told


def _of_lead(world: World, leadgen_id: LeadgenId) -> Iterator[str]:
    entry = world.entry(leadgen_id)
    if entry is None:
        if not is_for_a_person(world, leadgen_id):
            yield "I1: lost: not in the ledger"
        return
    yield from _state(world, leadgen_id, entry)
    yield from _places(world, entry)
    yield from _erasure(world, leadgen_id, entry)
    if entry.state is LeadState.DONE:
        yield from _telling(world, entry)


def is_at_rest(world: World, entry: LedgerEntry) -> bool:
    """It is over; or, where nothing sweeps, it was parked behind another lead of its person."""
    return entry.state in OVER or (not world.schedule.sweeps and entry.reason == "person_busy")


def is_for_a_person(world: World, leadgen_id: LeadgenId) -> bool:
    """Meta does not show it any more, and all that is left of it is a dead letter."""
    return leadgen_id in world.meta.gone and leadgen_id in world.buried


def _state(world: World, leadgen_id: LeadgenId, entry: LedgerEntry) -> Iterator[str]:
    allowed = {None}
    if leadgen_id in world.meta.gone:
        allowed = {"meta_lead_gone"}
    elif leadgen_id in world.meta.refused:
        allowed = {"odoo_invalid"}
    elif entry.key in world.taken_away:
        allowed = {None, "deleted_in_crm"}
    if not is_at_rest(world, entry):
        yield f"I5: stuck: {entry.state} ({entry.reason})"
    elif entry.state is LeadState.ERASED:
        if world.meta.person_of[leadgen_id] not in world.erased_people:
            yield "I8: erased, and nobody asked for it"
    elif entry.state in OVER and entry.reason not in allowed:
        yield f"I1: ended {entry.state} ({entry.reason})"


def _places(world: World, entry: LedgerEntry) -> Iterator[str]:
    odoo, key = world.odoo, entry.key
    held, made = odoo.holds(key), odoo.made[key]
    if made > 1 and key not in world.may_be_again:
        yield f"I2: written {made} times"
    if len(set(held)) > 1 and key not in world.may_be_again:
        yield f"I2: stands {len(held)} times in the CRM"
    if entry.state is not LeadState.DONE:
        return
    if not held and key not in world.taken_away:
        yield "I1: done, but not in the CRM"
    yield from _id_in_ledger(world, entry, held)


def _id_in_ledger(world: World, entry: LedgerEntry, held: list[CrmLeadId]) -> Iterator[str]:
    odoo, at = world.odoo, entry.crm_lead_id
    if at not in odoo.stood_in.get(entry.key, ()):
        yield f"I10: the ledger says {at}, where it never stood"
    elif world.schedule.follows_crm and entry.key not in world.may_be_again:
        is_told = at in odoo.headed and at not in odoo.unreported_merges | world.buried_merges
        if is_told and at not in held:
            yield f"I10: the ledger says {at}, it stands in {held}"


def _erasure(world: World, leadgen_id: LeadgenId, entry: LedgerEntry) -> Iterator[str]:
    """Who was to be forgotten is: here, and asked for in the CRM where the lead is."""
    if leadgen_id not in world.to_be_erased:
        return
    if entry.state is not LeadState.ERASED:
        yield f"I8: to be erased, and {entry.state}"
    elif entry.lead is not None:
        yield "I8: erased, and the person is still in the ledger"
    elif not world.odoo.headed.keys().isdisjoint(world.odoo.stood_in.get(entry.key, ())):
        return  # it was merged, and the erasure may have come before the news of that
    elif entry.key in world.given_up | world.may_be_again:
        return  # it may have been written after Odoo was asked whether it has the person
    elif any(one not in world.odoo.asked_to_erase for one in world.odoo.holds(entry.key)):
        yield "I8: erased here, and nobody in the CRM was asked to"


def _telling(world: World, entry: LedgerEntry) -> Iterator[str]:
    told = [is_true for event, is_true in world.bus.stored if event.lead_key == entry.key]
    if not told:
        yield "I4: nobody was told of it"
    if len(told) > TOLD_AT_MOST:
        yield f"I4: told {len(told)} times"
    if not all(told):
        yield "I4: told before the CRM had it"


def _edits(world: World) -> list[str]:
    leads = world.odoo.leads
    return [
        f"I3: the edit of {one} was overwritten"
        for one, name in world.odoo.edits.items()
        if leads[one].contact_name != name
    ]


def _people(world: World) -> list[str]:
    """One opportunity a person, while nobody closes any and nobody is at it for a minute."""
    if world.may_split_people:
        return []
    people = {lead.email for lead in world.odoo.leads.values()}
    if len(people) == len(world.odoo.leads):
        return []
    return [f"I2: {len(world.odoo.leads)} opportunities of {len(people)} people"]


def _dead_letters(world: World) -> list[str]:
    """What was given up lies there for a person to see, unless it was erased."""
    if world.erased_people:
        return []
    count = "SELECT count(*) FROM documents WHERE collection = 'dead_letters'"
    (kept,) = world.memory._connections.mine().execute(count).fetchone()
    lost = len(world.buried) - kept
    return [f"I1: {lost} dead letters were not kept"] if lost > 0 else []


def _words(world: World) -> list[str]:
    said = world.plant.lines.getvalue()
    return [f"I7: a log line holds {one!r}" for one in CANARIES if one in said]


def _pictures(world: World) -> Iterator[str]:
    """Our picture of every opportunity is what the CRM has."""
    opportunities, reporter = Opportunities(world.memory), world.odoo.reporter
    for one in dict.fromkeys(reporter.log):
        stored = opportunities.find("default", one)
        shown = stored.picture.state if stored else None
        if shown != reporter.state(one):
            yield f"I3: our picture of {one} is not what the CRM has"
