"""Changes in the CRM with a fault at every port call, two workers at every one, in any order."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.odoo_change import ChangeKind
from shared.domain.opportunity_changes import take_in
from shared.errors import Busy, TransientError, UnknownVersion, VersionConflict
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.opportunities import OPPORTUNITIES, Opportunities
from tests.odoo_reports import WON, change, reading, state
from tests.simulation.changes_world import ChangesWorld
from tests.simulation.faulty import Controller, Fault, Stop, Stopped
from tests.simulation.points import points
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.odoo_change import OdooRecordChanged

    Make = Callable[[], ChangesWorld]

STAGE = change(2, kind="stage_changed", state=state(stage=WON))
VICTORY = change(3, kind="won", state=state(stage=WON, outcome="won"))
READ = reading(4_000, state=state(stage=WON, outcome="won", title="Villa, sold"))
MERGED = change(5_000, kind="merged", state=None, merged_into=13)
STORY = (change(1, kind="created"), STAGE, VICTORY, READ, MERGED)


@pytest.fixture(name="new_world", scope="module")
def _new_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    clock, tenants = GivenClock(), count(1)
    memory = SqliteMemory(tmp_path_factory.mktemp("changes") / "memory.db", clock=clock)
    yield lambda: ChangesWorld(memory, clock, f"changes{next(tenants)}")
    memory.close()


def calls_of(new_world: Make, before: tuple[OdooRecordChanged, ...], at: OdooRecordChanged) -> int:
    world = new_world()
    prepare(world, before)
    return len(world.deliver(at).calls)


def prepare(world: ChangesWorld, before: tuple[OdooRecordChanged, ...]) -> list[str]:
    """Deliver what came before and give the leads that stand in the opportunity."""
    for one in before:
        world.deliver(one)
    keys = [world.keep_lead(1, 12), world.keep_lead(2, 12, onto=True), world.keep_lead(3, 99)]
    world.bus.told.clear()
    return keys


def check(world: ChangesWorld, keys: list[str], expected: ChangesWorld, point: str) -> None:
    """Compare with a world in which nothing went wrong."""
    assert lasting(world) == lasting(expected), point
    told = {(type(one), one.revision) for one in world.bus.told}
    assert told == {(type(one), one.revision) for one in expected.bus.told}, point
    at = expected.picture().merged_into or 12
    assert [world.lead(key).crm_lead_id for key in keys] == [at, at, 99], point


def lasting(world: ChangesWorld) -> dict[str, object]:
    """Give what does not depend on the world's own name."""
    return world.picture().model_dump(exclude={"tenant", "key", "inferred"})


@pytest.mark.parametrize("number", range(len(STORY)))
def test_a_fault_at_any_port_call_and_then_redelivery_end_as_if_nothing_had_been(
    new_world: Make, number: int
) -> None:
    before, at = STORY[:number], STORY[number]
    fine = new_world()
    prepare(fine, before)
    calls = fine.deliver(at).calls
    for place, fault in points(calls):
        world = new_world()
        keys = prepare(world, before)
        world.deliver(at, Controller({place: fault}))
        assert len(world.waiting) == 1
        world.recover()
        check(world, keys, fine, f"{fault} at {place} ({calls[place - 1]})")
        assert world.told_ids().count(world.told_ids()[-1]) <= 2


@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
@pytest.mark.parametrize("number", range(len(STORY)))
def test_two_workers_with_the_same_change_tell_it_and_make_one_picture(
    new_world: Make, number: int, dies: bool, after: bool
) -> None:
    before, at = STORY[:number], STORY[number]
    fine = new_world()
    prepare(fine, before)
    calls = fine.deliver(at).calls
    for place in range(1, len(calls) + 1):
        world = new_world()
        keys = prepare(world, before)
        stop = Stop(place, after=after)
        slow = Stopped(lambda process, world=world: world.deliver(at, process), stop)
        world.deliver(at)
        slow.go_on(dies=dies)
        world.recover()
        check(world, keys, fine, f"slow at {place} ({calls[place - 1]})")
        assert len(set(world.told_ids())) == len(fine.told_ids())


