"""Reconciling finds every lead that Meta has, asks no more than it must, and survives anything."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.event import MetaLeadAnnounced
from shared.domain.form_mark import FormMark
from shared.domain.ids import FormId, LeadgenId, PageId, lead_key
from shared.domain.lead import SourceLead, UnreadableLead
from shared.domain.local_days import LocalDays
from shared.domain.queries import FORM_DAYS
from shared.errors import ConnectionDown, PermanentError, TransientError
from shared.usecases.reconcile import Reconcile, Reconciled
from shared.usecases.watermarks import Watermarks
from tests.simulation.faulty import Controller, Crash, Fault
from tests.unit.usecases.crm_stand_in import START, SetClock
from tests.unit.usecases.source_stand_in import ListedSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.domain.event import Event, Topic

PAGE, FORM, OTHER, OLD = "104857600012345", "1001", "1002", "1003"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAYS = LocalDays(ZoneInfo("Asia/Riyadh"))


@dataclass
class AnnouncedBus:
    events: list[MetaLeadAnnounced] = field(default_factory=list)
    is_down: bool = False

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        if self.is_down:
            raise TransientError("the bus is down")
        self.events += [one for one in events if isinstance(one, MetaLeadAnnounced)]

    def take(self) -> list[str]:
        """Give the ids announced since the last look."""
        ids, self.events = [str(one.leadgen_id) for one in self.events], []
        return ids


class World:
    """Meta's lists, our memory and bus; leads are numbered from 1."""

    def __init__(self, memory: SqliteMemory, clock: SetClock) -> None:
        self.memory, self.clock = memory, clock
        self.source, self.bus = ListedSource(), AnnouncedBus()
        self.source.put_form(PAGE, FORM)
        self.taken_in: set[str] = set()
        self.number = 0

    def submit(self, ago: timedelta = timedelta(), form: str = FORM, page: str = PAGE) -> str:
        self.number += 1
        self.source.put_lead(page, form, str(self.number), self.clock.now() - ago)
        return str(self.number)

    def by_webhook(self, leadgen_id: str, page: str = PAGE) -> None:
        key = lead_key("t", PageId(page), LeadgenId(leadgen_id))
        self.memory.create("leads", key, {"leadgen_id": leadgen_id})

    def run(self, **changes: Any) -> Reconciled:
        return self.use_case(**changes)()

    def use_case(self, **changes: Any) -> Reconcile:
        ports: dict[str, Any] = {"source": self.source, "memory": self.memory, "bus": self.bus}
        settled: dict[str, Any] = {"clock": self.clock, "days": DAYS, "tenant": "t"}
        return Reconcile(**{**ports, **settled, **changes})

    def later(self, by: timedelta) -> None:
        self.clock.at += by

    def take_in(self) -> list[str]:
        """Let the handler bring in what was announced, and give the ids."""
        ids = self.bus.take()
        for leadgen_id in set(ids) - self.taken_in:
            self.by_webhook(leadgen_id)
        self.taken_in |= set(ids)
        return ids

    def settled(self) -> None:
        """Let the first passes be over, everything be known, and the form be in use."""
        self.source.put_lead(PAGE, FORM, "900", self.clock.now())
        self.by_webhook("900")
        self.run()
        self.take_in()
        self.source.calls.clear()

    def mark(self, form: str = FORM) -> FormMark:
        found = Watermarks(self.memory).get(f"t.reconcile.{PAGE}.{form}")
        return FormMark.parse(found.cursor)

    def days(self) -> dict[str, tuple[object, ...]]:
        found = self.memory.query(FORM_DAYS, equals={"tenant": "t"}, limit=200)
        shown = ("meta", "known", "announced")
        return {
            str(one.data["day"]): tuple(one.data[name] for name in shown) for one in found.documents
        }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield World(memory, clock)


