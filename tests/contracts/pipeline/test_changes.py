"""Which changes the Pipeline finds, how often, and what that costs Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.pipeline.conftest import CALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contracts.pipeline.conftest import Bench


def _done(bench: Bench, lead: int) -> None:
    call = bench.plan(lead, "2031-01-01", CALL)
    bench.client.call("mail.activity", "action_feedback", ids=[call])


def _replanned(bench: Bench, lead: int) -> None:
    activity = bench.plan(lead, "2031-01-01")
    bench.client.write("mail.activity", [activity], {"date_deadline": "2031-02-02"})


CHANGES: dict[str, Callable[[Bench, int], object]] = {
    "a field": lambda bench, lead: bench.write(lead, expected_revenue=5),
    "the stage": lambda bench, lead: bench.write(lead, stage_id=2),
    "won": lambda bench, lead: bench.do("action_set_won", lead),
    "lost": lambda bench, lead: bench.do("action_set_lost", lead),
    "archived": lambda bench, lead: bench.do("action_archive", lead),
    "a message": lambda bench, lead: bench.do("message_post", lead, body="hi", message_type="comment"),
    "an activity": lambda bench, lead: bench.plan(lead, "2031-01-01", CALL),
    "another day": _replanned,
    "an activity done": _done,
}  # fmt: skip


def test_without_a_cursor_reading_begins_now(bench: Bench) -> None:
    page = bench.pipeline.changed_since(None, at_most=1)

    assert (page.readings, page.has_more) == ((), False)
    [lead] = bench.make("after that")
    assert lead in bench.changed_ids(str(page.cursor))


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found_with_the_state_after_it(bench: Bench, change: str) -> None:
    [lead] = bench.make(change)
    before = bench.state(lead)
    cursor = bench.behind_the_present()
    assert lead not in bench.changed_ids(cursor)

    CHANGES[change](bench, lead)

    readings, _ = bench.changed(cursor)
    [found] = [one for one in readings if one.crm_lead_id == lead]
    assert found.state == bench.state(lead)
    assert found.state != before or change == "a message"  # a note is no contact


def test_what_a_merge_left_is_found_and_what_it_took_is_not(bench: Bench) -> None:
    [head] = bench.make("head", stage_id=3)
    [tail] = bench.make("tail", phone="+966501234567")
    bench.do("message_post", tail, body="hi", message_type="email", author_id=bench.customer())
    cursor = bench.behind_the_present()

    bench.do("merge_opportunity", head, tail)

    readings = {int(one.crm_lead_id): one for one in bench.changed(cursor)[0]}
    assert tail not in readings
    assert readings[head].state is not None
    assert readings[head].state.last_customer_message_at is not None


def test_an_import_of_one_moment_is_read_once_each_in_small_pages(bench: Bench) -> None:
    cursor = bench.begin()
    ids = bench.make(*(f"import {n}" for n in range(60)))

    readings, _ = bench.changed(cursor, at_most=7)

    read = [int(one.crm_lead_id) for one in readings]
    assert len(read) == len(set(read))
    assert set(ids) <= set(read)
    assert read == sorted(read)


def test_many_messages_on_one_opportunity_are_one_reading(bench: Bench) -> None:
    [lead] = bench.make("talkative")
    cursor = bench.begin()
    for _ in range(5):
        bench.do("message_post", lead, body="hi", message_type="comment")

    readings, _ = bench.changed(cursor, at_most=2)

    assert [one.crm_lead_id for one in readings].count(lead) == 1  # type: ignore[arg-type]


def test_a_change_behind_the_page_being_read_is_found_by_the_next_pass(bench: Bench) -> None:
    first, *_, last = bench.make(*(f"pass {n}" for n in range(6)))
    cursor = bench.begin()
    page = bench.pipeline.changed_since(cursor, at_most=1)
    assert page.has_more
    read = page.readings[-1].crm_lead_id

    bench.write(min(first, read), name="changed meanwhile")

    _, behind = bench.changed(str(page.cursor))
    again = {int(one.crm_lead_id): one.state for one in bench.changed(behind)[0]}
    assert last in again
    changed = again[min(first, read)]
    assert changed is not None
    assert changed.title == "changed meanwhile"


def test_an_idle_minute_costs_odoo_two_calls_and_a_page_at_most_six_more(bench: Bench) -> None:
    [lead] = bench.make("warm up")
    bench.changed(bench.begin())  # versions and fields are known from here on
    cursor = bench.behind_the_present()
    bench.calls.clear()

    assert bench.changed(cursor)[0] == []

    assert [call.method for call in bench.calls] == ["default_get", "search_read"]
    bench.plan(lead, "2031-01-01")
    bench.calls.clear()
    page = bench.pipeline.changed_since(cursor, at_most=200)
    assert page.readings
    assert len(bench.calls) <= 2 + 6