@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
@pytest.mark.parametrize(("first", "second"), [*permutations(STORY[1:], 2)])
def test_two_workers_with_two_changes_end_in_the_picture_of_both(
    new_world: Make, first: OdooRecordChanged, second: OdooRecordChanged, after: bool
) -> None:
    fine = new_world()
    prepare(fine, STORY[:1])
    for one in (first, second):
        fine.deliver(one)
    for place in range(1, calls_of(new_world, STORY[:1], first) + 3):
        world = new_world()
        prepare(world, STORY[:1])
        stop = Stop(place, after=after)
        slow = Stopped(lambda process, world=world: world.deliver(first, process), stop)
        world.deliver(second)
        slow.go_on()
        world.recover()
        assert lasting(world) == lasting(fine)
        reports = [one for one in (first, second) if one.kind is not ChangeKind.OBSERVED]
        revisions = {one.revision for one in world.bus.told}
        assert {one.revision for one in reports} <= revisions


@given(st.permutations([*STORY, *STORY[1:4]]), st.lists(st.sampled_from([*Fault]), max_size=4))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_with_faults_ends_in_the_same_picture(
    new_world: Make, order: list[OdooRecordChanged], faults: list[Fault]
) -> None:
    """F29, with hypothesis."""
    world = new_world()
    keys = [world.keep_lead(1, 12)]
    for number, one in enumerate(order):
        fault = faults[number] if number < len(faults) else None
        world.deliver(one, Controller({number % 4 + 1: fault} if fault else {}))
    world.recover()
    picture = world.picture()
    assert (picture.revision, picture.state, picture.merged_into) == (MERGED.revision, None, 13)
    reports = {one.event_id for one in STORY if one is not READ}
    assert {one.id for one in picture.recent} == reports
    assert {one.revision for one in STORY if one is not READ} <= {
        one.revision for one in world.bus.told
    }
    assert world.lead(keys[0]).crm_lead_id == 13


def chain(number: int, tail: int, head: int) -> OdooRecordChanged:
    return change(number, kind="merged", crm_lead_id=tail, state=None, merged_into=head)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_leads_follow_a_chain_of_merges_in_whatever_order_it_is_told(
    new_world: Make, order: tuple[int, ...]
) -> None:
    world = new_world()
    keys = [world.keep_lead(number, 10 + number) for number in range(3)]
    links = [chain(1, 10, 11), chain(2, 11, 12), chain(3, 12, 13)]
    for number in order:
        world.deliver(links[number])
    assert {world.lead(key).crm_lead_id for key in keys} == {13}


@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
@pytest.mark.parametrize("is_tail_slow", [False, True])
def test_two_merges_that_follow_each_other_at_once_leave_no_lead_behind(
    new_world: Make, is_tail_slow: bool, after: bool
) -> None:
    links = [chain(1, 11, 12), chain(2, 12, 13)]
    slow_one, quick_one = links if is_tail_slow else links[::-1]
    for place in range(1, 12):
        world = new_world()
        keys = [world.keep_lead(1, 11), world.keep_lead(2, 12)]
        stop = Stop(place, after=after)
        slow = Stopped(lambda process, world=world: world.deliver(slow_one, process), stop)
        world.deliver(quick_one)
        slow.go_on()
        world.recover()
        assert [world.lead(key).crm_lead_id for key in keys] == [13, 13], place


def test_merges_in_a_ring_come_to_an_end(new_world: Make) -> None:
    world = new_world()
    key = world.keep_lead(1, 11)
    for one in (chain(1, 11, 12), chain(2, 12, 11), chain(1, 11, 12)):
        world.deliver(one)
    assert world.lead(key).crm_lead_id in {11, 12}


def test_answers_that_went_onto_a_merged_opportunity_stay_a_note(new_world: Make) -> None:
    world = new_world()
    own, note = world.keep_lead(1, 12), world.keep_lead(2, 12, onto=True)
    world.deliver(MERGED)
    assert [world.lead(key).decision.onto for key in (own, note)] == [None, 13]


