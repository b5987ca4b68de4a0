"""Every contract test runs on the embedded queue, and on Pub/Sub's emulator under `gcp`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.contracts.bus.worlds import embedded_world, pubsub_world
from tests.gcp.emulators import start_pubsub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contracts.bus.worlds import Listener, OpenWorld, World


@pytest.fixture(scope="session")
def pubsub_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with start_pubsub(tmp_path_factory.mktemp("pubsub")) as emulator:
        yield emulator.host


@pytest.fixture(params=["embedded", pytest.param("pubsub", marks=pytest.mark.gcp)])
def open_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenWorld]:
    """Open a world with the given listeners; it is closed after the test."""
    with ExitStack() as opened:

        def open_it(*listeners: Listener) -> World:
            if request.param == "embedded":
                return opened.enter_context(embedded_world(tmp_path / "queue.db", listeners))
            host = request.getfixturevalue("pubsub_host")
            return opened.enter_context(pubsub_world(host, listeners))

        yield open_it
