"""What the simulation found, each as the smallest schedule that showed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.gates import Fault
from tests.simulation.proof.outages import DOWN
from tests.simulation.proof.plant import Plant, started
from tests.simulation.proof.run import run
from tests.simulation.proof.steps import Schedule, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_LEAD = (Step("submit"), Step("post", amount=1))


def down(name: str) -> Step:
    return Step("down", pick=[*DOWN].index(name))


@pytest.fixture(name="plant", scope="module")
def _plant() -> Iterator[Plant]:
    with started() as plant:
        yield plant


def test_a_lead_does_not_wait_for_a_pause_that_the_memory_did_not_record(plant: Plant) -> None:
    """Seed 3339: it waited for a connection that no document spoke of, and redrive knew of none."""
    for at in range(1, 10):
        last = Step("deliver", faults={at: Fault.REFUSED})
        ran = run(plant, Schedule(0, (*ONE_LEAD, down("throttled"), last)))
        assert not ran.broken, (at, ran.broken)


def test_a_lead_that_is_in_odoo_waits_for_no_connection(plant: Plant) -> None:
    """Seed 482: parked by one worker, brought in by a slower one, and then redrive passed it over."""
    for at in range(5, 20):
        slow = Step("deliver", stop=(at, False))
        meta_fails = (Step("jump", amount=11), down("meta"), Step("deliver"))
        ran = run(
            plant, Schedule(0, (*ONE_LEAD, down("bus"), slow, *meta_fails, Step("go_on", amount=1)))
        )
        assert not ran.broken, (at, ran.broken)
