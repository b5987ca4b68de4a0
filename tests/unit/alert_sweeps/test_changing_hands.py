"""Through the real use case: a record gets another owner, its alert and activity go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.acting.orders import Assign, CreateActivity, HandActivity
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.opportunity import Named
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, at, set_to

if TYPE_CHECKING:
    from shared.domain.acting.orders import Order
    from tests.swept_world import SweptWorld

NEW, TOUCHED = at("2026-11-22 10:00"), at("2026-11-08 10:00")
OTHERS = {cause.value: {"is_on": False} for cause in Cause}
TO_HUDA, TO_SAMI = Named(id=DEFAULT_MANAGER, name="Huda"), Named(id=LEADER, name="Sami")
LAST_ONLY = {"reminder": "off", "manager": "off", "reassign": "10 minutes"}
TO_NOURA = Named(id=OWNER, name="Noura")


def only(world: SweptWorld, cause: Cause, **settings: Any) -> None:
    causes = {name: rule for name, rule in OTHERS.items() if name != cause.value}
    world.set_to(set_to(causes=causes, **settings))


def given(world: SweptWorld, text: str, owner: Named, **state: Any) -> None:
    world.clock.moment = at(text)
    world.record(owner=owner, **state)


def ordered(world: SweptWorld, kind: type[Order]) -> list[str]:
    return sorted({one.natural_key for one in world.bus.published if type(one.order) is kind})


def test_the_new_owner_of_what_is_urgent_is_told_at_once_and_has_its_activity(
    world: SweptWorld,
) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    given(world, "2026-11-22 14:03", TO_HUDA, created_at=NEW)
    world.sweep_at("2026-11-22 14:05")

    alert = world.alert(Cause.NEW_NOT_CONTACTED)
    assert [(one.rung, one.reader_id) for one in alert.told] == [
        (Rung.OWNER, OWNER),
        (Rung.OWNER, DEFAULT_MANAGER),
    ]
    assert list(world.users.values()) == [DEFAULT_MANAGER]
    assert f"alert:{alert.id}:owner:1:of{DEFAULT_MANAGER}" in world.bus.keys
    assert ordered(world, HandActivity) == [f"alert:{alert.id}:activity:hand:1"]
    assert ordered(world, CreateActivity) == [f"alert:{alert.id}:activity"]
    for text in ("14:10", "14:20"):
        world.sweep_at(f"2026-11-22 {text}")
    told = [(one.rung, one.reader_id) for one in world.alert(alert.cause).told[2:]]
    assert told == [(Rung.REMINDER, DEFAULT_MANAGER)]
    assert len(world.activities) == 1
    assert world.alert(alert.cause).owed_at is None


def test_what_is_not_urgent_stands_in_his_next_list_and_the_activity_goes_at_once(
    world: SweptWorld,
) -> None:
    only(world, Cause.IDLE)
    world.record(created_at=TOUCHED)
    world.sweep_at("2026-11-22 10:00")
    world.sweep_at("2026-11-23 08:30")
    given(world, "2026-11-23 11:00", TO_HUDA, created_at=TOUCHED)
    world.sweep_at("2026-11-23 11:05")
    assert list(world.users.values()) == [DEFAULT_MANAGER]
    assert world.told() == [("idle", "owner", OWNER)]
    world.sweep_at("2026-11-24 08:30")
    assert world.told()[1:] == [("idle", "owner", DEFAULT_MANAGER)]
    assert f"digest:{DEFAULT_MANAGER}:2026-11-24" in world.bus.keys


def test_back_and_forth_the_activity_goes_along_and_each_is_told_once(world: SweptWorld) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    for minute, owner in ((1, TO_HUDA), (2, TO_NOURA), (3, TO_HUDA), (4, TO_NOURA)):
        given(world, f"2026-11-22 14:0{minute}", owner, created_at=NEW)
        world.sweep_at(f"2026-11-22 14:0{minute}")
        assert list(world.users.values()) == [owner.id]
    assert [one[2] for one in world.told()] == [OWNER, DEFAULT_MANAGER]


def test_an_activity_that_is_not_made_yet_is_handed_over_later(world: SweptWorld) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.clock.moment = at("2026-11-22 14:00")
    world.sweep()
    given(world, "2026-11-22 14:03", TO_HUDA, created_at=NEW)
    world.sweep()
    assert ordered(world, HandActivity) == []
    world.carry_out()
    assert list(world.users.values()) == [OWNER]
    world.sweep_at("2026-11-22 14:10")
    assert list(world.users.values()) == [DEFAULT_MANAGER]
    assert len(world.activities) == 1


def test_an_activity_that_never_came_to_be_is_looked_for_no_longer_than_two_days(
    world: SweptWorld,
) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.clock.moment = at("2026-11-22 14:00")
    world.sweep()
    given(world, "2026-11-24 14:05", TO_HUDA, created_at=NEW)
    for _ in range(2):
        world.sweep()
    assert ordered(world, HandActivity) == []
    assert world.alert(Cause.NEW_NOT_CONTACTED).owed_at is None


def test_what_was_done_before_the_record_was_given_away_is_not_handed_over(
    world: SweptWorld,
) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    world.activities.clear()
    given(world, "2026-11-22 14:30", TO_HUDA, created_at=NEW)
    world.sweep_at("2026-11-22 14:35")
    assert world.alert(Cause.NEW_NOT_CONTACTED).standing is Standing.DONE
    assert ordered(world, HandActivity) == []


def test_who_gives_records_away_has_too_much_no_longer_and_who_gets_them_may(
    world: SweptWorld,
) -> None:
    causes = {one: rule for one, rule in OTHERS.items() if "over" not in one and "new_" not in one}
    world.set_to(set_to(overload={"uncontacted": 3}, causes=causes))
    for number in range(12, 15):
        world.record(number, created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    world.clock.moment = at("2026-11-22 14:03")
    for number in range(12, 15):
        world.record(number, created_at=NEW, owner=TO_HUDA)
    world.sweep_at("2026-11-22 14:05")
    loads = [one for one in world.everything() if one.cause is Cause.OWNER_OVERLOADED]
    assert {one.owner_id: one.is_live for one in loads} == {OWNER: False, DEFAULT_MANAGER: True}


def test_the_activity_goes_away_from_the_new_owner_when_it_mends(world: SweptWorld) -> None:
    only(world, Cause.NEW_NOT_CONTACTED)
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    given(world, "2026-11-22 14:03", TO_HUDA, created_at=NEW)
    world.sweep_at("2026-11-22 14:05")
    mended = at("2026-11-22 14:30")
    given(world, "2026-11-22 14:31", TO_HUDA, created_at=NEW, last_contact_at=mended)
    world.sweep_at("2026-11-22 14:35")
    assert world.activities == {}
    assert world.alert(Cause.NEW_NOT_CONTACTED).standing is Standing.MENDED


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_least_busy_takes_it_over_once_and_is_told(world: SweptWorld, by_hand: bool) -> None:
    only(world, Cause.NEW_NOT_CONTACTED, reassign="do", ladders={"urgent": LAST_ONLY})
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    if by_hand:
        given(world, "2026-11-22 14:05", TO_HUDA, created_at=NEW)
        world.sweep_at("2026-11-22 14:05")
    world.sweep_at("2026-11-22 14:20")
    alert = world.alert(Cause.NEW_NOT_CONTACTED)
    assert ordered(world, Assign) == [f"alert:{alert.id}:assign:1"]
    assert alert.told[-1].rung is Rung.REASSIGN
    given(world, "2026-11-22 14:21", TO_SAMI, created_at=NEW)
    for text in ("14:25", "14:40"):
        world.sweep_at(f"2026-11-22 {text}")
    assert ("new_not_contacted", "owner", LEADER) in world.told()
    assert list(world.users.values()) == [LEADER]
    assert len(ordered(world, Assign)) == 1


def test_who_is_told_that_another_takes_over_is_told_though_that_is_ordered_as_well(
    world: SweptWorld,
) -> None:
    only(world, Cause.NEW_NOT_CONTACTED, reassign="do", ladders={"urgent": LAST_ONLY})
    world.record(created_at=NEW)
    for text in ("14:00", "14:20"):
        world.sweep_at(f"2026-11-22 {text}")
    last = world.alert(Cause.NEW_NOT_CONTACTED).told[-1]
    keys = [one.natural_key for one in world.bus.published]
    assert (last.rung, len(last.actions)) == (Rung.REASSIGN, 2)
    assert len(set(last.actions)) == 2
    assert len({key for key in keys if key.startswith("alert:") and "assign:1" in key}) == 2
