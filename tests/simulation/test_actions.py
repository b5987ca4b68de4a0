"""One fault at every port call of an action, then redelivery: keyed sinks once, keyless held back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting import orders as of
from shared.domain.acting.orders import Undo
from shared.errors import SuiteError
from tests.action_world import CHAT, HOOK, LEAD, MAIL, NOTIFY, STEP, WHATSAPP, World, asked
from tests.simulation.faulty import Controller, Crash, Fault, Stop, Stopped
from tests.unit.acting.test_carriers import agree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.domain.acting.orders import Order

ASSIGN = of.Assign(crm_lead_id=LEAD, user_id=8)
KEYED: dict[str, Order] = {"step": STEP, "hook": HOOK, "mail": MAIL, "assign": ASSIGN}
KEYLESS: dict[str, Order] = {"chat": CHAT, "whatsapp": WHATSAPP, "notify": NOTIFY}
SENDING = frozenset({"chat.post", "whatsapp.send_template"})


@pytest.fixture(name="worlds")
def _worlds(tmp_path: Path) -> Iterator[Callable[[], World]]:
    made: list[World] = []

    def new() -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        world = World(folder)
        made.append(world)
        agree(world)
        world.add_alert()
        return world

    yield new
    for world in made:
        world.memory.close()


def deliver(world: World, order: Order, process: Controller) -> bool:
    """Deliver it once; tells whether it was acknowledged."""
    with suppress(Crash, SuiteError):
        world.runner(process.wrap)(asked(order))
        return True
    return False


def calls_of(world: World, order: Order) -> list[str]:
    happy = Controller()
    assert deliver(world, order, happy)
    assert len(happy.calls) >= 3
    return happy.calls


def faults(calls: list[str]) -> Iterator[tuple[int, Fault]]:
    return ((at, fault) for at in range(1, len(calls) + 1) for fault in Fault)


def once(world: World) -> tuple[int, ...]:
    """Count what receivers see who know our keys, and the owner."""
    out, crm = world.out, world.crm
    seen = (len(out.mails_by_id), len(out.calls_by_id), len(crm.activities))
    return (*seen, crm.leads[LEAD].owner or 0)


def sent(world: World) -> int:
    return len(world.out.posts) + len(world.out.whatsapps)


@pytest.mark.parametrize("name", KEYED)
def test_after_a_fault_at_any_call_the_next_delivery_does_it_exactly_once(
    worlds: Callable[[], World], name: str
) -> None:
    order, happy = KEYED[name], worlds()
    calls = calls_of(happy, order)
    for at, fault in faults(calls):
        world, where = worlds(), f"{fault} at {at} ({calls[at - 1]})"
        deliver(world, order, Controller({at: fault}))
        world.clock.move(seconds=91)
        assert deliver(world, order, Controller()), where
        assert world.action().state == "done", where
        assert once(world) == once(happy), where


@pytest.mark.parametrize("name", KEYLESS)
def test_a_sink_without_keys_gets_it_at_most_once_within_the_window_and_at_least_once_in_the_end(
    worlds: Callable[[], World], name: str
) -> None:
    order = KEYLESS[name]
    calls = calls_of(worlds(), order)
    for at, fault in faults(calls):
        world, where = worlds(), f"{fault} at {at} ({calls[at - 1]})"
        deliver(world, order, Controller({at: fault}))
        for _ in range(4):
            world.clock.move(seconds=91)
            deliver(world, order, Controller())
            assert sent(world) <= 1, where
        world.clock.move(minutes=10)
        assert deliver(world, order, Controller()), where
        assert world.action().state == "done", where
        may_be_twice = calls[at - 1] in SENDING or calls[at - 2] in SENDING
        assert 1 <= sent(world) <= (2 if may_be_twice else 1), where
        assert len(world.out.mails_by_id) <= 1, where


@pytest.mark.parametrize("first", [ASSIGN, STEP], ids=lambda one: one.kind)
def test_an_undoing_that_is_cut_off_anywhere_is_finished_by_the_next_delivery(
    worlds: Callable[[], World], first: Order
) -> None:
    def done(world: World) -> Undo:
        world.run(first, "before")
        return Undo(action_key=world.action("before").key)

    happy = worlds()
    calls = calls_of(happy, done(happy))
    for at, fault in faults(calls):
        world, where = worlds(), f"{fault} at {at} ({calls[at - 1]})"
        order = done(world)
        deliver(world, order, Controller({at: fault}))
        world.clock.move(seconds=91)
        assert deliver(world, order, Controller()), where
        assert world.action("before").state == "undone", where
        assert (world.crm.leads[LEAD].owner, world.crm.open) == (7, set()), where


@pytest.mark.parametrize("name", [*KEYED, *KEYLESS])
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_outlives_its_lease_and_goes_on_later_sends_nothing_twice(
    worlds: Callable[[], World], name: str, *, after: bool
) -> None:
    order = (KEYED | KEYLESS)[name]
    happy = worlds()
    calls = calls_of(happy, order)
    for at in range(1, len(calls) + 1):
        world, where = worlds(), f"stopped at {at} ({calls[at - 1]})"

        def run(process: Controller, world: World = world) -> None:
            deliver(world, order, process)

        slow = Stopped(run, Stop(at, after=after))
        world.clock.move(seconds=91)
        deliver(world, order, Controller())
        slow.go_on()
        assert sent(world) <= 1, where
        world.clock.move(minutes=11)
        assert deliver(world, order, Controller()), where
        assert world.action().state == "done", where
        assert (once(world), sent(world)) == (once(happy), sent(happy)), where
