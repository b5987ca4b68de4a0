from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.grading import least_score


def reached(scores: list[float], share: float) -> float:
    array = np.array(scores)
    return float((array >= least_score(array, np.ones(len(array)), share)).mean())


def test_a_share_is_reached_where_scores_differ() -> None:
    assert reached([float(at) for at in range(100)], 0.2) == pytest.approx(0.2)


def test_ties_go_to_the_nearer_side() -> None:
    assert reached([1.0] * 30 + [0.0] * 70, 0.2) == pytest.approx(0.3)
    assert reached([1.0] * 50 + [0.0] * 50, 0.2) == 0


def test_if_all_are_alike_none_is_hot_and_all_are_warm() -> None:
    assert (reached([0.5] * 10, 0.2), reached([0.5] * 10, 0.5)) == (0, 1)


def test_leads_count_by_their_weight() -> None:
    scores, weights = np.array([3.0, 2.0, 1.0]), np.array([1.0, 1.0, 8.0])
    assert 1 < least_score(scores, weights, 0.2) < 2


@given(st.lists(st.integers(-5, 5).map(float), min_size=1), st.floats(0, 1))
def test_no_other_threshold_comes_nearer(scores: list[float], share: float) -> None:
    best = min(abs(sum(s >= cut for s in scores) / len(scores) - share) for cut in (*scores, 99.0))
    assert abs(reached(scores, share) - share) <= best + 1e-9
