"""Runs every contestant through every round: here, or in processes of one thread each."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from statistics import fmean, median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

from shared.scoring.evaluation import Figures, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.bench.judge.contestants import Contestant
    from tests.bench.judge.lead_set import Lead
    from tests.bench.judge.protocols import Round

    Tell = Callable[[str], None]
    Run = Callable[["Task"], "Outcome"]


class Result(NamedTuple):
    """One contestant under one protocol, a Figures for each split."""

    protocol: str
    contestant: str
    runs: tuple[Figures, ...]
    cpu_s: float
    """Median CPU time of learning once and telling the chances of the other side."""

    def mean(self, figure: str) -> float:
        """Give the mean over the splits."""
        return fmean(getattr(run, figure) for run in self.runs)


class Task(NamedTuple):
    """One contestant on one split of one round; numbers of what a Bench holds."""

    contestant: int
    round: int
    split: int


class Outcome(NamedTuple):
    """What came of a task."""

    figures: Figures
    cpu_s: float


@dataclass(slots=True)
class Bench:
    """All that a task needs; a process of its own has its own."""

    leads: Sequence[Lead]
    rounds: Sequence[Round]
    contestants: Sequence[Contestant]
    _seen: dict[tuple[str, ...], list[Lead]] = field(default_factory=dict)

    def run(self, task: Task) -> Outcome:
        """Learn from one side of a split, and measure on the other."""
        one, split = self.rounds[task.round], self.rounds[task.round].splits[task.split]
        leads = self._with(one.fields)
        start = process_time()
        predict = self.contestants[task.contestant].fit(
            [leads[row] for row in split.train], one.won[split.train]
        )
        chances = predict([leads[row] for row in split.test])
        return Outcome(figures(one.won[split.test], chances), process_time() - start)

    def _with(self, fields: tuple[str, ...]) -> list[Lead]:
        if fields not in self._seen:
            self._seen[fields] = [{name: lead[name] for name in fields} for lead in self.leads]
        return self._seen[fields]


def measured(bench: Bench, tell: Tell, *, processes: int = 1) -> list[Result]:
    """Measure everybody under every round and `tell` a line about each."""
    groups = {
        (round_no, contestant_no): [
            Task(contestant_no, round_no, at) for at in range(len(one.splits))
        ]
        for round_no, one in enumerate(bench.rounds)
        for contestant_no in range(len(bench.contestants))
    }
    tasks = [task for group in groups.values() for task in group]
    found: list[Result] = []
    with _runner(bench, processes) as run_all:
        outcomes = run_all(tasks)
        for (round_no, contestant_no), group in groups.items():
            some = [next(outcomes) for _ in group]
            protocol, name = bench.rounds[round_no].protocol, bench.contestants[contestant_no].name
            cpu_s = median(one.cpu_s for one in some)
            found.append(Result(protocol, name, tuple(one.figures for one in some), cpu_s))
            tell(f"{protocol:<9}  {name:<46} {len(some):>3} splits, {cpu_s:6.2f} CPU s each")
    return found


@contextmanager
def _runner(
    bench: Bench, processes: int
) -> Iterator[Callable[[Sequence[Task]], Iterator[Outcome]]]:
    if processes == 1:
        yield partial(map, bench.run)
        return
    # Threads that wait for each other by spinning cost more than they bring on a busy machine.
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawned, _begin, (bench,)) as pool:
        try:
            yield partial(pool.map, _run)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_HERE: list[Bench] = []
"""In a process of the pool: the bench it was given."""


def _begin(bench: Bench) -> None:
    if find_spec("threadpoolctl") is not None:  # it comes with scikit-learn
        from threadpoolctl import (  # type: ignore[import-untyped]  # it has no types
            threadpool_limits,
        )

        threadpool_limits(1)
    _HERE[:] = [bench]


def _run(task: Task) -> Outcome:
    return _HERE[0].run(task)
