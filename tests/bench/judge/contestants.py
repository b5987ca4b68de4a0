"""Everybody who is judged, behind one signature; a peer's library is imported when it is fitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tests.bench.judge.matrices import fields_of
from tests.bench.judge.odoo_bayes import OdooBayes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from tests.bench.judge.lead_set import Lead

    Floats = NDArray[np.float64]
    Predict = Callable[[Sequence[Lead]], Floats]

THREADS = 1


class Contestant(Protocol):
    """One way to learn chances from leads and outcomes."""

    @property
    def name(self) -> str:
        """Say who it is, as it stands in the tables."""

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        """Learn, and give what tells the chances of other leads."""


@dataclass(frozen=True, slots=True)
class OdooAsItIs:
    """Odoo's algorithm; every number is a value of its own, as in Odoo. Without `fields`: all."""

    fields: tuple[str, ...] = ()
    name: str = "Odoo's algorithm, every field"

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        fields = self.fields or tuple(leads[0])

        def values(some: Sequence[Lead]) -> list[Lead]:
            return [{name: lead.get(name) for name in fields} for lead in some]

        model = OdooBayes().fit(values(leads), won.tolist())
        return lambda others: np.array([model.probability(lead) for lead in values(others)])


@dataclass(frozen=True, slots=True)
class OdooBinned:
    """Odoo's algorithm, with numbers put into ten quantile bins for it: more than Odoo does."""

    name: str = "Odoo's algorithm, every field, numbers in bins"

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        fields = fields_of(leads)

        def values(some: Sequence[Lead]) -> list[dict[str, str | None]]:
            binned = [(field.name, field.bins(some)) for field in fields]
            return [
                {name: str(bins[row]) if bins[row] else None for name, bins in binned}
                for row in range(len(some))
            ]

        model = OdooBayes().fit(values(leads), won.tolist())
        return lambda others: np.array([model.probability(lead) for lead in values(others)])


@dataclass(frozen=True, slots=True)
class Logistic:
    """scikit-learn's logistic regression on one-hot levels, numbers in ten bins, C = 1."""

    name: str = "logistic regression"

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        from scipy.sparse import (  # type: ignore[import-untyped]  # it has no types
            csr_matrix,
            hstack,
        )
        from sklearn.linear_model import (  # type: ignore[import-untyped]  # it has no types
            LogisticRegression,
        )

        fields = fields_of(leads, fewest=max(1, min(5, len(leads) // 50)))

        def one_hot(some: Sequence[Lead]) -> Any:
            rows, ones = np.arange(len(some)), np.ones(len(some))
            return hstack(
                [csr_matrix((ones, (rows, f.bins(some))), (len(some), f.width)) for f in fields]
            ).tocsr()

        model = LogisticRegression(C=1.0, max_iter=1000).fit(one_hot(leads), won)
        return lambda others: np.asarray(model.predict_proba(one_hot(others))[:, 1])


@dataclass(frozen=True, slots=True)
class LightGbm:
    """LightGBM with categories as such: small trees, slow steps, fewer rows a leaf for few leads.

    Of the settings that were tried, those that served it best over all sets of leads.

    The number of trees is found on a fifth of the leads, then all of them are learnt from; below
    500 leads that would be guesswork, and 50 trees are taken.
    """

    name: str = "LightGBM"

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        import lightgbm

        fields = fields_of(leads)

        def matrix(some: Sequence[Lead]) -> Floats:
            return np.column_stack([field.codes(some) for field in fields])

        categories = [place for place, field in enumerate(fields) if field.levels]

        def data(rows: Any) -> Any:
            return lightgbm.Dataset(table[rows], won[rows], categorical_feature=categories)

        table, settings = matrix(leads), _settings(len(leads))
        rounds = _FEW_TREES
        if len(leads) >= _FEWEST_TO_STOP_EARLY:
            held_back = np.random.default_rng(1).random(len(leads)) < 0.2
            stopping = lightgbm.early_stopping(_PATIENCE, verbose=False)
            rounds = lightgbm.train(
                settings,
                data(~held_back),
                _MOST_TREES,
                valid_sets=[data(held_back)],
                callbacks=[stopping],
            ).best_iteration
        booster = lightgbm.train(settings, data(slice(None)), rounds)
        return lambda others: np.asarray(booster.predict(matrix(others), num_threads=THREADS))


_FEWEST_TO_STOP_EARLY, _FEW_TREES, _MOST_TREES, _PATIENCE = 500, 50, 500, 40


def _settings(n: int) -> dict[str, object]:
    return {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 7,
        "max_cat_to_onehot": 64,
        "min_data_in_leaf": max(3, min(20, n // 20)),
        "feature_fraction": 0.8,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "seed": 1,
        "deterministic": True,
        "num_threads": THREADS,
        "verbosity": -1,
    }
