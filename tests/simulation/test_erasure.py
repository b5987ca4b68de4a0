"""F38: a lead is erased while, before and after it is worked on; erased it stays."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import LeadgenId, LeadKey, lead_key
from shared.domain.ledger import LEASE, LeadState
from shared.domain.person import PersonKeys
from shared.domain.queries import AUDIT
from shared.domain.subject import Subject
from shared.errors import SuiteError
from shared.usecases.erase_person import Erased, ErasePerson
from shared.usecases.forget_lead import DEAD_LETTERS, RAW_LEADS
from shared.usecases.lead_ledger import LEADS, LeadLedger
from shared.usecases.person_claims import CLAIMS, PersonClaims
from tests.simulation.faulty import Controller, Crash, Fault, Stop, Stopped
from tests.simulation.points import happy_path, points
from tests.simulation.scenes import a_returning_person, a_stranger
from tests.simulation.stand_ins import PAGE, Delivery
from tests.simulation.world import World, at_delivery

if TYPE_CHECKING:
    from tests.simulation.conftest import Worlds
    from tests.simulation.scenes import Scene

A_MOMENT = timedelta(seconds=1)
TRACES = ("sara", "+96650000", "71234567890000")
"""Of names, addresses, phones and Meta's ids in the simulation."""


def key_of(world: World, event: MetaLeadAnnounced) -> LeadKey:
    return lead_key(world.tenant, event.page_id, event.leadgen_id)


def erase(
    world: World, event: MetaLeadAnnounced, process: Controller | None = None, **subject: object
) -> Erased:
    process = process or Controller()
    erase_person = ErasePerson(
        process.wrap("memory", world.memory),
        process.wrap("crm", world.crm),
        world.clock,
        Random(3),
        world.tenant,
    )
    asked = subject or {"leadgen_id": event.leadgen_id, "page_id": event.page_id}
    return erase_person(Subject.model_validate(asked), who="huda")


def keep_traces(world: World, key: LeadKey) -> None:
    world.memory.put(RAW_LEADS, key, {"answers": ["Sara"]})
    world.memory.put(DEAD_LETTERS, f"dead-{key}", {"lead_key": key, "payload": "Sara"})


def left(world: World, event: MetaLeadAnnounced) -> list[str]:
    """Give what is wrong with an erased lead, in words: its memory, its claims, the CRM."""
    key = key_of(world, event)
    document = world.memory.get(LEADS, key)
    claims = PersonClaims(world.memory, LeadLedger(world.memory), world.tenant)
    lead = world.source.leads[event.leadgen_id]
    email, phone = lead.answers[1].values[0], lead.answers[2].values[0]
    held = [
        claim
        for claim in claims._claims(PersonKeys(email=email, phone=phone))
        if (found := world.memory.get(CLAIMS, claim)) and found.data["lead"] == key
    ]
    text = str(document.data if document else "").casefold()
    untold = [one for one in world.crm.holds(key) if one not in world.crm.erasures]
    checks = {
        "is not erased": document is not None and document.data["state"] == LeadState.ERASED,
        f"names the person: {text}": not any(trace in text for trace in TRACES),
        "the CRM is still to be told": "crm_lead_id" not in text and "untold" not in text,
        "was kept as it was read": world.memory.get(RAW_LEADS, key) is None,
        "has a dead letter": world.memory.get(DEAD_LETTERS, f"dead-{key}") is None,
        f"has claims: {held}": not held,
        f"stands in the CRM without a to-do: {untold}": not untold,
    }
    return [fault for fault, is_fine in checks.items() if not is_fine]


def come_again_by_every_way(world: World, event: MetaLeadAnnounced) -> None:
    """The message again, the comparison with Meta, a replay, a dead letter, and the sweep."""
    for source in ("webhook", "reconcile", "replay"):
        again = event.model_copy(update={"source": source})
        world.redeliver(again)
    world.recover()
    world.clock.move(timedelta(hours=4))
    world.sweep()
    assert world.bus.waiting == []


SCENES = pytest.mark.parametrize("scene", [a_stranger, a_returning_person])


