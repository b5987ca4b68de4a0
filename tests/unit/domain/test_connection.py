"""When calls pause, when one may look again, and when all go on: the breaker's own laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.connection import (
    ASKED_AT_MOST_S,
    IN_A_ROW,
    PROBE_FROM_S,
    PROBE_TO_S,
    Connection,
    page_connection,
)
from shared.domain.ids import PageId

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def failed(
    connection: Connection, now: datetime = NOW, *, is_certain: bool = False, **asked: float
) -> Connection:
    return connection.failed(
        now,
        Random(1),
        cause="odoo_unreachable",
        is_certain=is_certain,
        asked_s=asked.get("asked_s"),
    )


def opened(now: datetime = NOW) -> Connection:
    return failed(Connection(name="t.odoo"), now, is_certain=True)


def test_so_many_failures_in_a_row_pause_and_one_less_does_not() -> None:
    connection = Connection(name="t.odoo")
    for _ in range(IN_A_ROW - 1):
        connection = failed(connection)
        assert not connection.is_open
    assert failed(connection).is_open


def test_a_success_between_failures_begins_the_count_anew() -> None:
    connection = failed(failed(Connection(name="t.odoo"))).worked(NOW)
    assert connection.is_unblemished
    assert not failed(failed(connection)).is_open


def test_what_is_certain_pauses_at_once() -> None:
    assert opened().is_open
    assert opened().cause == "odoo_unreachable"


def test_the_next_probe_comes_within_30_to_60_seconds() -> None:
    assert PROBE_FROM_S <= opened().wait_s(NOW) <= PROBE_TO_S
    probing = opened().probing(NOW, Random(2))
    assert PROBE_FROM_S <= probing.wait_s(NOW) <= PROBE_TO_S


def test_who_asks_for_longer_gets_longer_but_no_more_than_a_day() -> None:
    assert failed(Connection(name="x"), is_certain=True, asked_s=900).wait_s(NOW) == 900
    forever = failed(Connection(name="x"), is_certain=True, asked_s=1e12)
    assert forever.wait_s(NOW) == ASKED_AT_MOST_S


def test_a_call_that_was_under_way_when_it_was_paused_puts_no_probe_off() -> None:
    later = NOW + timedelta(seconds=20)
    assert failed(opened(), later).probe_at == opened().probe_at
    assert failed(opened(), later).since == NOW


def test_a_pause_ends_with_nothing_held_against_the_connection() -> None:
    later = NOW + timedelta(minutes=3)
    again = opened().worked(later)
    assert again == Connection(name="t.odoo", since=later)
    assert again.wait_s(NOW) == 0


def test_each_page_of_each_tenant_is_a_connection_of_its_own() -> None:
    names = {page_connection(t, PageId(p)) for t in ("a", "b") for p in ("1", "2")}
    assert len(names) == 4


@given(st.lists(st.tuples(st.sampled_from(["fail", "certain", "work"]), st.integers(0, 90))))
def test_it_is_open_exactly_if_the_last_word_was_a_failure_that_counted(
    story: list[tuple[str, int]],
) -> None:
    connection, now, in_a_row, is_down = Connection(name="x"), NOW, 0, False
    for what, seconds in story:
        now += timedelta(seconds=seconds)
        if what == "work":
            connection, in_a_row, is_down = connection.worked(now), 0, False
        else:
            connection = failed(connection, now, is_certain=what == "certain")
            in_a_row += 1
            is_down = is_down or what == "certain" or in_a_row >= IN_A_ROW
        assert connection.is_open == is_down
        assert connection.wait_s(now) <= PROBE_TO_S


@pytest.mark.parametrize("data", [{}, {"state": "ajar"}, {"failures": "many"}])
def test_what_is_no_connection_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Connection.model_validate({"name": 7} | data)
