"""The client through faults between it and the demo Odoo, over both protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.faults import Rule
from shared.odoo_client import (
    AccessDenied,
    AuthenticationFailed,
    BadCall,
    Conflict,
    Deadline,
    Inserted,
    OdooClientError,
    OutcomeUnknown,
    RateLimited,
    RetryPolicy,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Desk, Target

    from deploy.local.demo.faults import FaultBoard
    from deploy.local.demo.odoo import DemoOdoo

QUICK = RetryPolicy(base_s=0.001, cap_s=0.001)
AFTER_COMMIT = [
    "timeout_after_commit",
    "drop_after_commit",
    "truncated_json",
    "504_after_commit",
]
BEFORE_COMMIT = ["timeout_before_commit", "drop_before_commit", "502", "504"]


@pytest.fixture
def target(demo_target: Target) -> Target:
    return demo_target


@pytest.fixture
def faults(demo: DemoOdoo) -> Iterator[FaultBoard]:
    yield demo.faults
    assert demo.faults.open_rules() == []
    demo.faults.clear()
    demo.faults.release()


@pytest.fixture
def hasty(target: Target, protocol: str, desk: Desk) -> Iterator[Desk]:
    """A desk whose attempts are given up after a third of a second, and whose waits are short."""
    known = desk.client.fields("crm.lead")  # a large answer: too slow for haste on a busy machine
    with target.connect(protocol, timeout_s=0.3, retries=QUICK, allow_unlink=True) as client:
        client._fields.get(("crm.lead", ""), lambda: known)
        client.search_count("crm.lead", [("id", "=", 0)])  # logs in
        slow, desk.client = desk.client, client
        yield desk
        desk.client = slow


@pytest.mark.parametrize("fault", [*AFTER_COMMIT, *BEFORE_COMMIT])
def test_a_keyed_insert_is_made_again_and_makes_one_record(
    hasty: Desk, faults: FaultBoard, fault: str
) -> None:
    faults.order(Rule(fault, {"method": "load"}))
    outcomes = hasty.client.insert_or_get("crm.lead", [hasty.row(1)], deadline=Deadline(5))
    assert isinstance(outcomes[0], Inserted)
    assert hasty.count() == 1


@pytest.mark.parametrize(
    ("fault", "records"), [(f, 1) for f in AFTER_COMMIT] + [(f, 0) for f in BEFORE_COMMIT]
)
def test_a_plain_create_is_not_repeated_when_it_may_have_happened(
    hasty: Desk, faults: FaultBoard, fault: str, records: int
) -> None:
    faults.order(Rule(fault, {"method": "create"}))
    with pytest.raises(OutcomeUnknown):
        hasty.client.create_many("crm.lead", [{"name": f"{hasty.run} x"}], deadline=Deadline(5))
    faults.release()
    assert hasty.count() == records


@pytest.mark.parametrize("fault", ["serialization_failure", "lock_error", "429"])
def test_a_create_that_changed_nothing_is_repeated(
    hasty: Desk, faults: FaultBoard, fault: str
) -> None:
    faults.order(Rule(fault, {"method": "create"}, times=2, retry_after_s=0))
    hasty.client.create_many("crm.lead", [{"name": f"{hasty.run} x"}])
    assert hasty.count() == 1


@pytest.mark.parametrize(
    "fault", ["drop_before_commit", "truncated_json", "502", "503", "504", "serialization_failure"]
)
def test_a_read_is_repeated(hasty: Desk, faults: FaultBoard, fault: str) -> None:
    faults.order(Rule(fault, {"method": "search_count"}, times=2))
    assert hasty.client.search_count("crm.lead", hasty.mine()) == 0


def test_a_late_commit_of_a_given_up_call_makes_no_second_record(
    hasty: Desk, faults: FaultBoard
) -> None:
    faults.order(Rule("late_commit", {"method": "load"}))
    first = hasty.client.insert_or_get("crm.lead", [hasty.row(1)], deadline=Deadline(5))
    faults.release()
    assert hasty.client.insert_or_get("crm.lead", [hasty.row(1)], deadline=Deadline(5)) == first
    assert hasty.count() == 1


def test_a_keyed_insert_that_runs_out_of_time_is_of_unknown_outcome(
    hasty: Desk, faults: FaultBoard
) -> None:
    faults.order(Rule("timeout_after_commit", {"method": "load"}))
    with pytest.raises(OutcomeUnknown):
        hasty.client.insert_or_get("crm.lead", [hasty.row(1)], deadline=Deadline(0.3))
    [outcome] = hasty.client.insert_or_get("crm.lead", [hasty.row(1)])
    assert isinstance(outcome, Inserted)
    assert hasty.count() == 1


def test_a_lost_race_that_odoo_reports_with_success_is_run_again(
    hasty: Desk, faults: FaultBoard
) -> None:
    faults.order(Rule("load_conflict", {"method": "load"}, times=5))
    [outcome] = hasty.client.insert_or_get("crm.lead", [hasty.row(1)], deadline=Deadline(5))
    assert isinstance(outcome, Inserted)


PERMANENT = [
    ("value_error", BadCall),
    ("access_error", AccessDenied),
]


@pytest.mark.parametrize(("fault", "expected"), PERMANENT)
def test_a_permanent_error_is_not_repeated(
    hasty: Desk, faults: FaultBoard, fault: str, expected: type[OdooClientError]
) -> None:
    faults.order(Rule(fault, {"method": "create"}))
    with pytest.raises(expected) as error:
        hasty.client.create_many("crm.lead", [{"name": f"{hasty.run} x"}])
    assert "canary" not in f"{error.value!r} {error.value.detail}"


def test_a_key_that_dies_on_the_way_is_an_authentication_failure(
    target: Target, faults: FaultBoard
) -> None:
    with target.connect("json2") as client:
        assert client.search_count("crm.lead", []) >= 0
        faults.order(Rule("invalid_key", {"method": "search_count"}))
        with pytest.raises(AuthenticationFailed):
            client.search_count("crm.lead", [])


def test_being_asked_to_wait_longer_than_there_is_time_is_said_at_once(
    hasty: Desk, faults: FaultBoard
) -> None:
    faults.order(Rule("429", {"method": "create"}, retry_after_s=60))
    with pytest.raises(RateLimited) as error:
        hasty.client.create_many("crm.lead", [{"name": "x"}])
    assert error.value.retry_after_s == 60.0


def test_an_unavailable_odoo_leaves_no_doubt_about_a_create(
    hasty: Desk, faults: FaultBoard
) -> None:
    faults.order(Rule("503", {"method": "create"}))
    with pytest.raises(Unavailable):
        hasty.client.create_many("crm.lead", [{"name": f"{hasty.run} x"}])
    assert hasty.count() == 0


def test_a_conflict_that_lasts_is_transient(hasty: Desk, faults: FaultBoard) -> None:
    faults.order(Rule("serialization_failure", {"method": "create"}, times=5))
    with pytest.raises(Conflict):
        hasty.client.create_many("crm.lead", [{"name": "x"}])
