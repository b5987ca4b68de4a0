"""What every test gets: an empty environment of ours, no network but this machine's."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

import hypothesis
import pytest
import pytest_socket

from shared import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = ["127.0.0.1", "localhost", "::1"]
ODOO_VARIABLES = ("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY", "ODOO_LOGIN")


# A busy machine is no finding: no test is timed, those of hypothesis neither.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What ten thousand collected tests hold stays to the end: the collector need not look again."""
    gc.freeze()


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(LOCAL, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide the environment's settings (a real Odoo's are for the tests that name it)."""
    keep = ODOO_VARIABLES if request.node.get_closest_marker("odoo") else ()
    for name in settings.VARIABLES:
        if name not in keep:
            monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
