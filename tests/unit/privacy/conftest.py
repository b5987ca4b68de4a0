"""A memory of its own for each test, and a clock that stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def memory(tmp_path: Path, clock: GivenClock) -> Iterator[SqliteMemory]:
    memory = SqliteMemory(tmp_path / "memory.db", clock=clock)
    yield memory
    memory.close()
