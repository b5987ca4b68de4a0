"""How the contestants are measured: the same splits for all of them, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.splits import Split, expanding, few, stratified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tests.bench.judge.lead_set import LeadSet

    Won = NDArray[np.bool_]

NOREP, STRICT, TIME, NO_SIGNAL = "norep", "strict", "time", "no signal"
FEWEST_TO_SPLIT_BY_TIME = 200
_SEVERAL_DRAWS_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    repeats: int = 5
    draws: int = 3
    """Draws of up to 200 labels from the training side of each split; of more labels: one."""
    labels: tuple[int, ...] = (50, 100, 200, 500, 1000)
    blocks: int = 5
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Round:
    """One protocol: which fields are seen, what became of the leads, and the splits."""

    protocol: str
    fields: tuple[str, ...]
    won: Won
    splits: tuple[Split, ...]


def rounds(judged: LeadSet, plan: Plan) -> list[Round]:
    """Give every protocol that this set of leads has room for."""
    rng = np.random.default_rng(plan.seed)
    won, strict = judged.won, judged.strict_fields
    splits = tuple(stratified(won, repeats=plan.repeats, rng=rng))
    found = [Round(NOREP, judged.fields, won, splits)]
    if len(strict) < len(judged.fields):
        found.append(Round(STRICT, strict, won, splits))
    found += [
        Round(labels(n), strict, won, tuple(_few(splits, won, n, plan, rng)))
        for n in plan.labels
        if n <= min(len(split.train) for split in splits)
    ]
    if by_time := tuple(_by_time(judged, plan.blocks)):
        found.append(Round(TIME, strict, won, by_time))
    if judged.has_signal:
        shuffled = rng.permutation(won)
        drawn = tuple(stratified(shuffled, repeats=plan.repeats, rng=rng))
        found.append(Round(NO_SIGNAL, strict, shuffled, drawn))
    return found


def labels(n: int) -> str:
    """Name the protocol of `n` labels."""
    return f"n={n}"


def _few(
    splits: Sequence[Split], won: Won, n: int, plan: Plan, rng: np.random.Generator
) -> Iterator[Split]:
    for split in splits:
        for _ in range(plan.draws if n <= _SEVERAL_DRAWS_UP_TO else 1):
            yield Split(few(split.train, won, n, rng), split.test)


def _by_time(judged: LeadSet, blocks: int) -> list[Split]:
    """Split by time those leads whose time is known; nothing if a side would have one outcome."""
    if judged.times is None:
        return []
    known = np.flatnonzero(np.isfinite(judged.times))
    if len(known) < FEWEST_TO_SPLIT_BY_TIME:
        return []
    splits = [
        Split(known[split.train], known[split.test])
        for split in expanding(judged.times[known], blocks=blocks)
    ]
    sides = (judged.won[rows] for split in splits for rows in (split.train, split.test))
    return splits if all(0 < side.sum() < len(side) for side in sides) else []
