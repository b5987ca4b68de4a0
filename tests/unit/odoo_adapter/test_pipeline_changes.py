"""Passes over time: what is committed late is not missed, what is old is not read for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.demo.faults import Rule
from deploy.local.demo.odoo import DemoOdoo
from shared.adapters.odoo.pipeline import OdooPipeline
from shared.adapters.odoo.pipeline.changes import OVERLAP_S, Cursor
from shared.errors import BadInput, TransientError
from shared.odoo_client import OdooClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class World:
    """A demo Odoo and a Pipeline; both clocks are given, Odoo's is 40 minutes behind ours."""

    def __init__(self, path: Path) -> None:
        self.at = START
        self.odoo = DemoOdoo.start(path / "odoo.db", now=lambda: self.at - timedelta(minutes=40))
        access = {"database": self.odoo.database, "api_key": self.odoo.api_key}
        self.client = OdooClient.connect(self.odoo.url, **access)
        self.pipeline = OdooPipeline(self.client, tenant="t", clock=self)
        self.cursor = str(self.pipeline.changed_since(None, at_most=10).cursor)

    def now(self) -> datetime:
        return self.at

    def make(self, *names: str) -> list[int]:
        rows = [{"name": name} for name in names]
        return self.client.create_many("crm.lead", rows, context={"tracking_disable": True})

    def poll(self, at_most: int = 10) -> list[int]:
        """Read a pass to its end; a minute goes by."""
        ids: list[int] = []
        while True:
            page = self.pipeline.changed_since(self.cursor, at_most=at_most)
            self.cursor = str(page.cursor)
            ids += [int(one.crm_lead_id) for one in page.readings]
            if not page.has_more:
                self.at += MINUTE
                return ids

    def sql(self, statement: str, *values: object) -> None:
        """Do what another transaction does, in Odoo's database itself."""
        self.odoo.app.database._connection.execute(statement, values)

    def written_at(self, lead: int) -> str:
        found = "SELECT write_date FROM crm_lead WHERE id = ?"
        return str(self.odoo.app.database._connection.execute(found, [lead]).fetchone()[0])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.client.close()
    world.odoo.close()


def test_a_change_is_read_while_it_may_be_late_and_then_no_more(world: World) -> None:
    [lead] = world.make("once")

    passes = [world.poll() for _ in range(6)]

    assert passes[:2] == [[lead], [lead]]
    assert passes[-1] == []


def test_a_message_too_is_read_no_more_after_some_minutes(world: World) -> None:
    [lead] = world.make("old")
    world.at += timedelta(hours=1)
    world.poll()
    world.client.call("crm.lead", "message_post", ids=[lead], body="hi", message_type="comment")

    passes = [world.poll() for _ in range(10)]

    assert passes[0] == [lead]
    assert passes[-1] == []


def test_a_lead_committed_119_seconds_after_it_was_written_is_read(world: World) -> None:
    [lead] = world.make("late")
    written = world.written_at(lead)
    world.sql("UPDATE crm_lead SET write_date = NULL WHERE id = ?", lead)  # not to be seen yet
    assert world.poll() == []
    world.at += timedelta(seconds=58)
    assert world.poll() == []

    world.sql("UPDATE crm_lead SET write_date = ? WHERE id = ?", written, lead)

    assert world.poll() == [lead]


def test_a_message_with_a_lower_id_that_is_committed_later_is_read(world: World) -> None:
    early, late = world.make("early", "late")
    world.at += timedelta(hours=1)
    for _ in range(8):
        world.poll()
    [hidden] = world.client.call("crm.lead", "message_post", ids=[late], body="hi")  # type: ignore[misc]
    world.sql("UPDATE mail_message SET model = '' WHERE id = ?", hidden)
    world.client.call("crm.lead", "message_post", ids=[early], body="hi")
    assert world.poll() == [early]

    world.sql("UPDATE mail_message SET model = 'crm.lead' WHERE id = ?", hidden)

    assert late in world.poll()