def test_leads_of_another_tenant_with_the_same_number_are_left_alone(new_world: Make) -> None:
    one, other = new_world(), new_world()
    mine, theirs = one.keep_lead(1, 12), other.keep_lead(1, 12)
    one.deliver(MERGED)
    assert (one.lead(mine).crm_lead_id, other.lead(theirs).crm_lead_id) == (13, 12)


def test_a_hundred_leads_of_a_merged_opportunity_all_follow(new_world: Make) -> None:
    world = new_world()
    keys = [world.keep_lead(number, 12) for number in range(120)]
    world.deliver(MERGED, Controller(at_most=400))
    assert {world.lead(key).crm_lead_id for key in keys} == {13}


def test_a_picture_of_newer_code_is_left_alone_and_the_message_comes_again(
    new_world: Make,
) -> None:
    world = new_world()
    world.deliver(STORY[0])
    key, newer = world.picture().key, {"key": "?", "revision": {"epoch": 2}}
    world.memory.put(OPPORTUNITIES, key, newer)
    with pytest.raises(UnknownVersion):
        apply_to(world.memory, world)(STAGE.model_copy(update={"tenant": world.tenant}))
    document = world.memory.get(OPPORTUNITIES, key)
    assert document is not None
    assert document.data == newer


def test_fields_that_newer_code_has_added_to_a_picture_do_not_stop_older(new_world: Make) -> None:
    world = new_world()
    world.deliver(STORY[0])
    data = world.document()
    newer = data | {"mood": "good", "state": data["state"] | {"rating": 5}}
    world.memory.put(OPPORTUNITIES, world.picture().key, newer)
    world.deliver(VICTORY)
    assert world.waiting == []
    assert world.picture().state == VICTORY.state


def test_a_picture_that_changes_all_the_time_is_given_up_for_now(new_world: Make) -> None:
    class Restless:
        def __init__(self, memory: SqliteMemory) -> None:
            self.get = memory.get

        def create(self, *_: object, **__: object) -> None:
            raise VersionConflict("it has changed")

    world = new_world()
    with pytest.raises(Busy):
        apply_to(Restless(world.memory), world)(STAGE)
    assert world.told_ids() == [STAGE.event_id]


def test_what_cannot_be_told_is_not_recorded(new_world: Make) -> None:
    world = new_world()
    world.deliver(STAGE, Controller({2: Fault.REFUSED}))
    assert Opportunities(world.memory).find(world.tenant, STAGE.crm_lead_id) is None
    assert world.waiting
    world.recover()
    assert world.told_ids() == [STAGE.event_id]


def test_when_it_was_last_heard_of_is_kept(new_world: Make) -> None:
    world = new_world()
    world.deliver(STORY[0])
    world.clock.move(timedelta(hours=1))
    world.deliver(STAGE)
    assert world.picture().seen_at == world.clock.now()
    assert world.document()["seen_at"] == "2026-11-22T13:00:00.000000Z"


def test_facts_name_no_person_and_no_title(new_world: Make) -> None:
    world = new_world()
    facts = apply_to(world.memory, world)(VICTORY).facts()
    picture = take_in(None, VICTORY, world.clock.now()).picture
    assert facts == {
        "opportunity": picture.key,
        "crm_lead_id": 12,
        "revision": VICTORY.revision,
        "is_repeat": False,
        "told": 1,
        "moved_leads": 0,
    }


def apply_to(memory: object, world: ChangesWorld) -> ApplyOdooChange:
    return ApplyOdooChange(memory, world.bus, world.clock)  # type: ignore[arg-type]


def test_a_memory_that_fails_is_told_as_such(new_world: Make) -> None:
    class Broken:
        def get(self, *_: object) -> None:
            raise TransientError("the memory is away")

    with pytest.raises(TransientError):
        apply_to(Broken(), new_world())(STAGE)
