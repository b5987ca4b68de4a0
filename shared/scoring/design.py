"""The columns of all leads as one centred matrix that is never built.

Every sum over leads is a count by places, so that cost and memory do not grow with leads x weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.columns import Column, Floats


class Design:
    """X: one row a lead, one column a weight, each column's (weighted) mean taken off."""

    def __init__(self, columns: Sequence[Column], importance: Floats) -> None:
        """`importance` is how much each lead counts, shape (leads,)."""
        self.columns = columns
        self.leads = len(importance)
        shapes = [column.basis.shape for column in columns]
        self.widths = np.array([weights for _, weights in shapes], dtype=np.int64)
        self._place_cuts = np.cumsum([0, *(places for places, _ in shapes)])
        self._weight_cuts = np.cumsum([0, *self.widths])
        self.mean = self._by_weight(importance) / importance.sum()

    @property
    def size(self) -> int:
        """How many weights there are."""
        return int(self._weight_cuts[-1])

    def block(self, at: int) -> slice:
        """Give where the weights of a column lie."""
        return slice(int(self._weight_cuts[at]), int(self._weight_cuts[at + 1]))

    def _places(self, at: int) -> slice:
        return slice(int(self._place_cuts[at]), int(self._place_cuts[at + 1]))

    def scores(self, weights: Floats) -> Floats:
        """X @ weights, shape (leads,)."""
        total = np.full(self.leads, -float(self.mean @ weights))
        for at, column in enumerate(self.columns):
            total += (column.basis @ weights[self.block(at)])[column.codes]
        return total

    def sums(self, of_lead: Floats) -> Floats:
        """X.T @ of_lead, shape (weights,)."""
        sums: Floats = self._by_weight(of_lead) - self.mean * of_lead.sum()
        return sums

    def gram(self, of_lead: Floats) -> Floats:
        """X.T @ diag(of_lead) @ X, with the intercept as first row and column."""
        sums, total = self._by_weight(of_lead), of_lead.sum()
        inner = self._by_weight_both(self._crossed(of_lead))
        cross = np.outer(self.mean, sums)
        gram = np.empty((self.size + 1, self.size + 1))
        gram[0, 0] = total
        gram[0, 1:] = gram[1:, 0] = sums - total * self.mean
        gram[1:, 1:] = inner + total * np.outer(self.mean, self.mean) - cross - cross.T
        return gram

    def _by_weight(self, of_lead: Floats) -> Floats:
        sums = [column.basis.T @ counted(column, of_lead) for column in self.columns]
        return np.concatenate([*sums, np.zeros(0)])

    def _by_weight_both(self, crossed: Floats) -> Floats:
        """Turn counts by places into sums by weights: rows, then (by symmetry) columns."""
        for _ in range(2):
            rows = [
                column.basis.T @ crossed[self._places(at)] for at, column in enumerate(self.columns)
            ]
            crossed = np.concatenate([*rows, np.zeros((0, crossed.shape[1]))]).T
        return crossed

    def _crossed(self, of_lead: Floats) -> Floats:
        """Count by every two places."""
        places = int(self._place_cuts[-1])
        crossed = np.zeros((places, places))
        for one, column in enumerate(self.columns):
            for two in range(one, len(self.columns)):
                other = self.columns[two]
                width = len(other.places)
                both = column.codes * width + other.codes
                cells = np.bincount(both, of_lead, len(column.places) * width).reshape(-1, width)
                crossed[self._places(one), self._places(two)] = cells
                crossed[self._places(two), self._places(one)] = cells.T
        return crossed


def counted(column: Column, of_lead: Floats) -> Floats:
    """Sum up by places, shape (places,)."""
    return np.bincount(column.codes, of_lead, len(column.places)).astype(np.float64, copy=False)
