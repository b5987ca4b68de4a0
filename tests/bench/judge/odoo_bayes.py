"""Odoo's predictive lead scoring: naive Bayes over won and lost counts.

As in Odoo 19, addons/crm/models/crm_lead.py, `_pls_get_naive_bayes_probabilities` (read 2026-11),
for leads of one team in the first stage, as they are on arrival: there the stage's own factor is 1.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


SMOOTHING = 0.1
FEWEST_OF_A_TAG = 50
LOWEST, HIGHEST = 0.0001, 0.9999


@dataclass(slots=True)
class OdooBayes:
    """Counts by field and value; a field in `tags` has no say below 50 outcomes of a value."""

    tags: frozenset[str] = frozenset()
    won: int = 0
    lost: int = 0
    counts: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    totals: dict[str, tuple[float, float]] = field(default_factory=dict)

    def fit(self, leads: Sequence[Mapping[str, str | None]], won: Sequence[bool]) -> OdooBayes:
        """Count; an empty value is as if the field were not there."""
        self.won, self.lost = sum(map(bool, won)), len(won) - sum(map(bool, won))
        tally = Counter(
            (name, value, bool(outcome))
            for lead, outcome in zip(leads, won, strict=True)
            for name, value in lead.items()
            if value
        )
        for name, value in {(name, value) for name, value, _ in tally}:
            pair = tally[name, value, True] + SMOOTHING, tally[name, value, False] + SMOOTHING
            if name not in self.tags or sum(pair) >= FEWEST_OF_A_TAG:
                self.counts.setdefault(name, {})[value] = pair
                sum_won, sum_lost = self.totals.get(name, (0.0, 0.0))
                self.totals[name] = sum_won + pair[0], sum_lost + pair[1]
        return self

    def probability(self, lead: Mapping[str, str | None]) -> float:
        """Give the chance to win, in hundredths of a per cent, from 0.01 % to 99.99 %."""
        score_won, score_lost = math.log(self.won + SMOOTHING), math.log(self.lost + SMOOTHING)
        for name, value in lead.items():
            found = self.counts.get(name, {}).get(value or "")
            if found is not None:
                total_won, total_lost = self.totals[name]
                score_won += math.log(found[0] / total_won)
                score_lost += math.log(found[1] / total_lost)
        chance = _logistic(score_won - score_lost)
        return min(max(round(chance, 4), LOWEST), HIGHEST)


def _logistic(log_odds: float) -> float:
    if log_odds < 0:
        return math.exp(log_odds) / (1 + math.exp(log_odds))
    return 1 / (1 + math.exp(-log_odds))
