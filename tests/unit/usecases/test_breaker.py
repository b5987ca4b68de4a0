"""Who may call out, and what the end of a call says: the breaker on a real memory."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.connection import IN_A_ROW, PROBE_TO_S
from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.person import PersonKeys
from shared.errors import (
    Busy,
    ConnectionDown,
    OutcomeUnknown,
    PermanentError,
    SuiteError,
    TransientError,
)
from shared.usecases.breaker import Breaker
from shared.usecases.connections import Connections
from shared.usecases.guarded import GuardedCrm, GuardedSource
from tests.simulation.stand_ins import CrmStandIn, GivenClock, SourceStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "t.odoo"


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def breaker(tmp_path: Path, clock: GivenClock) -> Iterator[Breaker]:
    memory = SqliteMemory(tmp_path / "memory.db", clock=clock, synchronous="NORMAL")
    yield Breaker(memory, clock, Random(3))
    memory.close()


def call(breaker: Breaker, error: Exception | None = None, *, is_proof: bool = True) -> None:
    with breaker.around(NAME, is_proof=is_proof):
        if error is not None:
            raise error


def fail(breaker: Breaker, error: SuiteError, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(type(error)):
            call(breaker, error)


def down(code: str = "odoo_unreachable", *, is_certain: bool = False) -> ConnectionDown:
    return ConnectionDown("down", code=code, is_certain=is_certain)


def is_open(breaker: Breaker) -> bool:
    return Connections(breaker.memory).get(NAME).connection.is_open


def test_a_paused_connection_is_not_called_and_says_when_it_is_tried_next(
    breaker: Breaker,
) -> None:
    fail(breaker, down(), IN_A_ROW)
    with pytest.raises(ConnectionDown) as caught, breaker.around(NAME):
        pytest.fail("was called")
    assert caught.value.code == "connection_paused"
    assert caught.value.connection == NAME
    assert 0 < (caught.value.retry_after_s or 0) <= PROBE_TO_S
    assert "odoo_unreachable" in str(caught.value)


def test_the_failure_that_pauses_names_the_connection_and_the_time_of_the_next_probe(
    breaker: Breaker,
) -> None:
    error = down(is_certain=True)
    fail(breaker, error)
    assert error.connection == NAME
    assert error.retry_after_s is not None


def test_of_many_only_one_takes_the_probe(breaker: Breaker, clock: GivenClock) -> None:
    fail(breaker, down(is_certain=True))
    clock.move(timedelta(seconds=PROBE_TO_S))
    with breaker.around(NAME), pytest.raises(ConnectionDown) as caught:
        call(breaker)
    assert caught.value.code == "connection_paused"


def test_a_probe_that_gets_through_opens_the_way_for_all(
    breaker: Breaker, clock: GivenClock
) -> None:
    fail(breaker, down(is_certain=True))
    clock.move(timedelta(seconds=PROBE_TO_S))
    call(breaker)
    call(breaker)
    assert not is_open(breaker)


def test_a_probe_whose_worker_dies_is_followed_by_the_next(
    breaker: Breaker, clock: GivenClock
) -> None:
    fail(breaker, down(is_certain=True))
    clock.move(timedelta(seconds=PROBE_TO_S))
    with pytest.raises(KeyboardInterrupt):
        call(breaker, KeyboardInterrupt())  # type: ignore[arg-type]
    assert is_open(breaker)
    clock.move(timedelta(seconds=PROBE_TO_S))
    call(breaker)
    assert not is_open(breaker)


def test_a_refusal_is_an_answer_and_speaks_for_the_connection(breaker: Breaker) -> None:
    fail(breaker, down(), IN_A_ROW - 1)
    fail(breaker, PermanentError("no"))
    fail(breaker, down(), IN_A_ROW - 1)
    assert not is_open(breaker)


@pytest.mark.parametrize("error", [Busy("ours"), TransientError("conflict", code="odoo_conflict")])
def test_what_is_only_about_us_says_nothing(breaker: Breaker, error: SuiteError) -> None:
    fail(breaker, down(), IN_A_ROW - 1)
    fail(breaker, error, 5)
    assert not is_open(breaker)
    fail(breaker, down())
    assert is_open(breaker)


def test_writes_that_are_cut_off_count_as_well(breaker: Breaker) -> None:
    fail(breaker, OutcomeUnknown("cut off"), IN_A_ROW)
    assert is_open(breaker)


def test_an_answer_out_of_a_cache_is_no_proof_and_takes_no_probe(
    breaker: Breaker, clock: GivenClock
) -> None:
    fail(breaker, down(is_certain=True))
    with pytest.raises(ConnectionDown):
        call(breaker, is_proof=False)
    clock.move(timedelta(seconds=PROBE_TO_S))
    call(breaker, is_proof=False)
    assert is_open(breaker)
    call(breaker)
    assert not is_open(breaker)


def test_a_connection_that_works_is_written_to_no_document(breaker: Breaker) -> None:
    for _ in range(5):
        call(breaker)
    assert list(Connections(breaker.memory).all()) == []


def test_a_document_that_cannot_be_read_counts_as_working_and_is_mended(breaker: Breaker) -> None:
    breaker.memory.put("connections", NAME, {"name": NAME, "state": "ajar"})
    call(breaker)
    fail(breaker, down(is_certain=True))
    assert is_open(breaker)


def test_somebody_without_email_and_phone_is_no_probe_of_the_crm(
    breaker: Breaker, clock: GivenClock
) -> None:
    fail(breaker, down(is_certain=True))
    crm = GuardedCrm(CrmStandIn(clock), breaker, "t")
    assert crm.find_person(PersonKeys()).records == ()
    assert is_open(breaker)


def test_a_page_that_is_paused_leaves_the_others_alone(breaker: Breaker, clock: GivenClock) -> None:
    source = SourceStandIn()
    source.add("7", "Sara", "s@example.com", "+966500000000")
    guarded = GuardedSource(source, breaker, "t")
    with pytest.raises(ConnectionDown), breaker.around("t.meta.1"):
        raise down(is_certain=True)
    with pytest.raises(ConnectionDown):
        guarded.read_lead(PageId("1"), LeadgenId("7"))
    with pytest.raises(ConnectionDown):
        guarded.read_form(PageId("1"), FormId("1"))
    assert guarded.read_lead(PageId("2"), LeadgenId("7")).leadgen_id == "7"


def test_a_list_that_breaks_off_midway_counts_against_its_page(breaker: Breaker) -> None:
    class Broken(SourceStandIn):
        def leads_since(self, *_: object) -> Iterator[object]:
            yield 1
            raise down(is_certain=True)

    leads = GuardedSource(Broken(), breaker, "t").leads_since(PageId("1"), FormId("1"), None)  # type: ignore[arg-type]
    assert next(leads) == 1
    with pytest.raises(ConnectionDown):
        next(leads)
    assert Connections(breaker.memory).get("t.meta.1").connection.is_open


def test_a_failure_that_could_not_be_recorded_names_no_connection_to_wait_for(
    breaker: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TransientError("the memory is down")

    monkeypatch.setattr(SqliteMemory, "put", refuse)
    error = down(is_certain=True)
    fail(breaker, error)
    assert error.connection == ""
    assert not is_open(breaker)
