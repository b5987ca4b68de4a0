"""The sweep through its real use case: raised, told, climbed, mended, done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Standing
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Outcome, opportunity_key
from tests.alert_records import LEADER, OWNER, at, set_to
from tests.simulation.faulty import Controller

if TYPE_CHECKING:
    from datetime import datetime

    from tests.swept_world import SetClock, SweptWorld


ONCE = {"reminder": "off", "manager": "off", "reassign": "off"}


def test_a_new_lead_that_nobody_contacts_is_told_up_the_ladder(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 10:00"))
    for text in ("10:00", "14:00", "14:05", "14:20", "14:50", "15:55"):
        world.sweep_at(f"2026-11-22 {text}")

    new = [one for one in world.told() if one[0] == "new_not_contacted"]
    assert new == [
        ("new_not_contacted", "owner", OWNER),
        ("new_not_contacted", "reminder", OWNER),
        ("new_not_contacted", "manager", LEADER),
        ("new_not_contacted", "reassign", LEADER),
    ]
    alert = world.alert(Cause.NEW_NOT_CONTACTED)
    assert {f"alert:{alert.id}:{rung}:1" for _, rung, _ in new} <= world.bus.keys
    assert list(world.activities.values()) == [alert.id]


def test_contact_mends_it_and_takes_its_activity_away(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:00")
    assert len(world.activities) == 1

    world.clock.moment = at("2026-11-22 14:03")
    world.record(created_at=at("2026-11-22 10:00"), last_contact_at=at("2026-11-22 14:02"))
    world.sweep_at("2026-11-22 14:05")

    alert = world.alert(Cause.NEW_NOT_CONTACTED)
    assert (alert.standing, alert.acted and alert.acted.how) == (Standing.MENDED, "contact")
    assert world.activities == {}
    world.sweep_at("2026-11-22 17:00")
    assert len([one for one in world.told() if one[0] == "new_not_contacted"]) == 1


def test_an_activity_that_is_not_made_yet_is_taken_away_later(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 10:00"))
    world.clock.moment = at("2026-11-22 14:00")
    world.sweep()
    world.record(created_at=at("2026-11-22 10:00"), last_contact_at=at("2026-11-22 14:00"))
    world.clock.moment = at("2026-11-22 14:05")
    world.sweep()
    world.carry_out()
    assert len(world.activities) == 1

    world.sweep_at("2026-11-22 14:10")
    assert world.activities == {}
    assert world.alert(Cause.NEW_NOT_CONTACTED).owed_at is None


def test_an_activity_that_a_person_did_closes_its_alert(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:00")
    world.clock.moment = at("2026-11-22 14:30")
    world.activities.clear()
    world.record(created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:35")

    alert = world.alert(Cause.NEW_NOT_CONTACTED)
    assert (alert.standing, alert.acted and alert.acted.how) == (Standing.DONE, "activity")
    assert not any(key.endswith(":cancel") for key in world.bus.keys)


def test_a_record_that_is_won_or_gone_closes_everything_and_is_followed_no_more(
    world: SweptWorld,
) -> None:
    for number in (12, 13):
        world.record(number, created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:00")
    world.closed(12, outcome=Outcome.WON)
    world.gone(13)
    world.sweep_at("2026-11-22 14:05")
    for number in (12, 13):
        assert {one.standing for one in world.alerts(number)} == {Standing.GONE}
        assert world.memory.get("follow_ups", world.alerts(number)[0].opportunity) is None


def test_what_is_normal_comes_in_the_morning_and_only_so_much_of_it(world: SweptWorld) -> None:
    world.set_to(set_to(caps={"told_a_day": 2}, ladders={"normal": {"reminder": "off"}}))
    touched = at("2026-11-08 10:00")
    for number in range(12, 15):
        world.record(number, created_at=touched, last_contact_at=touched + timedelta(hours=1))
    world.sweep_at("2026-11-22 10:00")
    waiting = [one for one in world.everything() if one.awaits_digest]
    assert waiting
    assert world.told() == []

    world.sweep_at("2026-11-23 08:30")
    assert f"digest:{OWNER}:2026-11-23" in world.bus.keys
    assert len([one for one in world.everything() if one.told]) == 2
    world.sweep_at("2026-11-23 08:35")
    assert len([one for one in world.everything() if one.told]) == 2
    world.sweep_at("2026-11-24 08:30")
    assert len([one for one in world.everything() if one.told]) == min(4, len(waiting))
    digests = [key for key in world.bus.keys if key.startswith("digest:")]
    assert len(digests) == 2


def test_above_the_cap_urgent_ones_wait_for_the_morning(world: SweptWorld) -> None:
    world.set_to(set_to(caps={"urgent_a_day": 2}))
    for number in range(12, 17):
        world.record(number, created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:00")
    told = [one for one in world.everything() if one.told]
    assert len(told) == 2
    world.sweep_at("2026-11-22 14:05")
    assert len([one for one in world.everything() if one.told]) == 2
    world.sweep_at("2026-11-23 08:30")
    assert len([one for one in world.everything() if one.told and one.crm_lead_id]) == 5


def test_what_he_was_told_earlier_that_day_counts_and_the_next_day_is_a_new_one(
    world: SweptWorld,
) -> None:
    world.set_to(set_to(caps={"urgent_a_day": 1, "told_a_day": 1}, ladders={"urgent": ONCE}))
    for number, text in ((12, "2026-11-22 10:00"), (13, "2026-11-22 10:05")):
        world.clock.moment = at(text)
        world.record(number, created_at=at(text))
    for text in ("14:00", "14:05", "14:10"):
        world.sweep_at(f"2026-11-22 {text}")
    assert [len(world.told(number)) for number in (12, 13)] == [1, 0]
    world.clock.moment = at("2026-11-23 10:00")
    world.record(14, created_at=at("2026-11-23 10:00"))
    world.sweep_at("2026-11-23 10:00")
    assert [len(world.told(number)) for number in (12, 13, 14)] == [1, 1, 0], "in the digest"
    world.sweep_at("2026-11-23 14:00")
    assert [len(world.told(number)) for number in (12, 13, 14)] == [1, 1, 1]


def test_nobody_is_told_at_once_in_his_quiet_hours(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 14:00"))
    world.sweep_at("2026-11-22 21:00")
    assert world.told() == []
    world.sweep_at("2026-11-23 07:55")
    assert world.told() == []
    world.sweep_at("2026-11-23 09:05")
    assert world.told() == [("new_not_contacted", "owner", OWNER)]


def test_a_record_that_this_code_cannot_read_does_not_stop_the_others(world: SweptWorld) -> None:
    for number in (12, 13):
        world.record(number, created_at=at("2026-11-22 10:00"))
    broken = world.memory.get("opportunities", opportunity_key("default", CrmLeadId(12)))
    assert broken is not None
    world.memory.put("opportunities", broken.id, {**broken.data, "revision": "soon"})
    done = world.sweep_at("2026-11-22 14:00")
    assert (done.passed_over, done.judged) == (1, 1)
    assert world.alerts(13)
    assert str(world.check_at(12)) > "2026-11-22T11:5"


def test_nothing_is_judged_before_stages_and_people_are_known(world: SweptWorld) -> None:
    world.memory.delete("crm_directory", "default")
    world.record(created_at=at("2026-11-22 10:00"))
    assert world.sweep_at("2026-11-22 14:00").waits_for == "directory"
    assert world.alerts() == []
    assert world.memory.get("watermarks", "default.alert_sweep") is not None


def test_what_is_due_later_is_not_looked_at_before(world: SweptWorld) -> None:
    world.record(created_at=at("2026-11-22 10:00"))
    assert world.sweep_at("2026-11-22 10:01").judged == 1
    assert world.sweep_at("2026-11-22 10:06").judged == 1, "the slow pass has it judged once"
    assert world.sweep_at("2026-11-22 10:11").judged == 0
    assert world.check_at() == "2026-11-22T11:00:00.000000Z"


def test_who_has_too_much_is_told_to_his_manager(world: SweptWorld) -> None:
    world.set_to(set_to(overload={"uncontacted": 3}))
    for number in range(12, 15):
        world.record(number, created_at=at("2026-11-22 10:00"))
    world.sweep_at("2026-11-22 14:00")
    world.sweep_at("2026-11-23 08:35")
    [alert] = [one for one in world.everything() if one.cause is Cause.OWNER_OVERLOADED]
    assert (alert.owner_id, alert.crm_lead_id) == (OWNER, 0)
    assert [one.reader_id for one in alert.told] == [LEADER]


@dataclass
class Ticking:
    """Each look at the clock takes a second."""

    clock: SetClock

    def now(self) -> datetime:
        self.clock.moment += timedelta(seconds=1)
        return self.clock.moment


def test_no_page_is_begun_when_time_is_up_and_the_next_run_goes_on(world: SweptWorld) -> None:
    for number in range(1, 251):
        world.record(number, created_at=at("2026-11-22 10:00"))
    world.clock.moment = at("2026-11-22 10:30")
    sweep = replace(
        world.sweeping(Controller(at_most=20_000)),
        clock=Ticking(world.clock),
        judges_within=timedelta(seconds=90),
    )
    runs = [sweep() for _ in range(3)]
    assert [(one.judged, one.has_more, one.looked_at) for one in runs[:2]] == [
        (100, True, 0),
        (100, True, 0),
    ]
    assert (runs[2].judged, runs[2].has_more) == (50, False)


def test_telling_has_its_turn_though_judging_is_behind(world: SweptWorld) -> None:
    for number in range(1, 151):
        world.record(number, created_at=at("2026-11-22 10:00"))
    world.clock.moment = at("2026-11-22 14:00")
    sweep = replace(
        world.sweeping(Controller(at_most=20_000)),
        clock=Ticking(world.clock),
        judges_within=timedelta(seconds=50),
        within=timedelta(hours=1),
    )
    done = sweep()
    assert (done.has_more, done.told) == (True, 10)
