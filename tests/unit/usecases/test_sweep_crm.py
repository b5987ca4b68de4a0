"""The sweep finds every difference, tells nothing twice, and stays within its bounds."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.storage.sqlite import SqliteMemory
from shared.errors import TransientError
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.opportunities import OPPORTUNITIES, Opportunities
from shared.usecases.refresh_directory import read_directory
from shared.usecases.sweep_crm import SweepCrm, Swept
from shared.usecases.sweep_mark import NOTED_AT_MOST, SweepMark
from shared.usecases.watermarks import Watermarks
from tests.unit.usecases.crm_stand_in import START, KeptBus, SetClock, StandInPipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE = timedelta(minutes=1)


class World:
    def __init__(self, memory: SqliteMemory, clock: SetClock) -> None:
        self.memory, self.clock, self.bus = memory, clock, KeptBus()
        self.pipeline = StandInPipeline(clock)
        self.apply = ApplyOdooChange(memory, KeptBus(), clock)
        self.sweep = SweepCrm(
            self.pipeline, memory, self.bus, clock, "t", slice_size=3, slices_at_most=4
        )

    def round(self) -> list[int]:
        """Sweep to the end of the round, take in what it tells, and give the ids."""
        told: list[int] = []
        while True:
            self.clock.at += MINUTE
            done = self.sweep()
            told += self.bus.ids()
            for event in self.bus.events:
                self.apply(event)
            self.bus.events.clear()
            if done.is_round_over:
                return told

    def pictured(self, crm_id: int) -> str | None:
        found = Opportunities(self.memory).find("t", crm_id)  # type: ignore[arg-type]
        return found.picture.state.title if found and found.picture.state else None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield World(memory, clock)


def test_the_first_round_takes_everything_in_and_the_second_tells_nothing(world: World) -> None:
    for one in range(1, 8):
        world.pipeline.put(one * 10, f"no {one}")

    assert world.round() == [10, 20, 30, 40, 50, 60, 70]
    assert world.pictured(40) == "no 4"
    assert world.round() == []


def test_what_changed_unseen_is_told(world: World) -> None:
    for one in range(1, 8):
        world.pipeline.put(one)
    world.round()

    world.pipeline.put(5, "renamed")

    assert world.round() == [5]
    assert world.pictured(5) == "renamed"


@pytest.mark.parametrize("gone", [[1], [3], [3, 4, 5], [7], [1, 2, 3, 4, 5, 6, 7]])
def test_what_is_gone_is_told_wherever_it_stood(world: World, gone: list[int]) -> None:
    for one in range(1, 8):
        world.pipeline.put(one)
    world.round()

    for one in gone:
        del world.pipeline.states[one]

    assert sorted(world.round()) == gone
    assert [world.pictured(one) for one in gone] == [None] * len(gone)
    assert world.round() == []


def test_what_is_back_before_it_is_read_again_is_not_told_as_gone(world: World) -> None:
    world.pipeline.put(1)
    world.round()
    state = world.pipeline.states.pop(1)
    world.pipeline.before_read = lambda: world.pipeline.states.update({1: state})

    assert world.round() == []


def test_where_our_picture_is_newer_than_the_reading_it_stays(world: World) -> None:
    world.pipeline.put(1, "old")
    world.round()
    world.pipeline.put(1, "new")
    world.round()
    world.pipeline.states[1] = world.pipeline.states[1].model_copy(update={"title": "old"})
    world.clock.at -= 2 * MINUTE

    world.sweep()

    assert world.bus.ids() == []


def test_what_was_changed_just_now_is_left_to_the_crms_own_report(world: World) -> None:
    world.pipeline.reports = True
    world.pipeline.put(1, at=START)
    world.pipeline.put(2)

    assert world.round() == [2]
    world.clock.at += 15 * MINUTE
    assert world.round() == [1]


def test_what_is_gone_waits_for_the_crms_own_report_too(world: World) -> None:
    for one in (1, 2):
        world.pipeline.put(one)
    world.round()
    world.pipeline.reports = True
    del world.pipeline.states[1]

    assert world.round() == []
    world.clock.at += 10 * MINUTE
    assert world.round() == []
    world.clock.at += 5 * MINUTE
    assert world.round() == [1]
    assert world.round() == []


def test_without_reports_nothing_waits(world: World) -> None:
    world.pipeline.put(1, at=START)

    assert world.round() == [1]


def test_a_run_stops_at_its_number_of_slices_and_the_next_goes_on(world: World) -> None:
    for one in range(1, 15):
        world.pipeline.put(one)

    assert world.sweep() == Swept(slices=4, compared=12, published=12)
    assert world.sweep() == Swept(slices=1, compared=2, published=2, is_round_over=True)


@pytest.mark.parametrize(("rounds", "slices"), [(0, 4), (1, 2)])
def test_the_first_round_has_more_time(world: World, rounds: int, slices: int) -> None:
    for one in range(1, 15):
        world.pipeline.put(one)
    Watermarks(world.memory).move(Watermarks(world.memory).get("t.crm_sweep"), str(SweepMark(rounds=rounds)), START)  # fmt: skip
    read = world.pipeline.opportunities_after

    def slow(crm_lead_id: int, *, at_most: int) -> object:
        world.clock.at += timedelta(seconds=45)
        return read(crm_lead_id, at_most=at_most)

    world.pipeline.opportunities_after = slow  # type: ignore[method-assign,assignment]

    assert world.sweep().slices == slices


def test_a_failing_bus_loses_nothing(world: World) -> None:
    world.pipeline.put(1)
    world.bus.is_down = True
    with pytest.raises(TransientError):
        world.sweep()

    world.bus.is_down = False

    assert world.round() == [1]


def test_a_picture_of_newer_code_is_left_alone(world: World) -> None:
    world.pipeline.put(1)
    world.memory.create(OPPORTUNITIES, "odd", {"tenant": "t", "crm_lead_id": 1, "key": 5})

    assert world.round() == []
    del world.pipeline.states[1]
    assert world.round() == []


def test_another_tenants_opportunities_are_not_gone(world: World) -> None:
    data = {"key": "k", "tenant": "u", "crm_lead_id": 5, "revision": 1, "seen_at": "2026-01-01T00:00:00.000000Z", "state": {}}  # fmt: skip
    world.memory.create(OPPORTUNITIES, "k", data)

    assert world.round() == []
    assert "read" not in world.pipeline.calls


def test_an_empty_crm_is_a_round(world: World) -> None:
    assert world.sweep() == Swept(slices=1, is_round_over=True)


def test_the_directory_is_read_once_an_hour(world: World) -> None:
    for _ in range(3):
        world.sweep()
    assert world.pipeline.calls.count("directory") == 1
    found = read_directory(world.memory, "t")
    assert found is not None
    assert [stage.name for stage in found.stages] == ["New"]

    world.clock.at += timedelta(hours=1)
    world.sweep()

    assert world.pipeline.calls.count("directory") == 2


def test_a_directory_that_cannot_be_read_stops_no_slice(world: World) -> None:
    def denied() -> object:
        raise TransientError("no right", code="odoo_access_denied")

    world.pipeline.directory = denied  # type: ignore[method-assign,assignment]
    world.pipeline.put(1)
    with pytest.raises(TransientError):
        world.sweep()

    assert world.bus.ids() == [1]


@pytest.mark.parametrize("text", [None, "", "x", "[]", "[2,5,0,{}]", '[1,"5",0,{}]', "[1,5,0,[]]"])
def test_a_mark_that_nobody_can_read_begins_anew(text: str | None) -> None:
    assert SweepMark.parse(text) == SweepMark()


def test_a_mark_stays_small() -> None:
    mark = SweepMark().noting(range(10_000), START)

    assert len(mark.gone) == NOTED_AT_MOST
    assert SweepMark.parse(str(mark)) == mark


@settings(max_examples=25, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["a", "b", None])), max_size=25),
    sweeps=st.sets(st.integers(0, 25)),
)
def test_after_a_round_our_picture_is_the_crms(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, str | None]],
    sweeps: set[int],
) -> None:
    clock, path = SetClock(), tmp_path_factory.mktemp("sweep") / "memory.db"
    with closing(SqliteMemory(path, clock=clock)) as memory:
        world = World(memory, clock)
        for at, (crm_id, title) in enumerate(changes):
            if title is None:
                world.pipeline.states.pop(crm_id, None)
            else:
                world.pipeline.put(crm_id, title)
            if at in sweeps:
                world.round()
        world.round()

        assert {one: world.pictured(one) for one in range(1, 13)} == {
            one: state.title if (state := world.pipeline.states.get(one)) else None
            for one in range(1, 13)
        }