def test_a_lead_whose_webhook_never_came_is_announced_with_all_that_is_known(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.settled()
    lost = world.submit()
    world.later(16 * MINUTE)

    done = world.run()

    (event,) = world.bus.events
    assert (event.leadgen_id, event.page_id, event.form_id) == (lost, PAGE, FORM)
    assert (event.source, event.tenant, event.submitted_at) == ("reconcile", "t", START)
    assert (done.announced, done.missed, done.backfilled) == (1, 1, 0)
    assert "leads found that no webhook brought" in caplog.text


def test_a_lead_that_the_ledger_knows_is_left_alone(world: World) -> None:
    world.settled()
    world.by_webhook(world.submit())

    done = world.run()

    assert (done.leads, done.announced) == (2, 0)
    assert world.bus.take() == []


def test_a_lead_of_this_moment_is_announced_but_not_counted_as_missed(world: World) -> None:
    world.settled()
    world.later(HOUR)
    world.submit(ago=14 * MINUTE)
    done = world.run()
    assert (done.announced, done.missed) == (1, 0)


def test_a_form_met_for_the_first_time_is_read_as_far_back_as_meta_shows(world: World) -> None:
    ids = [world.submit(ago=n * 11 * DAY + HOUR) for n in range(8)]
    gone = world.submit(ago=95 * DAY)

    done = world.run()

    assert sorted(world.bus.take()) == sorted(ids)
    assert gone not in ids
    assert (done.announced, done.backfilled, done.missed) == (8, 8, 0)


def test_a_form_that_appears_later_is_found_by_itself(world: World) -> None:
    world.settled()
    world.source.put_form(PAGE, OTHER)
    new = world.submit(form=OTHER)
    world.later(15 * MINUTE)
    world.run()
    assert world.bus.take() == [new]


def test_leads_before_the_day_that_is_set_are_left_alone(world: World) -> None:
    world.submit(ago=30 * DAY)
    young = world.submit(ago=5 * DAY)
    world.run(leads_since=START - 10 * DAY)
    assert world.bus.take() == [young]
    assert world.mark().quarter_at == START


def test_a_day_that_is_still_to_come_leaves_everything_alone(world: World) -> None:
    world.submit(ago=5 * DAY)
    world.run(leads_since=START + 10 * DAY)
    assert world.bus.take() == []
    assert world.mark().quarter_at == START


def test_after_any_silence_of_the_scheduler_nothing_is_missing(world: World) -> None:
    world.settled()
    chance, ids = Random(28), []
    for silence in (12 * HOUR, 3 * DAY, 12 * DAY, 40 * DAY):
        ids += [world.submit(ago=-chance.random() * silence) for _ in range(20)]
        world.later(silence + MINUTE)
        world.run()
    assert set(world.bus.take()) == set(ids)


def test_the_mark_moves_to_the_start_of_the_pass_so_what_comes_meanwhile_is_found(
    world: World,
) -> None:
    world.settled()
    world.submit()
    world.later(HOUR)

    def meanwhile(_: SourceLead | UnreadableLead) -> None:
        world.clock.at += MINUTE
        world.source.while_listing = lambda _: None
        world.submit()

    world.source.while_listing = meanwhile
    started = world.clock.now()
    world.run()

    assert world.mark().recent_at == started
    assert world.take_in() == ["1"]
    world.later(20 * MINUTE)
    world.run()
    assert world.bus.take() == ["2"]


def test_a_lead_that_meta_lists_late_is_found_within_the_overlap(world: World) -> None:
    world.submit()
    world.settled()
    world.later(3 * HOUR)
    world.run()
    late = world.submit(ago=110 * MINUTE)
    world.later(5 * MINUTE)
    world.run()
    assert world.bus.take() == [late]


def test_what_only_the_deep_passes_see_is_found_daily_and_weekly(world: World) -> None:
    world.settled()
    world.later(20 * DAY)
    world.run()
    of_the_week, of_the_quarter = world.submit(ago=6 * DAY), world.submit(ago=60 * DAY)
    world.later(23 * HOUR)
    world.run()
    assert world.take_in() == []
    world.later(2 * HOUR)
    world.run()
    assert world.take_in() == [of_the_week]
    world.later(6 * DAY)
    world.run()
    assert world.take_in() == [of_the_quarter]


def test_an_archived_form_costs_calls_in_the_deep_passes_only(world: World) -> None:
    world.source.put_form(PAGE, OLD, "ARCHIVED")
    late = world.submit(ago=3 * DAY, form=OLD)
    world.run()
    assert world.take_in() == [late]
    before = world.source.asked(OLD)
    for _ in range(90):
        world.later(15 * MINUTE)
        world.run()
    assert world.source.asked(OLD) == before
    world.later(2 * HOUR)
    world.run()
    assert world.source.asked(OLD) == before + 4


def test_a_silent_form_is_asked_hourly_and_a_busy_one_every_time(world: World) -> None:
    world.source.put_form(PAGE, OTHER)
    world.settled()
    for _ in range(8):
        world.later(15 * MINUTE)
        world.run()
    assert (world.source.asked(FORM), world.source.asked(OTHER)) == (8, 2)


def test_a_day_of_a_silent_page_costs_few_calls(world: World) -> None:
    world.run()
    world.source.calls.clear()
    for _ in range(96):
        world.later(15 * MINUTE)
        world.run()
    assert world.source.calls.count(("forms", PAGE)) == 96
    assert world.source.asked(FORM) == 24 + 4


def test_leads_are_counted_by_the_companys_own_days(world: World) -> None:
    midnight = DAYS.start(DAYS.of(START))
    for at in (midnight - MINUTE, midnight, midnight + MINUTE):
        world.by_webhook(world.submit(ago=START - at))
    world.submit(ago=START - midnight - 2 * MINUTE)

    world.run()

    assert world.days() == {"2026-11-21": (1, 1, 0), "2026-11-22": (3, 2, 1)}
    world.take_in()
    world.later(25 * HOUR)
    world.run()
    assert world.days() == {"2026-11-21": (1, 1, 0), "2026-11-22": (3, 3, 0)}


def test_a_lead_of_another_shape_is_announced_and_hides_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.settled()
    sound = [world.submit(), world.submit()]
    odd = UnreadableLead(leadgen_id=LeadgenId("77"), created_at=START, fault="$.field_data")
    world.source.leads[FormId(FORM)].insert(1, odd)
    world.later(20 * MINUTE)

    done = world.run()

    assert sorted(world.bus.take()) == sorted([*sound, "77"])
    assert (done.unreadable, done.missed) == (1, 3)
    assert "leads of another shape than documented" in caplog.text


def test_a_lead_without_an_id_stays_in_metas_count_and_is_warned_of_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sound = world.submit()
    nameless = UnreadableLead(created_at=START - HOUR, fault="$.id is not an id")
    world.source.leads[FormId(FORM)].append(nameless)

    assert world.run().unreadable > 0
    assert world.take_in() == [sound]
    caplog.clear()
    world.later(25 * HOUR)

    assert world.run().unreadable > 0
    assert "leads of another shape than documented" in caplog.text
    assert world.days()["2026-11-22"] == (2, 1, 0)


@pytest.mark.parametrize("code", ["meta_quota_used_up", "meta_throttled", "connection_paused"])
def test_a_quota_ends_one_pages_turn_and_the_next_run_goes_on_where_it_stopped(
    world: World, code: str
) -> None:
    for form in (OTHER, OLD):
        world.source.put_form(PAGE, form)
    world.source.put_form("204857600012345", "2001")
    ids = {form: world.submit(form=form) for form in (FORM, OTHER, OLD)}
    elsewhere = world.submit(form="2001", page="204857600012345")
    world.source.refusals[OTHER] = ConnectionDown("no more", code=code, is_certain=True)

    done = world.run()

    assert (done.pages, done.stopped_by, done.refused_forms) == (2, [code], 0)
    assert set(world.bus.take()) == {ids[FORM], elsewhere}
    world.source.refusals.clear()
    world.source.calls.clear()
    world.later(15 * MINUTE)
    world.run()
    asked = [call[1] for call in world.source.calls if call[0] == "leads" and call[1] != "2001"]
    assert list(dict.fromkeys(asked)) == [OTHER, OLD, FORM]


def test_a_form_that_may_not_be_read_does_not_stop_the_others_and_is_asked_hourly(
    world: World,
) -> None:
    world.source.put_form(PAGE, OTHER)
    found = world.submit(form=OTHER)
    world.source.refusals[FORM] = PermanentError("no", code="meta_permission_missing")

    done = world.run()

    assert (done.refused_forms, done.stopped_by) == (1, [])
    assert world.take_in() == [found]
    for _ in range(8):
        world.later(15 * MINUTE)
        world.run()
    assert world.source.asked(FORM) == 3
    world.source.refusals.clear()
    hidden = world.submit(ago=DAY)
    world.later(HOUR)
    world.run()
    assert set(world.take_in()) == {hidden}


def test_a_form_that_always_fails_cannot_starve_the_others(world: World) -> None:
    for n in range(4):
        world.source.put_form(PAGE, f"9{n}")
        world.source.refusals[f"9{n}"] = TransientError("broken", code="meta_unavailable")
    world.source.put_form(PAGE, "9999")
    lost = world.submit(form="9999")
    done = [world.run()]
    assert done[0].stopped_by == ["meta_unavailable"]
    for _ in range(2):
        world.later(15 * MINUTE)
        done.append(world.run())
    assert set(world.take_in()) == {lost}


def test_a_token_that_shows_no_page_is_warned_of(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.source.shown.clear()
    assert world.run().facts()["stopped_by"] == "no_pages"
    assert "shows no Page" in caplog.text


def test_a_page_whose_forms_cannot_be_listed_does_not_stop_the_others(world: World) -> None:
    world.source.put_form("204857600012345", "2001")
    found = world.submit(form="2001", page="204857600012345")
    world.source.refusals[PAGE] = PermanentError("no", code="meta_permission_missing")
    done = world.run()
    assert done.stopped_by == ["meta_permission_missing"]
    assert set(world.bus.take()) == {found}


@pytest.mark.parametrize("port", ["bus", "memory", "pages"])
def test_what_stops_everything_is_raised_and_moves_no_mark(world: World, port: str) -> None:
    world.submit()
    process = Controller(faults={1: Fault.REFUSED})
    broken = process.wrap(port, world.memory)
    changes = {"memory": {"memory": broken}, "bus": {}, "pages": {}}[port]
    world.bus.is_down = port == "bus"
    if port == "pages":
        world.source.refusals["pages"] = TransientError("no", code="meta_unavailable")

    with pytest.raises(TransientError):
        world.run(**changes)

    assert world.mark() == FormMark()


def test_when_the_time_is_over_the_next_run_begins_with_the_next_page(world: World) -> None:
    pages = ["11", "12", "13"]
    world.source.shown.clear()
    for page in pages:
        world.source.put_form(page, f"{page}0")
        world.submit(form=f"{page}0", page=page)

    def slow(_: SourceLead | UnreadableLead) -> None:
        world.clock.at += 61 * timedelta(seconds=1)

    world.source.while_listing = slow
    begun = []
    for _ in range(3):
        world.source.calls.clear()
        assert world.run().stopped_by == ["time"]
        begun += [call[1] for call in world.source.calls if call[0] == "forms"]
        world.later(15 * MINUTE)
    assert begun[:3] == pages


def test_a_large_form_is_taken_in_over_several_runs_without_reading_anything_twice(
    world: World,
) -> None:
    ids = [world.submit(ago=n * DAY + 3 * HOUR) for n in range(80)]
    world.source.while_listing = lambda _: world.later(timedelta(seconds=10))
    runs = []
    while not runs or runs[-1].stopped_by:
        runs.append(world.run())
        assert len(runs) < 20
    assert len(runs) > 3
    assert sorted(world.bus.take()) == sorted(ids)


def test_a_mark_that_nobody_can_read_begins_anew(world: World) -> None:
    known = world.submit(ago=30 * DAY)
    world.settled()
    marks = Watermarks(world.memory)
    marks.move(marks.get(f"t.reconcile.{PAGE}.{FORM}"), "not a mark", START)
    assert world.run().leads > 1
    assert world.bus.take() == []
    assert known in world.taken_in


def test_a_lead_that_slides_to_the_next_page_while_pages_turn_is_announced_once(
    world: World,
) -> None:
    world.settled()
    twice = world.submit()
    world.source.leads[FormId(FORM)] *= 2
    world.later(20 * MINUTE)
    done = world.run()
    assert (world.bus.take(), done.leads) == ([twice], 2)


def calls_of_a_run(world: World) -> int:
    process = Controller(at_most=2_000)
    world.run(**wrapped(world, process))
    return len(process.calls)


def wrapped(world: World, process: Controller) -> dict[str, Any]:
    return {
        "memory": process.wrap("memory", world.memory),
        "bus": process.wrap("bus", world.bus),
    }


@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_killed_at_any_call_the_next_run_announces_what_is_missing(
    tmp_path: Path, fault: Fault
) -> None:
    def fresh(name: str) -> World:
        clock = SetClock()
        made = World(SqliteMemory(tmp_path / name, clock=clock), clock)
        for n in range(130):
            made.submit(ago=n * HOUR)
        return made

    whole = fresh("whole.db")
    calls = calls_of_a_run(whole)
    assert calls > 140
    for number in [*range(1, calls + 1, 13), *range(calls - 6, calls + 1)]:
        world = fresh(f"{number}.db")
        process = Controller(faults={number: fault}, at_most=2_000)
        with pytest.raises(Crash):
            world.run(**wrapped(world, process))
        world.later(15 * MINUTE)
        world.run()
        assert set(world.bus.take()) == {str(n) for n in range(1, 131)}
        world.memory.close()
    whole.memory.close()


def test_killed_between_two_pages_of_leads_no_mark_has_moved(world: World) -> None:
    for n in range(150):
        world.submit(ago=n * MINUTE / 10)
    seen = []

    def die(lead: SourceLead | UnreadableLead) -> None:
        seen.append(lead)
        if len(seen) == 120:
            raise Crash

    world.source.while_listing = die
    with pytest.raises(Crash):
        world.run()
    assert len(world.bus.take()) == 100
    assert world.mark() == FormMark()
    world.source.while_listing = lambda _: None
    world.run()
    assert set(world.bus.take()) == {str(n) for n in range(1, 151)}


def test_of_two_runs_at_once_both_announce_and_one_moves_the_mark(world: World) -> None:
    world.submit()
    world.later(HOUR)
    inner: list[Reconciled] = []

    def race(_: SourceLead | UnreadableLead) -> None:
        world.source.while_listing = lambda _: None
        inner.append(world.run())

    world.source.while_listing = race
    world.run()

    assert inner[0].announced > 0
    assert set(world.bus.take()) == {"1"}
    assert world.mark().quarter_at == world.clock.now()


def test_the_facts_of_a_run_are_plain_values(world: World) -> None:
    world.source.refusals[PAGE] = ConnectionDown("no", code="meta_throttled", is_certain=True)
    facts = world.run().facts()
    assert facts["stopped_by"] == "meta_throttled"
    assert set(facts) == {
        *("pages", "forms", "leads", "announced", "missed", "backfilled"),
        *("unreadable", "refused_forms", "stopped_by"),
    }


def test_local_days_keep_to_their_zone_over_a_change_of_the_clocks() -> None:
    berlin = LocalDays(ZoneInfo("Europe/Berlin"))
    before = datetime.fromisoformat("2026-03-28T12:00:00+00:00")
    assert berlin.floor(before).isoformat() == "2026-03-27T23:00:00+00:00"
    assert berlin.later(before, 2).isoformat() == "2026-03-29T22:00:00+00:00"
