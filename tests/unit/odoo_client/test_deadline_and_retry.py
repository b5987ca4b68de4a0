from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.odoo_client import (
    BadCall,
    Conflict,
    Deadline,
    NoAnswer,
    OdooClientError,
    OutcomeUnknown,
    PermanentError,
    PoolExhausted,
    RateLimited,
    RetryPolicy,
    ServerFault,
    TransientError,
    Unavailable,
    Unreachable,
)

RNG = random.Random(1)
ERRORS: tuple[OdooClientError, ...] = (
    Unreachable("x"),
    RateLimited("x", retry_after_s=3.0),
    Conflict("x"),
    NoAnswer("x", dropped=True),
    Unavailable("x"),
    OutcomeUnknown("x"),
    BadCall("x"),
)


def test_a_deadline_counts_down_on_the_clock_it_was_given() -> None:
    now = [100.0]
    deadline = Deadline(5.0, lambda: now[0])
    assert deadline.left_s() == 5.0
    now[0] = 104.0
    assert deadline.left_s() == 1.0
    assert not deadline.over
    now[0] = 200.0
    assert deadline.left_s() == 0.0
    assert deadline.over


@given(
    st.sampled_from(ERRORS),
    st.integers(1, 10),
    st.booleans(),
    st.floats(0, 100, allow_nan=False),
)
def test_no_wait_is_longer_than_the_time_left(
    error: OdooClientError, attempt: int, repeatable: bool, left_s: float
) -> None:
    policy = RetryPolicy()
    wait_s = policy.wait_s(error, attempt, repeatable=repeatable, left_s=left_s, rng=RNG)
    if wait_s is not None:
        assert 0 <= wait_s <= left_s - policy.min_try_s
        assert attempt < policy.max_attempts
        assert not isinstance(error, PermanentError)


@given(st.integers(1, 30), st.integers())
def test_jitter_is_full_and_capped(attempt: int, seed: int) -> None:
    policy = RetryPolicy(base_s=1.0, cap_s=8.0)
    wait_s = policy.jitter_s(attempt, random.Random(seed))
    assert 0 <= wait_s <= min(8.0, 2.0 ** (attempt - 1))


@pytest.mark.parametrize(
    "error", [Unreachable("x"), PoolExhausted("x"), RateLimited("x"), Conflict("x")]
)
def test_what_changed_nothing_is_repeated_even_for_a_write(error: TransientError) -> None:
    policy = RetryPolicy()
    assert policy.wait_s(error, 1, repeatable=False, left_s=60, rng=RNG) is not None


@pytest.mark.parametrize(
    "error", [Unavailable("x"), ServerFault("x"), NoAnswer("x"), OutcomeUnknown("x")]
)
def test_what_may_have_changed_something_is_repeated_only_if_harmless(
    error: OdooClientError,
) -> None:
    policy = RetryPolicy()
    assert policy.wait_s(error, 1, repeatable=False, left_s=60, rng=RNG) is None
    assert policy.wait_s(error, 1, repeatable=True, left_s=60, rng=RNG) is not None


def test_a_permanent_error_is_never_repeated() -> None:
    assert RetryPolicy().wait_s(BadCall("x"), 1, repeatable=True, left_s=60, rng=RNG) is None


def test_the_wait_asked_for_is_kept_and_does_not_fit_a_short_deadline() -> None:
    error, policy = RateLimited("x", retry_after_s=30.0), RetryPolicy()
    wait_s = policy.wait_s(error, 1, repeatable=False, left_s=60, rng=RNG)
    assert wait_s is not None
    assert wait_s >= 30.0
    assert policy.wait_s(error, 1, repeatable=False, left_s=29, rng=RNG) is None


def test_a_dropped_connection_is_tried_again_at_once_but_only_the_first_time() -> None:
    error, policy = NoAnswer("x", dropped=True), RetryPolicy()
    rng = random.Random(3)
    assert policy.wait_s(error, 1, repeatable=True, left_s=60, rng=rng) == 0.0
    second = policy.wait_s(error, 2, repeatable=True, left_s=60, rng=rng)
    assert second is not None
    assert second > 0.0
