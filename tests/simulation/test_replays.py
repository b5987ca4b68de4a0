"""Replays: F44 (two people send the same thousand leads at one moment), patience, crashes."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.event import MetaLeadAnnounced, Topic, decode
from shared.domain.ids import lead_key
from shared.domain.ledger import LeadState, LedgerEntry
from shared.domain.queries import LATEST_LEADS_IN_STATE
from shared.domain.replay import Outcome, Run, Selection
from shared.errors import SuiteError, TransientError
from shared.push import parse_push
from shared.usecases.lead_ledger import LEADS, _data
from shared.usecases.read_lead import LeadReader
from shared.usecases.replay import Replay
from shared.usecases.replay_trail import ReplayTrail
from shared.usecases.take_in_lead import TakeInLead
from tests.simulation.faulty import Crash
from tests.simulation.stand_ins import FORM, NOW, PAGE, CrmStandIn, SourceStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shared.domain.ids import CrmLeadId, LeadKey
    from tests.simulation.conftest import Worlds
    from tests.simulation.world import World

LEADS_DEAD = 1_000


def dead_lead(number: int, source: SourceStandIn) -> LedgerEntry:
    leadgen_id = str(71234567890000000 + number)
    source.add(leadgen_id, f"Name {number}", f"n{number}@example.com", f"+96650{number:07d}")
    entry = LedgerEntry.model_validate(
        {
            "key": lead_key("default", PAGE, leadgen_id),  # type: ignore[arg-type]
            "tenant": "default",
            "page_id": PAGE,
            "leadgen_id": leadgen_id,
            "form_id": FORM,
            "source": "webhook",
            "announced_at": NOW,
        }
    )
    return entry.claimed(NOW).dead("odoo_invalid", "Odoo refused the record")


def door(take_in_lead: TakeInLead, heard: list[str]):
    """Give a deliverer that lets the use case take each announcement."""

    def deliver(one: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        event = decode(parse_push(headers, body).message)
        assert isinstance(event, MetaLeadAnnounced)
        heard.append(event.leadgen_id)
        try:
            take_in_lead(event)
        except SuiteError:
            return 503
        return 204

    return deliver


@dataclass(frozen=True)
class Desk:
    """A thousand dead leads, the bus that announces them and who takes them in."""

    memory: SqliteMemory
    bus: EmbeddedBus
    crm: CrmStandIn
    courier: Courier
    heard: list[str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock, source, heard = SystemClock(), SourceStandIn(), list[str]()
    with ExitStack() as opened:
        memory = opened.enter_context(
            closing(SqliteMemory(tmp_path / "m.db", clock=clock, synchronous="NORMAL"))
        )
        bus = opened.enter_context(
            EmbeddedBus(tmp_path / "q.db", clock=clock, rng=Random(1), synchronous="NORMAL")
        )
        for number in range(LEADS_DEAD):
            entry = dead_lead(number, source)
            memory.create(LEADS, entry.key, _data(entry))
        crm = CrmStandIn(clock)  # type: ignore[arg-type]
        reader = LeadReader(source, memory, "SA")  # type: ignore[arg-type]
        take_in_lead = TakeInLead(reader, crm, memory, bus, clock, Random(2))  # type: ignore[arg-type]
        listener = Subscription("leads", Topic.LEAD_EVENTS, "leads", concurrency=8)
        deliver = door(take_in_lead, heard)
        courier = Courier(bus.queue, [listener], deliver, rng=Random(3), poll_s=0.05)
        opened.enter_context(courier)
        yield Desk(memory, bus, crm, courier, heard)


def two_people_at_once(desk: Desk) -> list[Run]:
    """Let each run twice; the first runs have both found all before one of them moves any."""
    runs, barrier = list[Run](), threading.Barrier(2)

    def both_have_found_them(done: int, total: int) -> None:
        if done == 0 and total == LEADS_DEAD:
            barrier.wait(30)

    def operator(name: str) -> None:
        replay = Replay(desk.memory, desk.bus, SystemClock(), Random(name), "default")
        runs.append(replay(Selection(), who=name, progress=both_have_found_them))
        runs.append(replay(Selection(), who=name))

    people = [threading.Thread(target=operator, args=(name,)) for name in ("huda", "ali")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return runs


def test_f44_two_people_send_a_thousand_dead_leads_again_and_each_is_in_odoo_once(
    desk: Desk,
) -> None:
    """F44, on SQLite and the real bus: twice two runs at one time; all stand in the trail."""
    runs = two_people_at_once(desk)
    assert desk.courier.drain(60)

    is_done = {"state": LeadState.DONE.value}
    assert desk.memory.count(LATEST_LEADS_IN_STATE, equals=is_done) == LEADS_DEAD
    assert len({lead.key for lead in desk.crm.leads.values()}) == LEADS_DEAD
    assert len(desk.crm.leads) == len(set(desk.heard)) == LEADS_DEAD
    assert sum(len(run.items) for run in runs) >= 2 * LEADS_DEAD
    assert sum(run.counts[Outcome.SENT_AGAIN] for run in runs) == LEADS_DEAD
    trail = ReplayTrail(desk.memory, "default").latest(10)
    assert sorted(run.who for run in trail) == ["ali", "ali", "huda", "huda"]
    assert all(run.finished_at for run in trail)


def test_a_lead_that_was_given_up_has_all_its_patience_again(
    new_world: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_: object) -> CrmLeadId:
        raise TransientError("Odoo is down", code="odoo_unavailable")

    with new_world() as world:
        delivery = world.announce(1)
        (key,) = world.announced
        with monkeypatch.context() as outage:
            outage.setattr(world.crm, "put_lead", is_down)
            world.deliver(delivery)
            world.clock.move(timedelta(hours=80))
            world.deliver(world.redeliver(delivery.event.model_copy(update={"source": "replay"})))
            assert state(world, key) == (LeadState.DEAD, "gave_up")

            replay = Replay(world.memory, world.bus, world.clock, Random(1), world.tenant)  # type: ignore[arg-type]
            assert replay(Selection(item=key), who="huda").counts == {Outcome.SENT_AGAIN: 1}
            world.deliver(world.bus.waiting[-1])
            assert state(world, key) == (LeadState.WAITING, "odoo_unavailable")
        world.recover()
        assert world.broken(opportunities=1) == []


def test_what_a_crash_between_moving_and_announcing_leaves_is_announced_by_the_next_sweep(
    new_world: Worlds,
) -> None:
    with new_world() as world:
        delivery = world.announce(1)
        (key,) = world.announced
        world.deliver(delivery)
        entry = world.entry(key)
        assert entry is not None
        lost = entry.model_copy(update={"crm_lead_id": None, "decision": None, "lead": None})
        world.memory.put(LEADS, key, _data(lost.dead("odoo_invalid", "refused")))
        world.crm.leads.clear()

        class DyingBus:
            def publish(self, *_: object) -> None:
                raise Crash

        replay = Replay(world.memory, DyingBus(), world.clock, Random(1), world.tenant)  # type: ignore[arg-type]
        with pytest.raises(Crash):
            replay(Selection(item=key), who="huda")
        assert state(world, key) == (LeadState.WAITING, None)
        world.recover()
        assert state(world, key) == (LeadState.DONE, None)
        assert len(world.crm.leads) == 1


def state(world: World, key: LeadKey) -> tuple[LeadState, str | None]:
    entry = world.entry(key)
    assert entry is not None
    return entry.state, entry.reason
