"""The Pipeline port on four Odoos: demo and real (marker `odoo`), each with and without our addon.

The real one's database with the addon is named by ODOO_ADDON_DATABASE.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.odoo.actions import OdooActions
from shared.adapters.odoo.pipeline import OdooPipeline
from shared.adapters.odoo.pipeline.changes import OVERLAP_S, Cursor
from shared.adapters.system.clock import SystemClock
from shared.domain.acting.action import action_key
from shared.domain.acting.orders import CreateActivity
from shared.domain.ids import CrmLeadId
from shared.odoo_client import Hooks, Inserted, KeyedRow, OdooClient, external_id
from tests.contracts.odoo_targets import Target, odoo_target
from tests.local_run import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.opportunity import OpportunityState
    from shared.domain.reading import Reading
    from shared.odoo_client import CallRecord

__all__ = ["odoo_target"]

EVERY = {"active_test": False}
NEW, WON = 1, 4
"""Stages of every fresh Odoo."""
CALL, TODO = "mail.mail_activity_data_call", "mail.mail_activity_data_todo"


@dataclass
class Bench:
    """A Pipeline, a person's client beside it, and what the Pipeline asked of Odoo."""

    pipeline: OdooPipeline
    client: OdooClient
    has_addon: bool
    tenant: str
    calls: list[CallRecord] = field(default_factory=list)

    def make(self, *names: str, **values: object) -> list[int]:
        """Create opportunities as a person would."""
        rows = [{"name": name, "type": "opportunity", **values} for name in names]
        return self.client.create_many("crm.lead", rows)

    def do(self, method: str, *ids: int, **named: Any) -> Any:
        """Call a method of these leads."""
        return self.client.call("crm.lead", method, ids=list(ids), **named)

    def write(self, lead_id: int, **vals: object) -> None:
        self.client.write("crm.lead", [lead_id], vals)

    def plan(self, lead_id: int, day: str, xmlid: str = TODO) -> int:
        named = {"act_type_xmlid": xmlid, "date_deadline": day, "user_id": 2}
        [made] = self.do("activity_schedule", lead_id, **named)
        return int(made)

    def show_alert(self, lead_id: int, day: str = "2031-01-01", step: str = "call") -> int:
        """Plan a step that only shows an alert, as the suite does."""
        order = CreateActivity(
            crm_lead_id=CrmLeadId(lead_id),
            user_id=2,
            step=step,
            summary="Call her",
            note="She waits.",
            due_on=date.fromisoformat(day),
            is_alert=True,
        )
        actions = OdooActions(self.client, tenant=self.tenant, clock=SystemClock())
        return actions.create_activity(action_key(self.tenant, uuid.uuid4().hex), order).id

    def take_in(self, leadgen_id: str, page_id: str) -> int:
        """Put a lead of Meta's in, through the gate that this Odoo has."""
        if self.has_addon:
            values = {"name": "from Meta", "type": "opportunity"}
            lead = {"tenant": self.tenant, "leadgen_id": leadgen_id, "page_id": page_id}
            rows = [{**lead, "values": values, "utm": {}, "tags": [], "note": ""}]
            said: Any = self.client.call("g.assistant.receipt", "ingest", leads=rows)
            return int(said[0]["id"])
        key = external_id("__metalead__", f"lead_{self.tenant}_{leadgen_id}")
        [made] = self.client.insert_or_get("crm.lead", [KeyedRow(key, {"name": "from Meta"})])
        assert isinstance(made, Inserted)
        return made.id

    def customer(self) -> int:
        """Make a customer who can write messages."""
        [made] = self.client.create_many("res.partner", [{"name": f"Customer {uuid.uuid4()}"}])
        return made

    def state(self, lead_id: int) -> OpportunityState:
        """Read one that is there."""
        [reading] = self.pipeline.read([lead_id])
        assert reading.state is not None
        return reading.state

    def begin(self) -> str:
        """Give the cursor for what changes from now on, the present behind it as far as it goes."""
        cursor = self.pipeline.changed_since(None, at_most=200).cursor
        assert cursor is not None
        return cursor

    def behind_the_present(self) -> str:
        """Give a cursor that finds what is done next and nothing that was done before.

        It goes by whole seconds, so this one has to be over.
        """
        clock = self.pipeline._odoo_clock
        this = clock.now_s()
        wait_until(lambda: clock.now_s() > this, 5, "Odoo's clock stands still")
        latest = self.pipeline._changes.latest_message()
        return str(Cursor.starting(this + 1 + OVERLAP_S, latest))

    def changed(self, cursor: str, at_most: int = 200) -> tuple[list[Reading], str]:
        """Read a pass to its end."""
        readings: list[Reading] = []
        while True:
            page = self.pipeline.changed_since(cursor, at_most=at_most)
            assert page.cursor is not None
            assert len(page.readings) <= at_most
            readings += page.readings
            cursor = page.cursor
            if not page.has_more:
                return readings, cursor

    def changed_ids(self, cursor: str) -> set[int]:
        return {int(reading.crm_lead_id) for reading in self.changed(cursor)[0]}

    def all_states(self, ids: Sequence[int]) -> dict[int, OpportunityState]:
        """Read directly what is there of these."""
        readings = self.pipeline.read(list(ids))
        return {int(one.crm_lead_id): one.state for one in readings if one.state is not None}


@pytest.fixture
def bench(target: Target) -> Iterator[Bench]:
    calls: list[CallRecord] = []
    tenant = f"t{uuid.uuid4().hex[:8]}"
    watched = OdooClient.connect(
        target.url,
        database=target.database,
        api_key=target.api_key,
        hooks=Hooks(on_request=calls.append),
    )
    clock = SystemClock()
    with watched, target.connect() as client:
        pipeline = OdooPipeline(watched, tenant=tenant, clock=clock)
        yield Bench(pipeline, client, target.has_addon, tenant, calls)
