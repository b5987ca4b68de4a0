"""The state of an opportunity: nothing that Odoo can hold makes it fail."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.opportunity import LARGEST_AMOUNT, OpportunityState

if TYPE_CHECKING:
    from collections.abc import Callable


def _read(amount: float) -> Decimal:
    """As our reading of Odoo gives it."""
    return Decimal(str(amount))


def _reported(amount: float) -> str:
    """As the addon writes it."""
    return f"{amount:.3f}"


@pytest.mark.parametrize("written", [_read, _reported])
@given(amount=st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=200)
def test_every_amount_that_odoo_can_hold_is_read(
    written: Callable[[float], Decimal | str], amount: float
) -> None:
    given_as = written(amount)
    state = OpportunityState.model_validate({"expected_revenue": given_as})
    is_too_large = abs(Decimal(given_as)) >= LARGEST_AMOUNT
    assert state.expected_revenue == (None if is_too_large else Decimal(given_as))


@pytest.mark.parametrize("amount", ["1E+400", "Infinity", "NaN", "9" * 351])
def test_an_amount_that_odoo_cannot_hold_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError):
        OpportunityState.model_validate({"expected_revenue": amount})


def test_a_state_with_an_amount_too_large_is_stored_and_read_again() -> None:
    state = OpportunityState(title="Villa", expected_revenue=_read(1e31))
    assert OpportunityState.model_validate(state.model_dump(mode="json")) == state
