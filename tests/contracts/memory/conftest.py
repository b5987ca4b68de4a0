"""Every contract test runs on SQLite, and on Firestore's emulator under the marker `gcp`."""

from __future__ import annotations

from contextlib import ExitStack, closing
from itertools import count
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.firestore import FirestoreMemory
from shared.adapters.storage.sqlite import SqliteMemory
from tests.contracts.memory.stores import GivenClock
from tests.gcp.emulators import PROJECT, start_firestore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.ports import Memory

_numbers = count()


@pytest.fixture(scope="session")
def firestore_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start_firestore(tmp_path_factory.mktemp("firestore")) as emulator:
        yield emulator.host


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def open_sqlite(tmp_path: Path, clock: GivenClock) -> Iterator[Callable[[], SqliteMemory]]:
    with ExitStack() as opened:
        path = tmp_path / "memory.db"
        yield lambda: opened.enter_context(closing(SqliteMemory(path, clock=clock)))


@pytest.fixture
def open_firestore(
    firestore_host: str, clock: GivenClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], FirestoreMemory]]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_host)
    prefix = f"run{next(_numbers)}_"
    with ExitStack() as opened:
        yield lambda: opened.enter_context(
            closing(FirestoreMemory(PROJECT, clock=clock, prefix=prefix))
        )


@pytest.fixture(params=["sqlite", pytest.param("firestore", marks=pytest.mark.gcp)])
def open_memory(request: pytest.FixtureRequest) -> Callable[[], Memory]:
    """Open the test's own store; a second call opens the same one again."""
    opener: Callable[[], Memory] = request.getfixturevalue(f"open_{request.param}")
    return opener


@pytest.fixture
def memory(open_memory: Callable[[], Memory]) -> Memory:
    return open_memory()
