"""A signer that serves its keys, one for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.google.signer import Signer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", name="pair")
def _pair() -> Signer:
    return Signer()


@pytest.fixture
def signer(pair: Signer) -> Iterator[Signer]:
    with serving(Signer(pair.rsa_key, pair.ec_key)) as served:
        yield served
