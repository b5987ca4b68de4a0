"""Run many seeds on all cores."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.simulation.proof.figures import Figures
from tests.simulation.proof.plant import Plant, started
from tests.simulation.proof.run import run
from tests.simulation.proof.steps import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS_AT_ONCE = 100
_open = ExitStack()
_plants: list[Plant] = []


def the_plant() -> Plant:
    """Give this process's plant; it stands until the process ends."""
    if not _plants:
        _plants.append(_open.enter_context(started()))
    return _plants[0]


def figures_of(seeds: Sequence[int]) -> Figures:
    figures = Figures()
    for seed in seeds:
        figures.count(run(the_plant(), draw(seed)))
    return figures


def many(first: int, count: int) -> tuple[Figures, float]:
    """Give the figures of so many seeds, and how long they took; says how far it is."""
    begun, figures = time.monotonic(), Figures()
    end = first + count
    parts = [range(at, min(at + SEEDS_AT_ONCE, end)) for at in range(first, end, SEEDS_AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for part in processes.map(figures_of, parts):
            figures.add(part)
            wrong = f", BROKEN: {figures.seeds[:5]}" if figures.seeds else ""
            sys.stderr.write(f"\r{figures.schedules:,} of {count:,} schedules{wrong} ")
            sys.stderr.flush()
    sys.stderr.write("\n")
    return figures, time.monotonic() - begun
