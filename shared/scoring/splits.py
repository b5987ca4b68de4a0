"""Which leads train and which are held back to measure on (numpy; never needed to serve)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.evaluation import Unmeasurable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    Rows = NDArray[np.intp]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers, each at most once and never in both."""

    train: Rows
    test: Rows


def stratified(
    outcomes: ArrayLike, *, repeats: int, rng: np.random.Generator, test_share: float = 0.3
) -> Iterator[Split]:
    """Draw `repeats` random splits in which both sides have the same share of won leads.

    Raises Unmeasurable when one of the outcomes has fewer than two leads.
    """
    by_outcome = _rows_by_outcome(outcomes)
    for _ in range(repeats):
        drawn = [rng.permutation(rows) for rows in by_outcome]
        edges = [min(max(1, round(len(rows) * test_share)), len(rows) - 1) for rows in drawn]
        test = np.concatenate([rows[:edge] for rows, edge in zip(drawn, edges, strict=True)])
        train = np.concatenate([rows[edge:] for rows, edge in zip(drawn, edges, strict=True)])
        yield Split(np.sort(train), np.sort(test))


def few(train: ArrayLike, outcomes: ArrayLike, n: int, rng: np.random.Generator) -> Rows:
    """Draw `n` of the rows `train`, won and lost in their proportion, at least one of each.

    `outcomes` are those of all rows. Raises Unmeasurable when there are fewer than `n`.
    """
    rows = np.asarray(train, dtype=np.intp)
    if not _FEWEST <= n <= len(rows):
        raise Unmeasurable(f"{n} leads cannot be drawn from {len(rows)}")
    won, lost = (rows[side] for side in _rows_by_outcome(np.asarray(outcomes)[rows]))
    of_won = min(max(1, round(n * len(won) / len(rows)), n - len(lost)), n - 1, len(won))
    drawn = (rng.choice(won, of_won, replace=False), rng.choice(lost, n - of_won, replace=False))
    return np.sort(np.concatenate(drawn))


def expanding(times: ArrayLike, *, blocks: int = 5, first_share: float = 0.5) -> Iterator[Split]:
    """Train on all leads up to a moment, test on the block after it, and so on to the end.

    `times` are numbers, one a lead, in any order. The first `first_share` of the leads only
    trains; the others are tested in `blocks` of about the same size. Leads of the same moment
    stay together. Raises Unmeasurable for a time that is not finite, or when nothing is left
    to test.
    """
    moments = np.asarray(times, dtype=np.float64)
    if not np.isfinite(moments).all():
        raise Unmeasurable("a time is not a finite number")
    order = np.argsort(moments, kind="stable")
    wanted = np.linspace(first_share, 1.0, blocks + 1) * len(order)
    edges = np.unique([_next_moment(moments[order], round(edge)) for edge in wanted])
    edges = edges[edges > 0]
    if len(edges) < _FEWEST:
        raise Unmeasurable("the leads' times leave nothing to test on")
    for start, end in itertools.pairwise(edges):
        yield Split(order[:start], order[start:end])


def _next_moment(ordered: NDArray[np.float64], edge: int) -> int:
    if not 0 < edge < len(ordered):
        return edge
    return int(np.searchsorted(ordered, ordered[edge - 1], side="right"))


def _rows_by_outcome(outcomes: ArrayLike) -> tuple[Rows, Rows]:
    won = np.asarray(outcomes, dtype=bool)
    sides = np.flatnonzero(won), np.flatnonzero(~won)
    if min(map(len, sides)) < _FEWEST:
        raise Unmeasurable(f"{len(sides[0])} won and {len(sides[1])} lost leads are too few")
    return sides
