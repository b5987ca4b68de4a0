"""A demo Odoo with our addon, a clock to move, and every call that the adapter makes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.faults import Rule
from deploy.local.demo.odoo import DemoOdoo
from shared.odoo_client import Hooks, OdooClient, RetryPolicy
from tests.contracts.crm.conftest import Bench, new_crm
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.odoo_client import CallRecord


@dataclass
class Desk:
    """The demo Odoo from all sides."""

    odoo: DemoOdoo
    bench: Bench
    clock: GivenClock
    calls: list[CallRecord]

    def break_call(self, fault: str, method: str, times: int = 1) -> None:
        """Have the next calls of a method go wrong."""
        self.odoo.faults.order(Rule(fault, {"method": method}, times=times))

    def called(self) -> list[str]:
        """Give what was called since the last question, `model.method`."""
        names = [f"{call.model}.{call.method}" for call in self.calls]
        self.calls.clear()
        return names


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    calls: list[CallRecord] = []
    clock = GivenClock()
    with (
        DemoOdoo.start(tmp_path / "odoo.db", addon=True) as odoo,
        connect(odoo, Hooks(on_request=calls.append)) as ours,
        connect(odoo) as administrators,
    ):
        tenant = f"t{uuid.uuid4().hex[:8]}"
        crm = new_crm(ours, tenant, clock)
        bench = Bench(crm, administrators, ours, tenant, has_addon=True)
        yield Desk(odoo, bench, clock, calls)


def connect(odoo: DemoOdoo, hooks: Hooks | None = None) -> OdooClient:
    """Give a client that tries everything once."""
    return OdooClient.connect(
        odoo.url,
        database=odoo.database,
        api_key=odoo.api_key,
        hooks=hooks,
        retries=RetryPolicy(max_attempts=1),
        pool_size=32,
        allow_unlink=True,
    )
