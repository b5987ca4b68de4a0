"""Each figure against the same thing counted the slow way."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.evaluation import Unmeasurable, calibration, figures

CHANCES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9, 1.0]))


@st.composite
def judged(draw: st.DrawFn) -> tuple[list[bool], list[float]]:
    """Give outcomes of both kinds and a probability for each."""
    rows = draw(st.lists(st.tuples(st.booleans(), CHANCES), min_size=0, max_size=40))
    rows = draw(st.permutations([*rows, (True, draw(CHANCES)), (False, draw(CHANCES))]))
    return [won for won, _ in rows], [chance for _, chance in rows]


@given(judged())
def test_auc_is_the_share_of_pairs_in_the_right_order(rows: tuple[list[bool], list[float]]) -> None:
    won = [chance for outcome, chance in zip(*rows, strict=True) if outcome]
    lost = [chance for outcome, chance in zip(*rows, strict=True) if not outcome]
    points = sum((a > b) + (a == b) / 2 for a, b in product(won, lost))
    assert figures(*rows).auc == pytest.approx(points / len(won) / len(lost))


@given(judged())
def test_auc_only_knows_the_order(rows: tuple[list[bool], list[float]]) -> None:
    outcomes, chances = rows
    ranks = {chance: rank for rank, chance in enumerate(sorted(set(chances)))}
    as_ranks = [ranks[chance] / 100 for chance in chances]
    assert figures(outcomes, as_ranks).auc == pytest.approx(figures(*rows).auc)


@given(judged())
def test_saying_the_opposite_mirrors_auc(rows: tuple[list[bool], list[float]]) -> None:
    outcomes, chances = rows
    exact = [round(chance, 3) for chance in chances]
    mirrored = [round(1 - chance, 3) for chance in exact]
    assert figures(outcomes, mirrored).auc == pytest.approx(1 - figures(outcomes, exact).auc)


@given(judged())
def test_log_loss_and_brier_are_means_over_leads(rows: tuple[list[bool], list[float]]) -> None:
    outcomes, chances = rows
    inside = [min(max(chance, 1e-7), 1 - 1e-7) for chance in chances]
    losses = [-math.log(c if won else 1 - c) for won, c in zip(outcomes, inside, strict=True)]
    squares = [(won - c) ** 2 for won, c in zip(outcomes, chances, strict=True)]
    found = figures(*rows)
    assert found.log_loss == pytest.approx(sum(losses) / len(losses), rel=1e-6)
    assert found.brier == pytest.approx(sum(squares) / len(squares))


@given(judged())
def test_calibration_error_weighs_the_gap_of_each_tenth(
    rows: tuple[list[bool], list[float]],
) -> None:
    bins = calibration(*rows)
    gaps = [abs(b.predicted - b.observed) * b.n for b in bins if b.n]
    assert figures(*rows).ece == pytest.approx(sum(gaps) / len(rows[0]))
    assert sum(b.n for b in bins) == len(rows[0])


@given(judged())
def test_the_figures_do_not_depend_on_the_order_of_the_leads(
    rows: tuple[list[bool], list[float]],
) -> None:
    outcomes, chances = rows
    found, turned = figures(*rows), figures(outcomes[::-1], chances[::-1])
    for name in ("auc", "log_loss", "brier", "ece", "precision_at_20", "lift_at_20"):
        assert getattr(turned, name) == pytest.approx(getattr(found, name))


@given(judged())
def test_no_constant_beats_the_base_entropy(rows: tuple[list[bool], list[float]]) -> None:
    outcomes, _ = rows
    rate = sum(outcomes) / len(outcomes)
    found = figures(outcomes, [rate] * len(outcomes))
    assert found.log_loss == pytest.approx(found.base_entropy)
    assert found.auc == pytest.approx(0.5)
    assert found.precision_at_20 == pytest.approx(rate)
    assert found.lift_at_20 == pytest.approx(1)


def test_the_best_fifth_is_counted() -> None:
    outcomes = [True, False, *[False] * 7, True]
    chances = [0.9, 0.8, *[0.1] * 7, 0.2]
    found = figures(outcomes, chances)
    assert found.precision_at_20 == 0.5
    assert found.lift_at_20 == pytest.approx(2.5)


def test_leads_tied_at_the_edge_of_the_fifth_count_on_average() -> None:
    outcomes = [True, True, False, False, False, *[False] * 5]
    chances = [0.9, *[0.5] * 4, *[0.1] * 5]
    assert figures(outcomes, chances).precision_at_20 == pytest.approx((1 + 1 / 4) / 2)


def test_a_probability_of_one_belongs_to_the_last_tenth() -> None:
    last = calibration([True, False], [1.0, 0.0])[-1]
    assert (last.n, last.predicted, last.observed) == (1, 1.0, 1.0)


@pytest.mark.parametrize(
    ("outcomes", "chances", "why"),
    [
        ([True, True], [0.1, 0.2], "the same outcome"),
        ([], [], "no leads"),
        ([True, False], [0.1], "2 outcomes, but 1 probabilities"),
        ([True, False], [0.1, math.nan], "between 0 and 1"),
        ([True, False], [0.1, math.inf], "between 0 and 1"),
        ([True, False], [0.1, 1.5], "between 0 and 1"),
        ([1, 2], [0.1, 0.5], "neither true nor false"),
        ([True, math.nan], [0.1, 0.5], "neither true nor false"),
        ([True, False], ["high", "low"], "probabilities are not numbers"),
        ([[True], [False]], [0.1, 0.2], "outcomes are not one list"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_reason(
    outcomes: list[bool], chances: list[float], why: str
) -> None:
    with pytest.raises(Unmeasurable, match=why):
        figures(outcomes, chances)
