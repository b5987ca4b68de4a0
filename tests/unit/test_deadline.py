"""The time that an invocation has left."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared import deadline


def test_outside_of_an_invocation_there_is_no_end() -> None:
    assert deadline.left_s() == math.inf


def test_inside_there_is_at_most_what_was_given_and_never_less_than_nothing() -> None:
    with deadline.within(50):
        assert 40 < deadline.left_s() <= 50
    with deadline.within(-1):
        assert deadline.left_s() == 0
    assert deadline.left_s() == math.inf


def test_an_error_ends_it_too() -> None:
    with pytest.raises(ValueError, match="x"), deadline.within(1):
        raise ValueError("x")
    assert deadline.left_s() == math.inf


def test_one_threads_end_is_not_anothers() -> None:
    with deadline.within(1), ThreadPoolExecutor(1) as pool:
        assert pool.submit(deadline.left_s).result() == math.inf
