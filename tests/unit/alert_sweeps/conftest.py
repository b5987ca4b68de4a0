"""A world of its own for each test."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from tests.swept_world import SetClock, SweptWorld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SweptWorld]:
    clock = SetClock()
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield SweptWorld(memory, clock)
