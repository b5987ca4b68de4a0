"""The addon's outbox on a real Odoo: what changes reaches the receiver, whatever it does."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.local_run import wait_until
from tests.odoo.addon import new_secret
from tests.odoo.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.odoo.addon import AddonOdoo
    from tests.odoo.receiver import Posted

pytestmark = [pytest.mark.odoo, pytest.mark.alone]
_LEADS, _CHANGES = 20, 10


@pytest.fixture(name="leads")
def _leads(addon: AddonOdoo) -> Iterator[list[int]]:
    made = addon.make_leads(*(f"Delivery {n}" for n in range(_LEADS)), expected_revenue=0.0)
    yield made
    addon.client.unlink("crm.lead", made)


def _raise_revenue(addon: AddonOdoo, lead: int, until: int = _CHANGES) -> None:
    """Change a lead so many times, each a transaction of its own: 100, 200, 300 ..."""
    for n in range(1, until + 1):
        addon.client.write("crm.lead", [lead], {"expected_revenue": 100.0 * n})


def _change_all(addon: AddonOdoo, leads: Sequence[int]) -> None:
    """Change all leads at once, four hands at work."""
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_raise_revenue, addon, lead) for lead in leads]:
            done.result()


def _by_lead(events: Sequence[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        found[event["lead_id"]].append(event)
    return found


def _first_of_each(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({event["id"]: event for event in reversed(events)}.values())[::-1]


def _assert_all_arrived_in_order(receiver: Receiver, leads: Sequence[int]) -> None:
    """Each change once by its id, and each lead's changes in the order they were made."""
    assert all(one.is_authentic for one in receiver.posted)
    events = _first_of_each(receiver.events_of(leads))
    steps = _by_lead(events)
    assert len(events) == len(leads) * _CHANGES
    assert set(steps) == set(leads)
    for told in steps.values():
        revenue = [event["changed"]["expected_revenue"] for event in told]
        assert [float(one["from"]) for one in revenue] == [100.0 * n for n in range(_CHANGES)]
        assert [float(one["to"]) for one in revenue] == [100.0 * (n + 1) for n in range(_CHANGES)]
        revisions = [event["revision"] for event in told]
        assert revisions == sorted(set(revisions))
        assert told[-1]["state"]["expected_revenue"] == f"{100 * _CHANGES}.00"


def test_200_changes_made_while_the_receiver_was_down_all_arrive_in_order(
    addon: AddonOdoo, leads: list[int]
) -> None:
    receiver = Receiver(new_secret())
    with addon.reporting_to(receiver.url, receiver.secret):
        _change_all(addon, leads)
        assert addon.waiting(leads) == _LEADS * _CHANGES
        with receiver:
            addon.send_now()
            receiver.wait_for(lambda it: len(it.events_of(leads)) >= _LEADS * _CHANGES, 60)
    _assert_all_arrived_in_order(receiver, leads)
    assert len(receiver.events_of(leads)) == _LEADS * _CHANGES


def test_changes_travel_by_themselves_soon_after_the_save(
    addon: AddonOdoo, leads: list[int]
) -> None:
    receiver = Receiver(new_secret())
    with addon.reporting_to(receiver.url, receiver.secret), receiver:
        _raise_revenue(addon, leads[0], until=1)
        receiver.wait_for(lambda it: bool(it.events_of(leads)), 30)
    [event] = receiver.events_of(leads)
    assert (event["kind"], event["lead_id"], event["by"]["is_us"]) == ("updated", leads[0], False)
    assert event["state"]["expected_revenue"] == "100.00"


def test_what_was_stored_before_the_answer_was_lost_comes_again_under_the_same_ids(
    addon: AddonOdoo, leads: list[int]
) -> None:
    lost: list[Posted] = []

    def lose_the_first_two_answers(posted: Posted) -> int | None:
        if len(lost) == 2:
            return 200
        lost.append(posted)
        return None if len(lost) == 1 else 503

    receiver = Receiver(new_secret(), lose_the_first_two_answers)
    with addon.reporting_to(receiver.url, receiver.secret):
        _change_all(addon, leads)
        with receiver:
            for tries in (1, 2):
                addon.send_now()
                receiver.wait_for(lambda it, tries=tries: len(it.posted) >= tries, 60)  # type: ignore[misc]
                wait_until(addon.is_paused, 30, "the sender does not note the failure")
            addon.send_now()
            receiver.wait_for(
                lambda it: len(_first_of_each(it.events_of(leads))) == _LEADS * _CHANGES, 60
            )
    _assert_all_arrived_in_order(receiver, leads)
    assert receiver.posted[0] == receiver.posted[1] == receiver.posted[2]


def test_saves_return_while_the_receiver_hangs(addon: AddonOdoo, leads: list[int]) -> None:
    hanging, released = threading.Event(), threading.Event()

    def hang(_: Posted) -> int:
        hanging.set()
        released.wait(60)
        return 200

    receiver = Receiver(new_secret(), hang)
    with addon.reporting_to(receiver.url, receiver.secret), receiver:
        _raise_revenue(addon, leads[0], until=1)
        assert hanging.wait(30)
        took_s = [_timed(addon, lead) for lead in leads]
        is_hanging_still = not released.is_set() and len(receiver.posted) == 1
        released.set()
        receiver.wait_for(lambda it: len(_first_of_each(it.events_of(leads))) == _LEADS + 1, 60)
    assert is_hanging_still
    assert sorted(took_s)[_LEADS // 2] < 0.25
    assert max(took_s) < 5


def _timed(addon: AddonOdoo, lead: int) -> float:
    started = time.perf_counter()
    addon.client.write("crm.lead", [lead], {"expected_revenue": 5000.0})
    return time.perf_counter() - started
