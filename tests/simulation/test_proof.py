"""The whole suite through seeded schedules: a short part of what `make simulate` runs at length.

A failing seed tells its own story: `make simulate SEED=17` runs it again, shrunk.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.plant import Plant, started
from tests.simulation.proof.run import run
from tests.simulation.proof.shrink import shrunk, told
from tests.simulation.proof.steps import Step, draw

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS_A_TEST = 25


@pytest.fixture(name="plant", scope="module")
def _plant() -> Iterator[Plant]:
    with started() as plant:
        yield plant


@pytest.mark.parametrize("first", range(0, 250, SEEDS_A_TEST))
def test_no_schedule_breaks_an_invariant(plant: Plant, first: int) -> None:
    for seed in range(first, first + SEEDS_A_TEST):
        ran = run(plant, draw(seed))
        assert not ran.broken, told(shrunk(plant, ran), ran.schedule.steps)


@pytest.mark.parametrize("first", range(0, 100, SEEDS_A_TEST))
def test_after_crashes_redelivery_alone_brings_everything_in(plant: Plant, first: int) -> None:
    for seed in range(first, first + SEEDS_A_TEST):
        ran = run(plant, draw(seed, sweeps=False))
        assert not ran.broken, told(shrunk(plant, ran), ran.schedule.steps)


def test_a_seed_gives_the_same_run_for_ever(plant: Plant) -> None:
    for seed in range(10):
        one, other = run(plant, draw(seed)), run(plant, draw(seed))
        assert one.diary == other.diary
        assert one.tally.calls == other.tally.calls


def test_a_broken_schedule_is_shrunk_to_what_breaks_it(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.simulation.proof import cuts

    cuts.acknowledge_first(monkeypatch)
    found = next(ran for seed in range(100) if (ran := run(plant, draw(seed))).broken)
    small = shrunk(plant, found)

    assert small.broken
    assert [step.act for step in small.schedule.steps] == ["submit", "post"]
    lines = told(small, found.schedule.steps)
    assert f"seed {found.schedule.seed}: I1: lost" in lines
    assert "shrunk from" in lines


def test_a_schedule_without_any_of_its_steps_is_still_one(plant: Plant) -> None:
    for seed in range(2):
        schedule = draw(seed)
        for at in range(len(schedule.steps)):
            fewer = [*schedule.steps[:at], *schedule.steps[at + 1 :]]
            assert not run(plant, replace(schedule, steps=fewer)).broken


def test_everything_that_may_happen_does_happen_in_few_seeds(plant: Plant) -> None:
    from tests.simulation.proof.gates import Fault
    from tests.simulation.proof.table import ACTS

    schedules = [draw(seed) for seed in range(150)]
    steps: list[Step] = [step for schedule in schedules for step in schedule.steps]
    assert {step.act for step in steps} == set(ACTS) - {"flood"}
    assert {fault for step in steps for fault in step.faults.values()} == set(Fault)
    assert any(step.stop for step in steps)
    assert any(step.skew_s for step in steps)
