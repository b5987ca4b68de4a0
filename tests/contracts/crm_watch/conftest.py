"""The CrmWatch port on four Odoos: demo and real (marker `odoo`), each with and without our addon."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.watch import OdooWatch
from shared.adapters.system.clock import SystemClock
from shared.odoo_client import OdooClient, RetryPolicy
from tests.contracts.odoo_targets import Target, odoo_target

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["odoo_target"]


@dataclass
class Bench:
    """Watches with the right settings, or with one that is wrong."""

    target: Target

    def watch(self, **wrong: str) -> OdooWatch:
        own_key = self.target.our_key or self.target.api_key
        given = {"url": self.target.url, "database": self.target.database, "api_key": own_key}
        given |= wrong
        url = given.pop("url")

        def connect() -> OdooClient:
            return OdooClient.connect(url, retries=RetryPolicy(max_attempts=1), **given)

        return OdooWatch(connect, SystemClock())


@pytest.fixture
def bench(target: Target) -> Bench:
    return Bench(target)


@pytest.fixture
def watch(bench: Bench) -> Iterator[OdooWatch]:
    with closing(bench.watch()) as watch:
        yield watch
