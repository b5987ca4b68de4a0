"""The simulation is not blind: a safeguard that is switched off is seen within a few seeds.

All of them, within a thousand seeds each: `make simulate ABLATE=yes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.ablate import caught
from tests.simulation.proof.ablations import ABLATIONS, Ablation
from tests.simulation.proof.plant import Plant, started

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 100
NEEDS_MORE = {
    "claim kept until it is written",
    "redrive of what is under way",
    "published, then marked",
    "leads follow a merge",
    "older changes do not win",
    "CRM changes published, then marked",
    "comparison with the whole CRM",
}
"""Seen too, but later: their seeds stand in docs/reliability.md."""


@pytest.fixture(name="plant", scope="module")
def _plant() -> Iterator[Plant]:
    with started() as plant:
        yield plant


@pytest.mark.parametrize(
    "ablation",
    [one for one in ABLATIONS if one.name not in NEEDS_MORE],
    ids=lambda one: f"{one.name}, sweeps {'on' if one.sweeps else 'off'}",
)
def test_without_it_a_schedule_breaks_an_invariant(plant: Plant, ablation: Ablation) -> None:
    assert caught(plant, ablation, FEW).seed is not None


def test_the_late_ones_are_among_all() -> None:
    assert {one.name for one in ABLATIONS} >= NEEDS_MORE
