"""The CrmActions port on four Odoos: the demo server and a real Odoo 19 (marker `odoo`), each with
and without our addon."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.actions import OdooActions
from shared.domain.acting.action import ActionKey, action_key
from shared.domain.acting.orders import CreateActivity
from shared.domain.ids import CrmLeadId
from tests.contracts.odoo_targets import (
    Target,
    administrators_client,
    odoo_target,
    our_users_client,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.odoo_client import OdooClient

__all__ = ["administrators_client", "odoo_target", "our_users_client"]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DUE = date(2031, 2, 3)
EVERY = {"active_test": False}
SALESMAN = "sales_team.group_sale_salesman"
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"


class GivenClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Bench:
    """The actions, an administrator's client to look at what was done, and makers of records."""

    actions: OdooActions
    client: OdooClient
    our_client: OdooClient
    tenant: str
    has_addon: bool

    def key(self, natural_key: str = "") -> ActionKey:
        return action_key(self.tenant, natural_key or uuid.uuid4().hex)

    def lead(self, **values: object) -> CrmLeadId:
        name = f"Villa {uuid.uuid4().hex[:8]}"
        (made,) = self.client.create_many("crm.lead", [{"name": name, **values}])
        return CrmLeadId(made)

    def user(self, group: str = SALESMAN, **values: object) -> int:
        """Make a colleague as an administrator does."""
        module, _, name = group.partition(".")
        found = self.client.search_read(
            "ir.model.data", [["module", "=", module], ["name", "=", name]], ["res_id"]
        )
        login = f"u{uuid.uuid4().hex[:8]}"
        row = {
            "login": login,
            "name": f"Huda {login}",
            "email": f"{login}@example.com",
            "group_ids": [[6, 0, [int(str(found[0]["res_id"]))]]],
        }
        quiet = {"no_reset_password": True, "mail_create_nolog": True}
        (made,) = self.client.create_many("res.users", [row | values], context=quiet)
        return made

    def me(self) -> int:
        """Give the administrator's id."""
        context = self.client.call("res.users", "context_get")
        return int(context["uid"]) if isinstance(context, dict) else 0

    def order(self, lead: CrmLeadId, user: int | None = None, **more: object) -> CreateActivity:
        values: dict[str, object] = {
            "crm_lead_id": lead,
            "user_id": user or self.me(),
            "step": "call",
            "summary": "Call <b>Sara</b> now",
            "note": "She asked twice.\nHer budget: 1 < 2",
            "due_on": DUE,
        }
        return CreateActivity.model_validate(values | more)

    def read(self, crm_lead_id: int, *fields: str) -> Mapping[str, object]:
        return self.row("crm.lead", crm_lead_id, *fields)

    def row(self, model: str, record_id: int, *fields: str) -> Mapping[str, object]:
        (row,) = self.client.search_read(
            model, [["id", "=", record_id]], list(fields), context=EVERY
        )
        return row

    def activities(self, lead: int, *fields: str) -> list[Mapping[str, object]]:
        """Give the steps of a lead, the done ones too."""
        domain = [["res_model", "=", "crm.lead"], ["res_id", "=", lead]]
        found = self.client.search_read(
            "mail.activity", domain, ["id", *fields], order="id", context=EVERY
        )
        return list(found)

    def messages(self, lead: int, *fields: str) -> list[Mapping[str, object]]:
        domain = [["model", "=", "crm.lead"], ["res_id", "=", lead]]
        return list(self.client.search_read("mail.message", domain, ["id", *fields], order="id"))


@pytest.fixture
def bench(client: OdooClient, our_client: OdooClient, target: Target) -> Bench:
    tenant = f"t{uuid.uuid4().hex[:8]}"
    actions = OdooActions(our_client, tenant=tenant, clock=GivenClock())
    return Bench(actions, client, our_client, tenant, target.has_addon)
