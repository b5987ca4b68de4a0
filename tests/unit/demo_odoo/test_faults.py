"""Faults on demand: what the caller sees and what was carried out."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
import requests

from deploy.local.demo.faults import Fault, FaultBoard, Rule

if TYPE_CHECKING:
    from deploy.local.demo.odoo import DemoOdoo
    from tests.unit.demo_odoo.conftest import Call

LEAD = {"vals_list": [{"name": "x"}]}


def _count(call: Call) -> int:
    return int(call("crm.lead", "search_count", domain=[]).json())


@pytest.mark.parametrize(
    ("fault", "status", "is_done"),
    [
        ("502", 502, False),
        ("503", 503, False),
        ("504", 504, False),
        ("504_after_commit", 504, True),
        ("429; retry_after_s=7", 429, False),
        ("html_404", 404, False),
        ("lock_error", 409, False),
        ("serialization_failure", 500, False),
        ("value_error", 500, False),
        ("access_error", 403, False),
        ("invalid_key", 401, False),
        ("slow; ms=5", 200, True),
    ],
)
def test_a_fault_has_its_status_and_happens_before_or_after_the_commit(
    call: Call, fault: str, status: int, is_done: bool
) -> None:
    answer = call("crm.lead", "create", fault=fault, **LEAD)
    assert answer.status_code == status
    assert _count(call) == int(is_done)
    if status == 429:
        assert answer.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("lock_error", "odoo.exceptions.LockError"),
        ("serialization_failure", "psycopg2.errors.SerializationFailure"),
        ("value_error", "builtins.ValueError"),
    ],
)
def test_odoo_s_own_faults_carry_odoo_s_error_body(call: Call, fault: str, name: str) -> None:
    body = call("crm.lead", "create", fault=fault, **LEAD).json()
    assert body["name"] == name
    assert "demo-odoo-traceback-canary" in body["debug"]


def test_a_load_conflict_answers_200_without_ids(call: Call) -> None:
    load = {"fields": ["id", "name"], "data": [["__m__.a", "x"]]}
    answer = call("crm.lead", "load", fault="load_conflict", **load)
    assert (answer.status_code, answer.json()["ids"]) == (200, False)
    assert answer.json()["messages"][0]["message"].startswith("could not serialize access")
    assert _count(call) == 0


@pytest.mark.parametrize(
    ("fault", "is_done"), [("drop_before_commit", False), ("drop_after_commit", True)]
)
def test_a_dropped_connection_leaves_the_caller_in_doubt(
    call: Call, fault: str, is_done: bool
) -> None:
    with pytest.raises(requests.ConnectionError):
        call("crm.lead", "create", fault=fault, **LEAD)
    assert _count(call) == int(is_done)


def test_half_an_answer_is_no_json(call: Call) -> None:
    answer = call("crm.lead", "create", fault="truncated_json", vals_list=[{"name": "x"}] * 2)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert _count(call) == 2


@pytest.mark.parametrize(
    ("fault", "is_done"), [("timeout_before_commit", False), ("timeout_after_commit", True)]
)
def test_a_time_out_is_before_or_after_the_commit(call: Call, fault: str, is_done: bool) -> None:
    with pytest.raises(requests.ReadTimeout):
        call("crm.lead", "create", fault=fault, timeout=0.2, **LEAD)
    assert _count(call) == int(is_done)


def test_a_late_commit_happens_when_the_caller_is_long_gone(odoo: DemoOdoo, call: Call) -> None:
    odoo.faults.order(Rule(Fault.LATE_COMMIT, {"method": "create"}))
    with pytest.raises(requests.ReadTimeout):
        call("crm.lead", "create", timeout=0.2, **LEAD)
    assert _count(call) == 0
    requests.post(f"{odoo.url}/_faults/release", timeout=30)
    deadline = time.monotonic() + 10
    while not _count(call) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert _count(call) == 1


def test_closing_lets_held_requests_go_at_once(odoo: DemoOdoo, call: Call) -> None:
    with pytest.raises(requests.ReadTimeout):
        call("crm.lead", "create", fault="timeout_before_commit", timeout=0.2, **LEAD)
    began = time.monotonic()
    odoo.close()
    assert time.monotonic() - began < 5


def test_an_order_matches_model_and_method_and_is_used_up(odoo: DemoOdoo, call: Call) -> None:
    rule = {"match": {"model": "crm.lead", "method": "create"}, "fault": "503", "times": 2}
    ordered = requests.post(f"{odoo.url}/_faults", json=rule, timeout=30)
    assert ordered.json() == [{**rule, "ms": 0, "retry_after_s": 1}]
    assert _count(call) == 0
    assert [call("crm.lead", "create", **LEAD).status_code for _ in range(3)] == [503, 503, 200]
    assert requests.get(f"{odoo.url}/_faults", timeout=30).json() == []


def test_an_order_reaches_json_rpc_too(odoo: DemoOdoo) -> None:
    odoo.faults.order(Rule("serialization_failure", {"protocol": "jsonrpc", "method": "create"}))
    args = [odoo.database, 2, odoo.api_key, "crm.lead", "create", [[{"name": "x"}]]]
    params = {"service": "object", "method": "execute_kw", "args": args}
    answer = requests.post(f"{odoo.url}/jsonrpc", json={"id": 1, "params": params}, timeout=30)
    assert answer.json()["error"]["data"]["name"] == "psycopg2.errors.SerializationFailure"


def test_an_unknown_fault_is_refused_with_the_known_ones(odoo: DemoOdoo) -> None:
    answer = requests.post(f"{odoo.url}/_faults", json={"fault": "nope"}, timeout=30)
    assert answer.status_code == 400
    assert "drop_after_commit" in answer.text
    assert "load_conflict" in answer.text


def test_cleared_orders_are_forgotten() -> None:
    board = FaultBoard()
    board.order(Rule(Fault.SLOW))
    board.clear()
    assert board.take({}) is None
    assert board.open_rules() == []
