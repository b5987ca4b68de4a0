"""Switch each safeguard off in turn and look for the first seed that sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.ablations import ABLATIONS, Ablation
from tests.simulation.proof.run import run
from tests.simulation.proof.steps import draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.proof.plant import Plant

SEEDS = 1000


@dataclass(frozen=True)
class Caught:
    """Which seed saw first that a safeguard is gone, and by what; None: none did."""

    ablation: Ablation
    seed: int | None
    by: str = ""

    def row(self) -> str:
        """Give a row of the table in docs/reliability.md."""
        seed = "not caught" if self.seed is None else self.seed
        sweeps = "on" if self.ablation.sweeps else "off"
        return f"| {self.ablation.name} | {self.ablation.at} | {sweeps} | {seed} | {self.by} |"


def caught(plant: Plant, ablation: Ablation, seeds: int = SEEDS) -> Caught:
    with pytest.MonkeyPatch.context() as patch:
        ablation.patch(patch)
        for seed in range(seeds):
            ran = run(plant, draw(seed, sweeps=ablation.sweeps))
            if ran.broken:
                return Caught(ablation, seed, ran.broken[0].partition(" (")[0])
    return Caught(ablation, None)


def table(plant: Plant) -> Iterator[str]:
    """Give the table line by line, as each is found."""
    yield "| safeguard switched off | where | sweeps | first seed | what the check said |"
    yield "|---|---|---|---|---|"
    for ablation in ABLATIONS:
        yield caught(plant, ablation).row()
