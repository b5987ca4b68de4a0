"""What is gone is gone from the files too; what has expired is unread wherever it still lies (F39)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.document import Write
from shared.domain.event import Topic
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.opportunity import OpportunityState
from shared.ports import Tidy
from shared.usecases.forget_lead import DEAD_LETTERS, RAW_LEADS
from shared.usecases.purge import Purge
from tests.simulation.stand_ins import NOW, GivenClock
from tests.simulation.world import World

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "canary.person@example.com"
WEEK = timedelta(days=7)
A_DAY = timedelta(hours=24)


def files_hold(folder: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


def purge(memory: SqliteMemory, clock: GivenClock) -> int:
    return Purge(memory, clock, "default", timedelta(days=90), tidy=memory)().expired


def test_the_memory_on_sqlite_is_one_that_can_tidy_up(memory: SqliteMemory) -> None:
    assert isinstance(memory, Tidy)


@pytest.mark.parametrize("long", [1, 400], ids=["within a page", "over many pages"])
def test_a_removed_document_leaves_nothing_in_the_files(
    memory: SqliteMemory, tmp_path: Path, long: int
) -> None:
    memory.put("leads", "a", {"lead": [CANARY] * long, "at": 1})
    memory.put("leads", "b", {"lead": [CANARY] * long, "at": 1})
    assert files_hold(tmp_path, CANARY)
    memory.put("leads", "a", {"at": 1})
    memory.batch([Write("leads", "b", None)])
    memory.tidy()
    assert not files_hold(tmp_path, CANARY)
    assert memory.get("leads", "a") is not None


def test_tidying_waits_for_nobody_and_does_the_rest_the_next_time(
    memory: SqliteMemory, tmp_path: Path
) -> None:
    memory.put("leads", "a", {"lead": CANARY})
    with closing(sqlite3.connect(tmp_path / "memory.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM documents").fetchone()
        memory.delete("leads", "a")
        memory._connections.mine().execute("PRAGMA busy_timeout = 0")
        memory.tidy()
    memory.tidy()
    assert not files_hold(tmp_path, CANARY)


def test_f39_what_has_expired_is_unread_a_day_late_and_then_really_removed(
    memory: SqliteMemory, clock: GivenClock, tmp_path: Path
) -> None:
    for number in range(1_200):
        memory.create(RAW_LEADS, f"{number}", {"answers": CANARY}, expires_at=NOW + WEEK)
    memory.create(DEAD_LETTERS, "d", {"lead_key": "k", "payload": CANARY}, expires_at=NOW + WEEK)
    memory.create(RAW_LEADS, "young", {"answers": "kept"}, expires_at=NOW + 2 * WEEK)
    clock.move(WEEK + A_DAY)
    assert memory.get(RAW_LEADS, "7") is None
    assert memory.get(DEAD_LETTERS, "d") is None
    assert files_hold(tmp_path, CANARY)
    assert purge(memory, clock) == 1_201
    assert not files_hold(tmp_path, CANARY)
    assert memory.get(RAW_LEADS, "young") is not None
    assert purge(memory, clock) == 0


@pytest.mark.parametrize("when", ["early", "late"])
def test_f39_no_lead_is_lost_whenever_the_lead_as_read_is_removed(
    memory: SqliteMemory, clock: GivenClock, when: str
) -> None:
    world = World.open(memory, clock, "default")
    delivery = world.announce(1)
    [key] = world.announced
    memory.create(RAW_LEADS, key, {"answers": CANARY}, expires_at=NOW + WEEK)
    if when == "early":
        memory.delete(RAW_LEADS, key)
    else:
        clock.move(WEEK + A_DAY)
    world.deliver(delivery)
    world.recover()
    assert world.broken() == []


def test_a_message_that_was_delivered_leaves_nothing_in_the_queues_file(
    tmp_path: Path, clock: GivenClock
) -> None:
    folder = tmp_path / "queue"
    bus = EmbeddedBus(folder / "queue.db", clock=clock, rng=Random(1))
    with closing(bus):
        event = OdooRecordChanged(
            tenant="default",
            event_id="evt-00000001",
            revision=1,
            kind=ChangeKind.CREATED,
            crm_lead_id=1,
            occurred_at=NOW,
            state=OpportunityState(title=CANARY),
        )
        bus.publish(Topic.LEAD_EVENTS, [event])
        assert files_hold(folder, CANARY)
        heard = Subscription("handler", Topic.LEAD_EVENTS, "handler")
        Courier(bus.queue, [heard], lambda *_: 204, rng=Random(1)).deliver_due()
        bus.queue.tidy([heard])
        assert not files_hold(folder, CANARY)