@SCENES
@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
@pytest.mark.parametrize("after", [False, True], ids=["stops before", "stops after"])
def test_f38_a_lead_erased_at_any_port_call_of_its_worker_stays_erased(
    new_world: Worlds, scene: Scene, after: bool, dies: bool
) -> None:
    calls, found = happy_path(new_world, scene), []
    for at in range(2 if not after else 1, len(calls) + 1):
        with new_world() as world:
            delivery = scene(world)
            event = delivery.event
            slow = at_delivery(world, delivery, Stop(at, after=after))
            keep_traces(world, key_of(world, event))
            erase(world, event)
            slow.go_on(dies=dies)
            come_again_by_every_way(world, event)
            found += [f"{at} ({calls[at - 1]}): {fault}" for fault in left(world, event)]
    assert found == []


def test_f38_a_person_is_erased_by_e_mail_and_by_phone_wherever_the_worker_stands(
    new_world: Worlds,
) -> None:
    calls = happy_path(new_world, a_stranger)
    recorded = calls.index("crm.find_person") + 2
    for at in range(recorded, len(calls) + 1):
        for subject in ({"email": "sara.1@example.com"}, {"phone": "+966500000001"}):
            with new_world() as world:
                delivery = a_stranger(world)
                slow = at_delivery(world, delivery, Stop(at, after=True))
                assert erase(world, delivery.event, **subject).erased == 1
                slow.go_on()
                come_again_by_every_way(world, delivery.event)
                assert left(world, delivery.event) == []


@SCENES
def test_f38_an_erasure_that_fails_at_any_port_call_is_finished_by_the_next(
    new_world: Worlds, scene: Scene
) -> None:
    with new_world() as world:
        event = done(world, scene)
        process = Controller()
        erase(world, event, process)
        calls = process.calls
    print(f"erasing {scene.__name__}: {len(calls)} port calls")  # noqa: T201 - a result
    for at, fault in points(calls):
        with new_world() as world:
            event = done(world, scene)
            try:
                erase(world, event, Controller({at: fault}))
            except (Crash, SuiteError):
                erase(world, event, email="sara.1@example.com")
                erase(world, event)
            come_again_by_every_way(world, event)
            assert left(world, event) == [], f"{fault} at {at} ({calls[at - 1]})"


def done(world: World, scene: Scene) -> MetaLeadAnnounced:
    delivery = scene(world)
    world.deliver(delivery)
    keep_traces(world, key_of(world, delivery.event))
    return delivery.event


def test_f38_a_lead_that_was_never_seen_is_kept_out(new_world: Worlds) -> None:
    with new_world() as world:
        event = world.announce(1).event
        done = erase(world, event)
        assert (done.kept_out, done.erased, done.found) == (1, 0, 0)
        come_again_by_every_way(world, event)
        assert left(world, event) == []
        assert world.crm.leads == {}


@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
def test_f38_two_erasures_at_once_end_as_one(new_world: Worlds, dies: bool) -> None:
    with new_world() as world:
        event = done(world, a_stranger)
        process = Controller()
        erase(world, event, process)
        calls = process.calls
    for at in range(1, len(calls) + 1):
        with new_world() as world:
            event = done(world, a_stranger)

            def run(process: Controller, world: World = world, event: object = event) -> None:
                try:
                    erase(world, event, process)  # type: ignore[arg-type]
                except Crash:
                    return

            slow = Stopped(run, Stop(at))
            erase(world, event)
            slow.go_on(dies=dies)
            assert left(world, event) == [], at
            assert [*world.crm.erasures] == [*world.crm.leads]


def test_f38_an_erasure_while_the_crm_is_down_is_done_here_and_told_by_the_next(
    new_world: Worlds,
) -> None:
    with new_world() as world:
        event = done(world, a_stranger)
        process = Controller()
        erase(world, event, process)
        asking = process.calls.index("crm.ask_for_erasure") + 1
    with new_world() as world:
        event, other = done(world, a_stranger), world.announce(2).event
        with pytest.raises(SuiteError):
            erase(world, event, Controller({asking: Fault.REFUSED}))
        entry = world.entry(key_of(world, event))
        assert entry is not None
        assert (entry.state, entry.lead, entry.leadgen_id) == (LeadState.ERASED, None, "")
        assert world.crm.erasures == {}
        assert erase(world, other).told == 1
        assert left(world, event) == []


