"""An import announces each lead once, keeps it before, and can be begun again at any time."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.ids import LeadgenId, PageId, lead_key
from shared.domain.lead import Answer, Attribution, SourceLead
from shared.errors import PermanentError, TransientError
from shared.usecases.import_leads import ImportLeads, Outcome, Row, RowResult
from shared.usecases.imported_leads import RAW_LEADS, imported_lead
from shared.usecases.read_lead import LeadReader
from tests.unit.usecases.crm_stand_in import START, SetClock
from tests.unit.usecases.source_stand_in import ListedSource
from tests.unit.usecases.test_reconcile import AnnouncedBus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = PageId("104857600012345")


def row(number: int) -> Row:
    lead = SourceLead(
        leadgen_id=LeadgenId(str(number)),
        created_at=START - timedelta(days=200),
        answers=(Answer(question="email", values=(f"{number}@example.com",)),),
        attribution=Attribution(page_id=PAGE),
    )
    return Row(number + 1, lead)


def key(number: int) -> str:
    return lead_key("t", PAGE, LeadgenId(str(number)))


class World:
    def __init__(self, memory: SqliteMemory, clock: SetClock) -> None:
        self.memory, self.clock, self.bus = memory, clock, AnnouncedBus()
        self.bring_in = ImportLeads(memory, self.bus, clock, "t")

    def run(self, *rows: Row, dry: bool = False) -> list[RowResult]:
        return list(self.bring_in(rows, is_dry_run=dry))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield World(memory, clock)


def test_each_new_lead_is_kept_and_announced(world: World) -> None:
    results = world.run(*(row(n) for n in range(1, 251)))
    assert {one.outcome for one in results} == {Outcome.ANNOUNCED}
    assert [event.source for event in world.bus.events] == ["import"] * 250
    assert sorted(world.bus.take(), key=int) == [str(n) for n in range(1, 251)]
    assert imported_lead(world.memory, lead_key("t", PAGE, LeadgenId("250"))) == row(250).lead


def test_what_the_ledger_knows_and_what_is_there_twice_is_left_alone(world: World) -> None:
    world.memory.create("leads", key(1), {})
    results = world.run(row(1), row(2), row(2), Row(9, None, "no"))
    assert [one.outcome for one in results] == ["known", "announced", "twice", "bad"]
    assert (results[3].line, results[3].fault) == (9, "no")
    assert world.bus.take() == ["2"]
    assert world.memory.get(RAW_LEADS, key(1)) is None


def test_a_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    results = world.run(row(1), row(1), dry=True)
    assert [one.outcome for one in results] == ["announced", "twice"]
    assert world.bus.take() == []
    assert world.memory.get(RAW_LEADS, key(1)) is None


def test_a_lead_is_kept_before_it_is_announced(world: World) -> None:
    world.bus.is_down = True
    with pytest.raises(TransientError):
        world.run(row(1))
    assert world.memory.get(RAW_LEADS, key(1)) is not None
    world.bus.is_down = False
    assert world.run(row(1))[0].outcome is Outcome.ANNOUNCED


def test_rows_are_taken_as_they_come_and_never_all_at_once(world: World) -> None:
    taken = []

    def endless() -> Iterator[Row]:
        number = 0
        while True:
            number += 1
            taken.append(number)
            yield row(number)

    results = world.bring_in(endless())
    assert next(results).outcome is Outcome.ANNOUNCED
    assert len(taken) == 100


def test_the_reader_takes_an_imported_lead_from_its_row_and_others_from_meta(world: World) -> None:
    world.run(row(1))
    reader = LeadReader(ListedSource(), world.memory, "SA")
    imported_as = lead_key("t", PAGE, LeadgenId("1"))

    lead = reader.read(PAGE, LeadgenId("1"), imported_as=imported_as)

    assert lead.person.email == "1@example.com"
    with pytest.raises(PermanentError, match="no such lead"):
        reader.read(PAGE, LeadgenId("1"))


@pytest.mark.parametrize("how", ["lapsed", "unreadable"])
def test_a_row_that_is_kept_no_more_is_read_from_meta(world: World, how: str) -> None:
    world.run(row(1))
    source = ListedSource()
    source.put_lead(PAGE, "7", "1", START)
    source.put_form(PAGE, "7")
    imported_as = lead_key("t", PAGE, LeadgenId("1"))
    if how == "lapsed":
        world.clock.at += timedelta(days=7, seconds=1)
    else:
        world.memory.put(RAW_LEADS, imported_as, {"leadgen_id": "1"})

    lead = LeadReader(source, world.memory, "SA").read(
        PAGE, LeadgenId("1"), imported_as=imported_as
    )

    assert lead.person.full_name == "Sara"
