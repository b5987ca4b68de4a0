"""The History port on four Odoos: the demo server and a real Odoo 19 (marker `odoo`), each with
and without our addon. The demo tracks no changes of fields."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.odoo.users import DATABASE
from shared.adapters.odoo.history import OdooHistory
from shared.adapters.system.clock import SystemClock
from tests.contracts.odoo_targets import (
    Target,
    administrators_client,
    odoo_target,
    our_users_client,
)

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.history import OpportunityHistory
    from shared.odoo_client import OdooClient

__all__ = ["administrators_client", "odoo_target", "our_users_client"]


@dataclass
class Bench:
    """The history, and an administrator's client to make some."""

    history: OdooHistory
    client: OdooClient
    has_addon: bool
    is_demo: bool

    def lead(self, **values: object) -> int:
        row = {"name": f"Villa {uuid.uuid4().hex[:8]}", "type": "opportunity", **values}
        (made,) = self.client.create_many("crm.lead", [row])
        return made

    def do(self, model: str, method: str, *ids: int, **named: object) -> object:
        return self.client.call(model, method, ids=list(ids), **named)  # type: ignore[arg-type]

    def of(self, lead: int, since: datetime) -> OpportunityHistory | None:
        """Read one, by the page that it stands on."""
        page = self.history.since(since, str(lead - 1), at_most=1)
        (found,) = page.histories or (None,)
        return found if found is not None and found.crm_lead_id == lead else None


@pytest.fixture
def bench(client: OdooClient, our_client: OdooClient, target: Target) -> Bench:
    history = OdooHistory(our_client, tenant="t", clock=SystemClock())
    return Bench(history, client, target.has_addon, target.database == DATABASE)