@pytest.mark.parametrize("wait_s", [0, 30, 60, 90, 110, 119])
@pytest.mark.parametrize("ahead", range(7))
def test_a_message_is_read_however_it_lies_to_the_passes(
    world: World, ahead: int, wait_s: int
) -> None:
    """The floor moves on in steps; no step may pass over what is late by less than two minutes."""
    other, late = world.make("other", "late")
    world.at += timedelta(hours=1)
    for _ in range(5):
        world.poll()
    for _ in range(ahead):
        world.client.call("crm.lead", "message_post", ids=[other], body="hi")
        world.poll()
    [hidden] = world.client.call("crm.lead", "message_post", ids=[late], body="hi")  # type: ignore[misc]
    world.sql("UPDATE mail_message SET model = '' WHERE id = ?", hidden)
    committed = world.at + timedelta(seconds=wait_s)
    while world.at + MINUTE <= committed:
        world.client.call("crm.lead", "message_post", ids=[other], body="hi")
        world.poll()
    world.at = max(world.at, committed)

    world.sql("UPDATE mail_message SET model = 'crm.lead' WHERE id = ?", hidden)

    assert late in world.poll()


def test_after_days_without_a_pass_nothing_is_missed(world: World) -> None:
    lead, _ = world.make("before the weekend", "another")
    world.poll()
    world.at += timedelta(days=3)
    world.client.call("crm.lead", "message_post", ids=[lead], body="on the weekend")
    [newer] = world.make("on the weekend")
    world.at += timedelta(days=3)

    assert {lead, newer} <= set(world.poll())


def test_ten_thousand_leads_of_one_moment_are_read_once_each_a_pass(world: World) -> None:
    rows = [(f"import {n}", "2026-11-22 11:20:00.123456") for n in range(10_000)]
    world.odoo.app.database._connection.executemany(
        "INSERT INTO crm_lead (name, type, active, write_date) VALUES (?, 'lead', 1, ?)", rows
    )

    read = world.poll(at_most=1000)

    assert len(read) == len(set(read)) == 10_000


def test_an_error_of_odoos_moves_nothing(world: World) -> None:
    [lead] = world.make("kept")
    world.odoo.faults.order(Rule("access_error", {"method": "search_read"}))

    with pytest.raises(TransientError):
        world.poll()

    assert world.poll() == [lead]


@pytest.mark.parametrize(
    "text",
    ["", "x", "null", "5", "[]", "[1]", "[2,1,1,null,1,1,0,0]", '[1,1,1,null,1,"1",0,0]',
     "[1,1,1,null,1,1,0,0,0]", "[1,-1,1,null,1,1,0,0]", "[1,1,1,false,1,1,0,0]", "[1,1.5,1,null,1,1,0,0]",
     "[1,1,99999999999999,null,1,1,0,0]", "[" * 2000],
)  # fmt: skip
def test_a_foreign_cursor_is_bad_input(world: World, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        world.pipeline.changed_since(text or "-", at_most=10)

    assert caught.value.code == "bad_cursor"


small = st.integers(0, 2**37 - 1)


@given(st.builds(Cursor, small, small, st.none() | small, small, small, small, small))
def test_a_cursor_reads_back_as_it_was_and_stays_small(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor
    assert len(str(cursor)) < 120
    assert isinstance(json.loads(str(cursor)), list)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=30))
def test_the_floor_never_passes_what_was_not_seen_for_two_minutes(steps: list[int]) -> None:
    at, cursor, tops = 10_000, Cursor.starting(10_000, 0), {0: 0}
    for top, step in enumerate(steps, start=1):
        at += step
        cursor = cursor.begun(at)
        tops[top] = at
        assert all(at - tops[seen] >= OVERLAP_S for seen in range(1, cursor.floor + 1))
        cursor = Cursor(cursor.began, cursor.since, None, cursor.floor, top, cursor.mark_at, cursor.mark_id)  # fmt: skip
