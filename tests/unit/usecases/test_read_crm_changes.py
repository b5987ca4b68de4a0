"""Reading changes by time: nothing is lost, two runs do no harm, a run is bounded."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.odoo_change import ChangeKind
from shared.errors import TransientError
from shared.usecases.read_crm_changes import ChangesRead, ReadCrmChanges
from shared.usecases.refresh_directory import read_directory
from shared.usecases.watermarks import WATERMARKS, Watermarks
from tests.unit.usecases.crm_stand_in import LONG_AGO, KeptBus, SetClock, StandInPipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "t.crm_changes"


class World:
    def __init__(self, memory: SqliteMemory, clock: SetClock) -> None:
        self.memory, self.clock, self.bus = memory, clock, KeptBus()
        self.pipeline = StandInPipeline(clock)
        self.read = ReadCrmChanges(
            self.pipeline, memory, self.bus, clock, "t", page_size=3, pages_at_most=4
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield World(memory, clock)


def test_the_first_run_only_remembers_where_it_begins(world: World) -> None:
    world.pipeline.put(1)

    assert world.read() == ChangesRead(pages=1)
    assert world.bus.events == []
    world.pipeline.put(2)
    world.read()
    assert world.bus.ids() == [2]


def test_what_was_read_is_published_with_revision_state_and_time(world: World) -> None:
    world.read()
    world.pipeline.put(7, "villa")

    assert world.read().facts() == {
        "is_reported": False,
        "pages": 1,
        "published": 1,
        "has_more": False,
    }
    [event] = world.bus.events
    assert (event.tenant, event.crm_lead_id, event.source) == ("t", 7, "poll")
    assert event.kind is ChangeKind.OBSERVED
    assert event.state == world.pipeline.states[7]
    assert event.revision == int(world.clock.at.timestamp() * 1000)
    assert event.occurred_at == LONG_AGO
    assert event.event_id == f"poll-7-{event.revision}"


def test_where_the_crm_reports_changes_itself_only_its_directory_is_read(world: World) -> None:
    world.pipeline.reports = True
    world.pipeline.put(1)

    assert world.read() == ChangesRead(is_reported=True)
    assert world.pipeline.calls == ["directory"]
    assert read_directory(world.memory, "t") is not None

    world.read()
    assert world.pipeline.calls == ["directory"]
    assert world.memory.get(WATERMARKS, NAME) is None


def test_when_reports_end_reading_goes_on_where_it_stopped(world: World) -> None:
    world.read()
    world.pipeline.reports = True
    world.pipeline.put(1)
    world.read()
    world.pipeline.reports = False

    world.read()

    assert world.bus.ids() == [1]


def test_pages_are_read_to_the_end_and_the_next_run_finds_nothing(world: World) -> None:
    world.read()
    for one in range(1, 9):
        world.pipeline.put(one)

    assert world.read() == ChangesRead(pages=3, published=8)
    assert world.bus.ids() == list(range(1, 9))
    assert world.read().published == 0


def test_a_run_stops_at_its_number_of_pages_and_the_next_goes_on(world: World) -> None:
    world.read()
    for one in range(1, 15):
        world.pipeline.put(one)

    assert world.read() == ChangesRead(pages=4, published=12, has_more=True)
    assert world.read() == ChangesRead(pages=1, published=2)
    assert world.bus.ids() == list(range(1, 15))


def test_a_run_stops_when_its_time_is_over(world: World) -> None:
    world.read()
    for one in range(1, 9):
        world.pipeline.put(one)
    read = world.pipeline.changed_since

    def slow(cursor: str | None, *, at_most: int) -> object:
        world.clock.at += timedelta(seconds=30)
        return read(cursor, at_most=at_most)

    world.pipeline.changed_since = slow  # type: ignore[method-assign,assignment]

    assert world.read() == ChangesRead(pages=2, published=6, has_more=True)


def test_the_watermark_stays_when_the_bus_fails(world: World) -> None:
    world.read()
    world.pipeline.put(1)
    world.bus.is_down = True
    with pytest.raises(TransientError):
        world.read()

    world.bus.is_down = False
    world.read()

    assert world.bus.ids() == [1]


def test_of_two_runs_at_once_one_stops_and_nothing_is_lost(world: World) -> None:
    world.read()
    for one in range(1, 9):
        world.pipeline.put(one)
    publish, is_first = world.bus.publish, [True]

    def publish_while_another_runs(topic: object, events: object) -> None:
        publish(topic, events)  # type: ignore[arg-type]
        if is_first.pop() if is_first else False:
            world.read()

    world.bus.publish = publish_while_another_runs  # type: ignore[method-assign,assignment]
    done = world.read()

    assert done == ChangesRead(pages=1, published=3, has_more=True)
    assert set(world.bus.ids()) == set(range(1, 9))


def test_a_watermark_that_nobody_can_read_begins_anew(world: World) -> None:
    world.memory.create(WATERMARKS, NAME, {"cursor": "of a newer version"})
    world.pipeline.put(1)

    world.read()
    world.pipeline.put(2)
    world.read()

    assert world.bus.ids() == [2]


def test_a_watermark_moves_from_where_it_was_read_only(world: World) -> None:
    marks = Watermarks(world.memory)
    mark = marks.get("job")

    moved = marks.move(mark, "1", world.clock.at)

    assert moved is not None
    assert marks.move(mark, "2", world.clock.at) is None
    assert marks.move(moved, "3", world.clock.at) is not None
    assert marks.get("job").cursor == "3"
