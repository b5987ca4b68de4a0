"""Splits keep what is measured apart from what is learnt from."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.scoring.evaluation import Unmeasurable
from shared.scoring.splits import expanding, few, stratified

OUTCOMES = st.lists(st.booleans(), max_size=60).map(lambda more: [True, True, False, False, *more])
SEEDS = st.integers(0, 2**32)
TIMES = st.lists(st.integers(0, 20), min_size=2, max_size=60)


@given(OUTCOMES, SEEDS)
def test_every_lead_is_on_one_side_and_both_sides_hold_both_outcomes(
    outcomes: list[bool], seed: int
) -> None:
    won = np.array(outcomes)
    for split in stratified(won, repeats=3, rng=np.random.default_rng(seed)):
        assert sorted([*split.train, *split.test]) == list(range(len(won)))
        for rows in (split.train, split.test):
            assert set(won[rows]) == {True, False}


def test_both_sides_have_the_same_share_of_won_leads() -> None:
    won = np.arange(1000) < 200
    (split,) = stratified(won, repeats=1, rng=np.random.default_rng(1))
    assert (len(split.train), len(split.test)) == (700, 300)
    assert won[split.train].mean() == won[split.test].mean() == 0.2


def test_the_same_seed_draws_the_same_splits() -> None:
    won = np.arange(50) % 2 == 0
    first, again = (
        [s.test.tolist() for s in stratified(won, repeats=2, rng=np.random.default_rng(7))]
        for _ in range(2)
    )
    assert first == again
    assert first[0] != first[1]


@given(OUTCOMES, SEEDS, st.data())
def test_a_few_are_drawn_in_proportion_and_without_doubles(
    outcomes: list[bool], seed: int, data: st.DataObject
) -> None:
    won, rows = np.array(outcomes), np.arange(len(outcomes))
    n = data.draw(st.integers(2, len(outcomes)))
    drawn = few(rows, won, n, np.random.default_rng(seed))
    assert len(set(drawn.tolist())) == len(drawn) == n
    assert abs(won[drawn].sum() - n * won.mean()) <= 1
    assert set(won[drawn]) == {True, False}


@given(TIMES)
def test_nothing_that_is_tested_is_older_than_what_was_learnt_from(times: list[int]) -> None:
    moments = np.array(times, dtype=float)
    try:
        splits = list(expanding(moments, blocks=4))
    except Unmeasurable:
        assert moments.max() == np.sort(moments)[round(len(moments) / 2) - 1]
        return
    for split in splits:
        assert moments[split.train].max() < moments[split.test].min()
    tested = np.concatenate([split.test for split in splits])
    assert len(set(tested.tolist())) == len(tested)
    assert sorted([*splits[0].train, *tested]) == list(range(len(moments)))


@given(st.lists(st.integers(), min_size=20, max_size=60, unique=True))
def test_each_window_learns_from_all_that_went_before(times: list[int]) -> None:
    splits = list(expanding([float(rank) for rank in range(len(times))], blocks=4))
    assert len(splits) == 4
    for before, after in itertools.pairwise(splits):
        assert after.train.tolist() == [*before.train, *before.test]


@pytest.mark.parametrize("times", [[1.0, float("nan")], [1.0, 1.0, 1.0], [1.0], []])
def test_times_that_cannot_be_split_are_refused(times: list[float]) -> None:
    with pytest.raises(Unmeasurable):
        list(expanding(times))


def test_one_outcome_cannot_be_split_evenly() -> None:
    with pytest.raises(Unmeasurable, match="1 won and 3 lost"):
        list(stratified([True, False, False, False], repeats=1, rng=np.random.default_rng(1)))
    with pytest.raises(Unmeasurable, match="cannot be drawn"):
        few([0, 1], [True, False], 3, np.random.default_rng(1))
