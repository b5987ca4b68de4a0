"""A request for deletion that came through Meta is noted once, shown, and answered by a person."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from shared.domain.signed_request import ALGORITHM, sign_request
from shared.errors import NotAuthentic, SuiteError, UnknownVersion
from shared.usecases.deletion_requests import (
    DELETION_REQUESTS,
    DeletionRequests,
    ReceiveDeletionRequest,
)
from shared.usecases.prove_retention import ProveRetention
from tests.simulation.faulty import Controller, Crash
from tests.simulation.points import points
from tests.simulation.stand_ins import NOW, GivenClock

if TYPE_CHECKING:
    from datetime import timedelta

    from shared.adapters.storage.sqlite import SqliteMemory

SECRET = "app-secret"
USER = "218471"


def signed(issued_at: int = int(NOW.timestamp())) -> str:
    asked = {"algorithm": ALGORITHM, "user_id": USER, "issued_at": issued_at, "expires": 0}
    return sign_request(json.dumps(asked).encode(), SECRET)


def receive(memory: object, clock: GivenClock, text: str = "", tenant: str = "default") -> str:
    take = ReceiveDeletionRequest(memory, clock, [SECRET], tenant, "https://api.example.com")  # type: ignore[arg-type]
    answer = take(text or signed())
    code = answer["confirmation_code"]
    assert answer["url"] == f"https://api.example.com/api/privacy/deletions/{code}"
    return code


def test_a_repeated_request_gets_the_same_answer_and_one_warning(
    memory: SqliteMemory, clock: GivenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    codes = {receive(memory, clock) for _ in range(3)}
    assert len(codes) == len(caplog.records) == 1
    assert USER not in caplog.text


def test_what_is_kept_of_the_user_is_a_keyed_hash(memory: SqliteMemory, clock: GivenClock) -> None:
    document = memory.get(DELETION_REQUESTS, receive(memory, clock))
    assert document is not None
    assert USER not in json.dumps(document.data)
    assert set(document.data) == {"code", "tenant", "user_hash", "state", "asked_at", "received_at"}


def test_a_fault_at_any_port_call_notes_the_request_once_it_is_repeated(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    for number, (at, fault) in enumerate(points(["memory.create"])):
        text = signed(int(NOW.timestamp()) - number)
        with pytest.raises((Crash, SuiteError)):
            receive(Controller({at: fault}).wrap("memory", memory), clock, text)
        code = receive(memory, clock, text)
        assert DeletionRequests(memory, clock, "default").find(code) is not None


def test_what_meta_did_not_sign_is_not_noted(memory: SqliteMemory, clock: GivenClock) -> None:
    forged = signed()[:-1] + "_"
    with pytest.raises(NotAuthentic):
        receive(memory, clock, forged)
    assert open_requests(memory, clock) == ()


def open_requests(memory: SqliteMemory, clock: GivenClock) -> tuple[str, ...]:
    retention: timedelta = clock.moment - NOW
    return ProveRetention(memory, clock, "default", retention)().open_requests


def test_a_person_answers_it_and_it_is_open_no_more(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    code = receive(memory, clock)
    assert open_requests(memory, clock) == (code,)
    requests = DeletionRequests(memory, clock, "default")
    assert requests.answer(code)
    found = requests.find(code)
    assert found is not None
    assert (found.is_done, found.done_at) == (True, NOW)
    assert requests.answer(code)
    assert open_requests(memory, clock) == ()
    receive(memory, clock)
    assert requests.find(code) == found


def test_a_code_that_is_none_or_another_tenants_is_not_known(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    code = receive(memory, clock, tenant="other")
    requests = DeletionRequests(memory, clock, "default")
    assert (requests.find(code), requests.find("0" * 32)) == (None, None)
    assert not requests.answer(code)


def test_a_request_of_newer_code_is_told_as_such(memory: SqliteMemory, clock: GivenClock) -> None:
    memory.create(DELETION_REQUESTS, "a" * 32, {"code": 7})
    with pytest.raises(UnknownVersion):
        DeletionRequests(memory, clock, "default").find("a" * 32)
