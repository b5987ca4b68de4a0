"""The most probable weights, and how much each field may say: Newton and MacKay's fixed point.

Model: logit p = intercept + offset + sum over columns of (basis @ weights)[place]; each column's
weights are normal round 0 with a precision of its own. The precision is learnt by alternating with
Newton's steps: alpha = (gamma + 2 a0) / (|w|^2 + 2 b0), gamma = k - alpha * trace(covariance block)
(D. J. C. MacKay, "Bayesian Interpolation", Neural Computation 4, 1992). b0 is a0 times the prior
variance of the whole, divided by the number of fields; that variance is learnt in the same way, so
that fields which all carry nothing shrink to nothing together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.design import Design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.columns import Column, Floats

_ROUNDS_MAX = 40
_HALVINGS = 12
_ALPHA_MAX = 1e8
_CLOSE = 0.002
"""Done when a round moves the leads' log-odds by less (root mean square)."""
_HASTE = 1.6
"""Precisions move further than the fixed point says, in the same direction: fewer rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is fitted to what; arrays have one entry a lead."""

    columns: Sequence[Column]
    """Single fields first, pairs behind them."""
    singles: int
    fields: int
    """How many fields the single ones were chosen from: the whole's variance is divided by it."""
    outcomes: Floats
    importance: Floats
    """How much each lead counts."""
    offset: Floats
    """The expert card's log-odds without its base."""
    base: float
    base_sd: float
    shape: float
    variance: float
    variance_trust: float


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Weights (deviations from the card) by column, and what was learnt on the way."""

    intercept: float
    """Log-odds where every column's deviation is at its mean over the leads."""
    weights: list[Floats]
    precisions: Floats
    determined: Floats
    """gamma: how many of a column's weights the leads determine."""
    scores: Floats
    """Log-odds of the leads."""

    def tables(self, columns: Sequence[Column]) -> list[Floats]:
        """Give each column's deviation by place."""
        pairs = zip(columns, self.weights, strict=True)
        return [column.basis @ weights for column, weights in pairs]


def fit(problem: Problem, *, start: Fit | None = None) -> Fit:
    """Find the most probable weights and the precisions; `start` may be of the first columns only."""
    return _Ascent(problem, start).run()


class _Ascent:
    """The state between rounds: weights (the intercept first), precisions, scores."""

    def __init__(self, problem: Problem, start: Fit | None) -> None:
        self.problem = problem
        self.design = Design(problem.columns, problem.importance)
        self.variance = problem.variance
        self.precisions: Floats = np.full(len(problem.columns), problem.singles / problem.variance)
        self.determined = np.zeros(len(problem.columns))
        self.weights = np.zeros(self.design.size + 1)
        self.weights[0] = problem.base
        if start is not None:
            known = np.concatenate([[start.intercept], *start.weights])
            self.weights[: len(known)] = known
            self.precisions[: len(start.precisions)] = start.precisions
        self.scores = self._scores(self.weights)

    def run(self) -> Fit:
        for _ in range(_ROUNDS_MAX):
            before = self.scores
            covariance = self._covariance()
            self._step(covariance)
            self._weigh(np.diagonal(covariance)[1:])
            self._share_variance()
            moved = self.problem.importance @ (self.scores - before) ** 2
            if moved < _CLOSE**2 * self.problem.importance.sum():
                break
        blocks = map(self.design.block, range(len(self.precisions)))
        parts = [self.weights[1:][block] for block in blocks]
        return Fit(float(self.weights[0]), parts, self.precisions, self.determined, self.scores)

    def _prior(self) -> Floats:
        """Precision of the intercept and of every weight."""
        of_weights = np.repeat(self.precisions, self.design.widths)
        prior: Floats = np.concatenate([[self.problem.base_sd**-2], of_weights])
        return prior

    def _scores(self, weights: Floats) -> Floats:
        scores: Floats = self.problem.offset + float(weights[0]) + self.design.scores(weights[1:])
        return scores

    def _objective(self, weights: Floats, scores: Floats) -> float:
        likely = self.problem.outcomes * scores - np.logaddexp(0, scores)
        away = self._away(weights)
        return float(self.problem.importance @ likely - 0.5 * self._prior() @ away**2)

    def _away(self, weights: Floats) -> Floats:
        away: Floats = weights.copy()
        away[0] -= self.problem.base
        return away

    def _covariance(self) -> Floats:
        """Invert the curvature (the posterior precision) at the present weights."""
        chances = chances_of(self.scores)
        curvature = self.design.gram(self.problem.importance * chances * (1 - chances))
        curvature[np.diag_indices_from(curvature)] += self._prior()
        return np.linalg.inv(curvature).astype(np.float64, copy=False)

    def _step(self, covariance: Floats) -> None:
        """Take one Newton step, halved until it is uphill."""
        errors = self.problem.importance * (self.problem.outcomes - chances_of(self.scores))
        slope = np.concatenate([[errors.sum()], self.design.sums(errors)])
        slope -= self._prior() * self._away(self.weights)
        step = covariance @ slope
        before = self._objective(self.weights, self.scores)
        for _ in range(_HALVINGS):
            weights = self.weights + step
            scores = self._scores(weights)
            if self._objective(weights, scores) >= before - 1e-9 * abs(before):
                self.weights, self.scores = weights, scores
                return
            step = step / 2

    def _weigh(self, variances: Floats) -> None:
        """Move every precision to MacKay's fixed point."""
        a0 = self.problem.shape
        b0 = a0 * self.variance / max(1, self.problem.fields)
        for at, precision in enumerate(self.precisions):
            block = self.design.block(at)
            weights = self.weights[1:][block]
            gamma = max(0.0, len(weights) - precision * variances[block].sum())
            self.determined[at] = gamma
            aim = (gamma + 2 * a0) / (weights @ weights + 2 * b0)
            self.precisions[at] = min(_ALPHA_MAX, precision * (aim / precision) ** _HASTE)

    def _share_variance(self) -> None:
        """Move the whole's variance to its most probable value, given the fields' precisions.

        Fields that were left out for saying least count like the one that says least.
        """
        problem = self.problem
        if not problem.singles:
            return
        fields = self.precisions[: problem.singles]
        unseen = (problem.fields - problem.singles) * fields.max()
        believed = problem.fields * problem.shape + problem.variance_trust
        seen = (fields.sum() + unseen) * problem.shape / problem.fields
        self.variance = believed / float(seen + problem.variance_trust / problem.variance)


def chances_of(scores: Floats) -> Floats:
    """Turn log-odds into chances without overflow."""
    chances: Floats = 0.5 * (1 + np.tanh(0.5 * scores))
    return chances
