"""The sweep of alerts: a fault at every port call, two sweeps at every one, many threads at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.alerts.cause import Cause
from shared.domain.opportunity import Named
from tests.alert_records import DEFAULT_MANAGER, at, set_to
from tests.simulation.faulty import Controller, Fault, Stop, Stopped
from tests.simulation.points import points
from tests.swept_world import SetClock, SweptWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Scene = Callable[[SweptWorld], None]

CALLS = 5_000
WRITES = {"memory.create", "memory.put", "memory.delete", "memory.batch", "bus.publish"}
NEW = at("2026-11-22 10:00")
OTHERS = {cause.value: {"is_on": False} for cause in Cause if cause is not Cause.NEW_NOT_CONTACTED}
ONLY_NEW = {"causes": OTHERS}


def raised_and_told(world: SweptWorld) -> None:
    """Two leads that nobody has contacted for four hours; the slow pass is due as well."""
    for number in (12, 13):
        world.record(number, created_at=NEW)
    world.clock.moment = at("2026-11-22 14:00")


def mended(world: SweptWorld) -> None:
    """One was told, then contacted: it closes, and its activity goes."""
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    world.clock.moment = at("2026-11-22 14:05")
    world.record(created_at=NEW, last_contact_at=at("2026-11-22 14:03"))


def above_the_cap(world: SweptWorld) -> None:
    """Three are due, one may be told: the one that is worth most."""
    world.set_to(set_to(caps={"urgent_a_day": 1}, **ONLY_NEW))
    for number in (12, 13, 14):
        world.record(number, created_at=NEW, expected_revenue=Decimal(10) ** (number - 9))
    world.clock.moment = at("2026-11-22 14:00")


def morning(world: SweptWorld) -> None:
    """Three wait for a digest that has room for two."""
    only_idle = {cause.value: {"is_on": False} for cause in Cause if cause is not Cause.IDLE}
    world.set_to(set_to(caps={"told_a_day": 2}, causes=only_idle))
    touched = at("2026-11-08 10:00")
    for number in (12, 13, 14):
        world.record(number, created_at=touched, expected_revenue=Decimal(10) ** (number - 9))
        world.sweep_at(f"2026-11-22 10:{number}")
    world.clock.moment = at("2026-11-23 08:30")


def taken_over(world: SweptWorld) -> None:
    """The last rung: the least busy of the team takes over."""
    world.set_to(set_to(reassign="do", **ONLY_NEW))
    world.record(created_at=NEW)
    for text in ("14:00", "14:15", "14:45"):
        world.sweep_at(f"2026-11-22 {text}")
    world.clock.moment = at("2026-11-22 15:45")


def changed_hands(world: SweptWorld) -> None:
    """One was told to its owner, and another one gets it."""
    world.set_to(set_to(**ONLY_NEW))
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    world.clock.moment = at("2026-11-22 14:05")
    world.record(created_at=NEW, owner=Named(id=DEFAULT_MANAGER, name="Huda"))


def overloaded(world: SweptWorld) -> None:
    """His third lead that nobody contacts is one too many."""
    world.set_to(
        set_to(
            overload={"uncontacted": 2},
            causes={name: rule for name, rule in OTHERS.items() if name != "owner_overloaded"},
        )
    )
    for number in (12, 13):
        world.record(number, created_at=NEW)
    world.clock.moment = at("2026-11-22 14:00")


SCENES = (raised_and_told, mended, above_the_cap, morning, taken_over, changed_hands, overloaded)
EVERY_SCENE = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)


@dataclass(frozen=True)
class Result:
    """What came of it, with names instead of ids."""

    alerts: tuple[object, ...]
    keys: frozenset[str]
    activities: tuple[tuple[str, int], ...]


def result(world: SweptWorld) -> Result:
    alerts = world.everything()
    names = {one.id: f"{one.crm_lead_id}/{one.cause}/{one.episode}" for one in alerts}
    world.carry_out()

    def named(text: str) -> str:
        for each, name in names.items():
            text = text.replace(each, name)
        return text

    found = [
        (
            names[one.id],
            one.level,
            one.standing,
            one.rung,
            one.tell_at,
            one.reader_id,
            one.awaits_digest,
            tuple((told.rung, told.level, told.reader_id) for told in one.told),
            one.owed_at,
        )
        for one in alerts
    ]
    return Result(
        tuple(sorted(found, key=str)),
        frozenset(named(key) for key in world.bus.keys),
        tuple(sorted((named(one), world.users[n]) for n, one in world.activities.items())),
    )


@pytest.fixture(name="new_world", scope="module")
def _new_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], SweptWorld]]:
    clock, tenants = SetClock(), count(1)
    memory = SqliteMemory(tmp_path_factory.mktemp("alerts") / "memory.db", clock=clock)

    def opened() -> SweptWorld:
        clock.moment = at("2026-11-22 10:00")
        return SweptWorld(memory, clock, f"tenant{next(tenants)}")

    yield opened
    memory.close()


def settle(world: SweptWorld) -> Result:
    """Sweep until nothing is due at this moment any more."""
    for _ in range(2):
        assert world.sweep() is not None
        world.carry_out()
    return result(world)


def undisturbed(new_world: Callable[[], SweptWorld], scene: Scene) -> tuple[list[str], Result]:
    world, process = new_world(), Controller(at_most=CALLS)
    scene(world)
    assert world.sweep(process) is not None
    return process.calls, settle(world)


@EVERY_SCENE
def test_whatever_goes_wrong_at_any_port_call_the_next_sweep_makes_up_for_it(
    new_world: Callable[[], SweptWorld], scene: Scene
) -> None:
    calls, expected = undisturbed(new_world, scene)
    assert expected.keys
    for number, fault in points(calls):
        if calls[number - 1] not in WRITES and fault is not Fault.REFUSED:
            continue  # nothing has changed since the call before
        world = new_world()
        scene(world)
        world.sweep(Controller({number: fault}, at_most=CALLS))
        assert settle(world) == expected, f"{fault} at {number} ({calls[number - 1]})"


@EVERY_SCENE
def test_of_two_sweeps_at_once_nothing_is_told_twice_or_lost(
    new_world: Callable[[], SweptWorld], scene: Scene
) -> None:
    calls, expected = undisturbed(new_world, scene)
    for number in (place for place, call in enumerate(calls, 1) if call in WRITES):
        world = new_world()
        scene(world)
        slow = Stopped(world.sweep, Stop(number))
        world.sweep()
        slow.go_on()
        assert settle(world) == expected, f"stopped at {number} ({calls[number - 1]})"


@EVERY_SCENE
def test_eight_threads_sweep_as_one(new_world: Callable[[], SweptWorld], scene: Scene) -> None:
    _, expected = undisturbed(new_world, scene)
    world = new_world()
    scene(world)
    threads = [threading.Thread(target=world.sweep) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = settle(world)
    if scene is above_the_cap:  # one thread may tell before another has found the better one
        assert len([key for key in found.keys if ":owner:" in key]) == 1
        assert len(found.alerts) == len(expected.alerts)
        return
    assert found == expected


def test_the_scenes_show_what_they_are_for(new_world: Callable[[], SweptWorld]) -> None:
    keys = {scene.__name__: undisturbed(new_world, scene)[1].keys for scene in SCENES}
    assert any(":activity:cancel" in key for key in keys["mended"])
    assert any(key.startswith("digest:") for key in keys["morning"])
    assert any(":assign:" in key for key in keys["taken_over"])
    assert any(":activity:hand:1" in key for key in keys["changed_hands"])
    assert sum(":owner:" in key for key in keys["above_the_cap"]) == 1
