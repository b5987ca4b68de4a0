"""Sets of leads drawn by lot, of shapes that real ones have; the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.judge.lead_set import LeadSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SOURCES = ("facebook", "instagram", "messenger", "audience_network", "organic")
BUDGETS = ("under 500", "500 to 2000", "over 2000", "unknown")
TIMELINES = ("now", "this month", "this year", "unknown")
COUNTRIES = ("EG", "SA", "AE", "KW", "JO", "US", "DE", "OM")
SOURCE_POINTS = np.array([0.0, 0.4, 0.7, -0.8, 0.9])
BUDGET_POINTS = np.array([-0.9, 0.2, 1.0, -0.2])
TIMELINE_POINTS = np.array([1.2, 0.5, -0.5, -0.3])
CARD = {
    "base_rate": 0.2,
    "fields": {
        "source": {"levels": {"audience_network": -0.5, "organic": 0.5}},
        "budget": {"levels": {"under 500": -0.5, "over 2000": 0.7}},
        "timeline": {"levels": {"now": 0.8, "this year": -0.3}},
    },
}
"""Roughly right, about half of what is true, and silent about most fields."""


class Shape(StrEnum):
    """A kind of lead set."""

    PLAIN = "plain"
    FEW_ROWS = "few rows"
    GAPS = "gaps"
    PAIRS = "pairs"
    MANY_LEVELS = "many levels"
    RARE = "rare"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class _Recipe:
    about: str
    rows: int = 4000
    base: float = -1.2
    weight: float = 1.0
    """Of the single fields' points."""
    pairs: float = 0.0
    missing: float = 0.05
    campaigns: int = 12


RECIPES: Mapping[Shape, _Recipe] = {
    Shape.PLAIN: _Recipe("eight fields that add up, one lead in three won"),
    Shape.FEW_ROWS: _Recipe("the same, 150 leads", rows=150),
    Shape.GAPS: _Recipe("the same, six values in ten missing", missing=0.6),
    Shape.PAIRS: _Recipe(
        "what a budget means depends on the source, an hour on the timeline", weight=0.4, pairs=1.5
    ),
    Shape.MANY_LEVELS: _Recipe("one campaign for about two leads", campaigns=2000),
    Shape.RARE: _Recipe("one lead in 25 won", rows=6000, base=-4.2),
    Shape.NOISE: _Recipe("won by lot, nothing to learn", rows=3000, weight=0.0),
}


def made(shape: Shape, *, seed: int = 1, rows: int | None = None) -> LeadSet:
    """Draw a set of leads (by default as many as the shape has)."""
    recipe = RECIPES[shape]
    rng = np.random.default_rng([seed, list(Shape).index(shape)])
    n = rows or recipe.rows
    places = {
        "source": rng.choice(len(SOURCES), n, p=[0.5, 0.3, 0.08, 0.07, 0.05]),
        "budget": rng.choice(len(BUDGETS), n, p=[0.3, 0.25, 0.15, 0.3]),
        "timeline": rng.choice(len(TIMELINES), n, p=[0.2, 0.25, 0.25, 0.3]),
        "country": rng.choice(len(COUNTRIES), n, p=[0.4, 0.2, 0.15, 0.05, 0.05, 0.05, 0.05, 0.05]),
        "campaign": rng.integers(0, recipe.campaigns, n),
    }
    numbers = {
        "hour": rng.integers(0, 24, n).astype(float),
        "answers_length": np.round(rng.lognormal(3, 1, n)),
        "seconds_to_answer": np.round(rng.exponential(90, n), 1),
    }
    logits = recipe.base + recipe.weight * _alone(places, numbers, recipe, rng)
    logits += recipe.pairs * _together(places, numbers)
    won = rng.random(n) < 1 / (1 + np.exp(-logits))
    columns = _texts(places) | {name: [f"{v:g}" for v in some] for name, some in numbers.items()}
    gaps = {name: rng.random(n) < recipe.missing for name in columns}
    leads = tuple(
        {name: None if gaps[name][row] else cells[row] for name, cells in columns.items()}
        for row in range(n)
    )
    return LeadSet(
        name=shape,
        leads=leads,
        won=won,
        strict_fields=tuple(columns),
        odoo_fields=("source", "country"),
        times=np.arange(n, dtype=np.float64),
        card=CARD if shape is not Shape.NOISE else None,
        has_signal=shape is not Shape.NOISE,
    )


def _alone(
    places: Mapping[str, NDArray[np.int64]],
    numbers: Mapping[str, Floats],
    recipe: _Recipe,
    rng: np.random.Generator,
) -> Floats:
    by_country = rng.normal(0, 0.4, len(COUNTRIES))
    by_campaign = rng.normal(0, 0.5, recipe.campaigns)
    by_length = 0.5 * (np.log1p(numbers["answers_length"]) - 3)
    by_hour = 0.4 * np.cos((numbers["hour"] - 14) / 24 * 2 * np.pi)
    return np.asarray(
        SOURCE_POINTS[places["source"]]
        + BUDGET_POINTS[places["budget"]]
        + TIMELINE_POINTS[places["timeline"]]
        + by_country[places["country"]]
        + by_campaign[places["campaign"]]
        + by_length
        + by_hour
    )


def _together(places: Mapping[str, NDArray[np.int64]], numbers: Mapping[str, Floats]) -> Floats:
    turned = np.where(places["source"] == 0, 1.0, -1.0) * BUDGET_POINTS[places["budget"]]
    at_night = np.where(numbers["hour"] < 8, 1.0, -1.0) * TIMELINE_POINTS[places["timeline"]]
    return np.asarray(turned + at_night)


def _texts(places: Mapping[str, NDArray[np.int64]]) -> dict[str, list[str]]:
    named = {"source": SOURCES, "budget": BUDGETS, "timeline": TIMELINES, "country": COUNTRIES}
    texts = {name: [words[at] for at in places[name]] for name, words in named.items()}
    return texts | {"campaign": [f"campaign {at}" for at in places["campaign"]]}
