"""Worlds, hundreds a second: they share one SQLite file, each a tenant of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from tests.simulation.stand_ins import GivenClock
from tests.simulation.world import World

Worlds = Callable[..., AbstractContextManager[World]]
"""Opens a world; its tenant may be named, so that ids are the same however often it is run."""


@pytest.fixture(scope="module")
def new_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    clock, tenants = GivenClock(), count(1)
    memory = SqliteMemory(tmp_path_factory.mktemp("simulation") / "memory.db", clock=clock)

    @contextmanager
    def opened(tenant: str | None = None) -> Iterator[World]:
        world = World.open(memory, clock, tenant or f"tenant{next(tenants)}")
        try:
            yield world
        finally:
            world.close()

    yield opened
    memory.close()