def test_f38_the_second_of_two_workers_finds_the_first_ones_lead_erased(new_world: Worlds) -> None:
    calls = happy_path(new_world, a_stranger)
    for at in range(2, len(calls) + 1):
        with new_world() as world:
            delivery = a_stranger(world)
            slow = at_delivery(world, delivery, Stop(at))
            world.clock.move(LEASE + A_MOMENT)
            world.deliver(Delivery(delivery.event))
            erase(world, delivery.event)
            slow.go_on()
            come_again_by_every_way(world, delivery.event)
            assert left(world, delivery.event) == [], calls[at - 1]


@SCENES
@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.REFUSED])
def test_f38_a_lead_erased_while_a_call_about_it_goes_wrong_stays_erased(
    new_world: Worlds, scene: Scene, fault: Fault
) -> None:
    calls = happy_path(new_world, scene)
    for at in range(2, len(calls) + 1):
        with new_world() as world:
            delivery = scene(world)
            slow = at_delivery(world, delivery, Stop(at), {at: fault})
            erase(world, delivery.event)
            slow.go_on()
            come_again_by_every_way(world, delivery.event)
            assert left(world, delivery.event) == [], f"{fault} at {at} ({calls[at - 1]})"


def test_f38_a_message_of_an_erased_lead_comes_again_until_the_crm_was_told(
    new_world: Worlds,
) -> None:
    writing = happy_path(new_world, a_stranger).index("crm.put_lead") + 1

    def erased_just_before_it_is_written(
        world: World, delivery: Delivery, faults: dict[int, Fault]
    ) -> Stopped:
        slow = at_delivery(world, delivery, Stop(writing), faults)
        erase(world, delivery.event)
        assert world.crm.leads == {}
        slow.go_on()
        return slow

    with new_world() as world:
        delivery = a_stranger(world)
        calls = erased_just_before_it_is_written(world, delivery, {})._process.calls
        asking = calls.index("crm.ask_for_erasure") + 1
        assert len(world.crm.erasures) == 1
    with new_world() as world:
        delivery = a_stranger(world)
        erased_just_before_it_is_written(world, delivery, {asking: Fault.REFUSED})
        assert (world.bus.waiting, world.crm.erasures) == ([delivery], {})
        come_again_by_every_way(world, delivery.event)
        assert left(world, delivery.event) == []


def test_a_lead_that_waits_behind_another_of_its_person_is_found_too(new_world: Worlds) -> None:
    looked_up = happy_path(new_world, a_stranger).index("crm.find_person") + 1
    with new_world() as world:
        first, second = world.announce(1, person=1), world.announce(2, person=1)
        slow = at_delivery(world, first, Stop(looked_up))
        world.deliver(second)
        waiting = world.entry(key_of(world, second.event))
        assert waiting is not None
        assert (waiting.state, waiting.fetched_at) == (LeadState.ANNOUNCED, None)
        assert erase(world, second.event, email="sara.1@example.com").found >= 1
        slow.go_on()
        come_again_by_every_way(world, second.event)
        assert left(world, second.event) == []


def test_other_people_are_left_alone(new_world: Worlds) -> None:
    with new_world() as world:
        event, other = done(world, a_stranger), world.announce(2)
        world.deliver(other)
        before = world.memory.get(LEADS, key_of(world, other.event))
        erase(world, event, email="sara.1@example.com")
        assert world.memory.get(LEADS, key_of(world, other.event)) == before
        assert len(world.crm.erasures) == 1


def test_the_audit_says_who_and_how_many_and_never_whom(new_world: Worlds) -> None:
    with new_world() as world:
        erase(world, done(world, a_stranger))
        page = world.memory.query(AUDIT, equals={"tenant": world.tenant})
        [line] = [dict(document.data) for document in page.documents]
        assert (line["who"], line["what"]) == ("huda", "erase")
        assert line["counts"] == {
            "found": 1, "erased": 1, "kept_out": 0, "told": 1, "under_way": 0
        }  # fmt: skip
        assert not any(trace in str(line).casefold() for trace in TRACES)


def test_a_lead_of_meta_that_looks_like_nobodys_is_not_found(new_world: Worlds) -> None:
    with new_world() as world:
        event = done(world, a_stranger)
        asked = {"leadgen_id": LeadgenId("1"), "page_id": PAGE}
        assert erase(world, event, **asked).kept_out == 1
        assert erase(world, event, email="nobody@example.com").found == 0
        world.memory.delete(LEADS, lead_key(world.tenant, PAGE, LeadgenId("1")))
