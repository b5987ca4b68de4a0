"""What is followed: touches, the slow pass, settings that change, turns of readers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.ids import CrmLeadId
from shared.domain.queries import FOLLOW_UPS_IN_CRM_ORDER
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.find_unfollowed import FindUnfollowed
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.alerts.pass_mark import PassMark
from shared.usecases.alerts.reader_days import ReaderDays
from tests.alert_records import OWNER, at, set_to

if TYPE_CHECKING:
    from tests.swept_world import SweptWorld

NOW = at("2026-11-22 10:00")
TODAY = NOW.date()


def followed(world: SweptWorld) -> list[object]:
    page = world.memory.query(FOLLOW_UPS_IN_CRM_ORDER, equals={"tenant": "default"}, limit=100)
    return [one.data["crm_lead_id"] for one in page.documents]


def forget_all(world: SweptWorld) -> None:
    page = world.memory.query(FOLLOW_UPS_IN_CRM_ORDER, equals={"tenant": "default"}, limit=100)
    for one in page.documents:
        world.memory.delete("follow_ups", one.id)


def test_a_touch_wins_over_what_is_settled_at_the_same_moment(world: SweptWorld) -> None:
    follow_ups = FollowUps(world.memory, "default")
    follow_ups.touch(CrmLeadId(12), NOW)
    [one] = follow_ups.due(NOW, None).follow_ups
    follow_ups.touch(CrmLeadId(12), NOW)
    assert not follow_ups.put_off(one, NOW + timedelta(days=1))
    assert follow_ups.count_due(NOW) == 1


def test_a_touch_and_a_delay_leave_it_with_its_owner(world: SweptWorld) -> None:
    follow_ups = FollowUps(world.memory, "default")
    follow_ups.touch_all([(CrmLeadId(12), OWNER), (CrmLeadId(13), OWNER)], NOW)
    follow_ups.touch(CrmLeadId(12), NOW + timedelta(minutes=1))
    assert follow_ups.count_of(OWNER) == 2
    one = follow_ups.find(CrmLeadId(13))
    assert one is not None
    assert follow_ups.put_off(one, NOW + timedelta(hours=1))
    assert follow_ups.count_of(OWNER) == 2
    follow_ups.touch_all([(CrmLeadId(12), None)], NOW)
    follow_ups.touch(CrmLeadId(12), NOW)
    assert follow_ups.count_of(OWNER) == 1


def test_what_is_due_comes_in_pages_the_longest_waiting_first(world: SweptWorld) -> None:
    follow_ups = FollowUps(world.memory, "default")
    for number in range(5):
        follow_ups.touch(CrmLeadId(10 - number), NOW + timedelta(seconds=number))
    first = follow_ups.due(NOW + timedelta(seconds=3), None, limit=3)
    rest = follow_ups.due(NOW + timedelta(seconds=3), first.cursor, limit=3)
    assert [one.crm_lead_id for one in (*first.follow_ups, *rest.follow_ups)] == [10, 9, 8, 7]


def test_the_pass_finds_open_records_that_nobody_follows_and_no_others(world: SweptWorld) -> None:
    for number in (12, 13):
        world.record(number)
    world.closed(14, outcome="won")
    world.record(15, is_active=False)
    world.gone(16)
    forget_all(world)
    find = FindUnfollowed(world.memory, world.clock, "default", slice_size=2)
    done = find("rules", NOW + timedelta(minutes=1))
    assert (done.looked_at, done.touched, done.is_round_over) == (5, 2, True)
    assert followed(world) == [12, 13]


def test_a_round_goes_on_where_it_stopped_and_begins_anew_the_next_day(world: SweptWorld) -> None:
    for number in range(12, 17):
        world.record(number)
    find = FindUnfollowed(world.memory, world.clock, "default", slice_size=2, slices_at_most=1)
    until = NOW + timedelta(days=9)
    looked_at = [find("rules", until).looked_at for _ in range(4)]
    assert looked_at == [2, 2, 1, 0]
    forget_all(world)
    world.clock.moment += timedelta(hours=25)
    assert [find("rules", until).touched for _ in range(4)] == [2, 2, 1, 0]
    world.clock.moment += timedelta(hours=25)
    assert [find("rules", until).touched for _ in range(4)] == [0, 0, 0, 0]


def test_rules_that_mean_something_else_have_everything_judged_anew(world: SweptWorld) -> None:
    world.record(12)
    for text in ("10:00", "10:05", "10:10"):
        world.sweep_at(f"2026-11-22 {text}")
    assert world.sweep_at("2026-11-22 10:15").judged == 0
    world.set_to(set_to(causes={"idle": {"after": "2 days"}}))
    assert world.sweep_at("2026-11-22 10:20").looked_at == 1
    assert world.sweep_at("2026-11-22 10:25").judged == 1
    assert world.sweep_at("2026-11-22 10:30").judged == 0


def test_no_slice_is_begun_when_time_is_up(world: SweptWorld) -> None:
    world.record(12)
    assert FindUnfollowed(world.memory, world.clock, "default")("rules", NOW).looked_at == 0


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '[2,5,"x",null,false]', "[1,-1,7,3,0]"])
def test_a_mark_that_is_none_begins_anew(text: str | None) -> None:
    assert PassMark.parse(text) == PassMark()


def test_a_mark_reads_as_it_was_written() -> None:
    for mark in (PassMark(7, "ab", None, is_for_all=True), PassMark(rules="x").ended(NOW)):
        assert PassMark.parse(str(mark)) == mark


def test_settings_are_kept_for_a_minute_and_damaged_ones_leave_the_last_in_force(
    world: SweptWorld,
) -> None:
    book = AlertSettingsBook(world.memory, world.clock, "default")
    world.set_to(set_to(is_on=False))
    assert not book.read().is_on
    world.memory.put("alert_settings", "default", {"is_on": "perhaps"})
    world.clock.moment += timedelta(minutes=2)
    assert not book.read().is_on
    assert AlertSettingsBook(world.memory, world.clock, "default").read().is_on


def test_of_two_who_change_settings_the_second_is_told(world: SweptWorld) -> None:
    book = AlertSettingsBook(world.memory, world.clock, "default")
    stored = book.stored()
    assert book.replace(stored, set_to(is_on=False), who="one")
    assert not book.replace(stored, set_to(learns=True), who="two")
    assert not book.read().is_on


def test_a_day_has_so_many_places_and_a_repeat_takes_one(world: SweptWorld) -> None:
    days = ReaderDays(world.memory, "default")

    def take(key: str) -> bool:
        return days.take(OWNER, TODAY, key, at_most=2, now=NOW)

    assert [take(key) for key in ("a", "b", "a", "c", "b")] == [True, True, True, False, True]
    assert days.count(OWNER, TODAY) == 2
    assert days.instant(OWNER, (TODAY, TODAY - timedelta(days=1))) == {"a", "b"}


def test_the_first_list_of_a_day_is_the_one_that_is_sent(world: SweptWorld) -> None:
    days = ReaderDays(world.memory, "default")
    days.list_digest(OWNER, TODAY, ["a", "b"], 3, NOW)
    again = days.list_digest(OWNER, TODAY, ["c"], 0, NOW)
    assert (again.digest, again.more) == (("a", "b"), 3)


def test_a_reader_keeps_the_turn_that_he_has(world: SweptWorld) -> None:
    days = ReaderDays(world.memory, "default")
    days.await_digest(OWNER, NOW)
    days.await_digest(OWNER, NOW + timedelta(days=1))
    [due] = days.due(NOW, None).due
    assert days.turn_over(due, NOW + timedelta(days=2))
    assert not days.turn_over(due, NOW + timedelta(days=3))
    assert days.due(NOW + timedelta(days=1), None).due == ()
