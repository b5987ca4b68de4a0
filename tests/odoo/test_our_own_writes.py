"""What the adapter writes is told apart from what people do, also with an administrator's key."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.actions import OdooActions
from shared.domain.acting.action import action_key
from shared.domain.acting.orders import CreateActivity
from shared.domain.ids import CrmLeadId
from tests.contracts.crm.conftest import Bench, GivenClock, new_crm
from tests.odoo.addon import AddonOdoo, addon_access, new_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.odoo
NOBODY = "http://127.0.0.1:9/api/webhooks/odoo"
"""Nothing is written down to be reported where no address is set."""


@pytest.fixture(name="bench")
def _bench() -> Iterator[Bench]:
    tenant = f"t{uuid.uuid4().hex[:8]}"
    with (
        addon_access().connect() as administrator,
        AddonOdoo(administrator).reporting_to(NOBODY, new_secret()),
    ):
        crm = new_crm(administrator, tenant, GivenClock())
        yield Bench(crm, administrator, administrator, tenant, has_addon=True)


def reported(bench: Bench, lead: int) -> dict[str, bool]:
    """Give what the addon wrote down to report of a lead: its kind, and whether it was us."""
    rows = bench.client.search_read(
        "g.assistant.event", [["lead_ref", "=", lead]], ["kind", "is_us"]
    )
    return {str(row["kind"]): bool(row["is_us"]) for row in rows}


def test_a_lead_by_either_gate_and_new_answers_on_it_are_our_own_doing(bench: Bench) -> None:
    by_ingest = bench.crm.put_lead(bench.order())
    by_load = bench.crm._load.put(bench.order())
    for lead in (by_ingest, by_load):
        assert reported(bench, lead) == {"created": True}
    bench.client.write("crm.lead", [by_load], {"user_id": bench.me()})
    bench.crm.add_submission(bench.submission(by_load, bench.lead()))  # type: ignore[arg-type]
    found = reported(bench, by_load)
    assert {kind for kind, is_us in found.items() if is_us} == {"created", "activity_planned"}
    assert found["assigned"] is False


def test_odoo_mails_a_step_to_its_person_unless_it_is_ours(bench: Bench) -> None:
    [lead] = bench.client.create_many("crm.lead", [{"name": "quiet"}])
    named = [["module", "=", "sales_team"], ["name", "=", "group_sale_salesman_all_leads"]]
    [group] = bench.client.search_read("ir.model.data", named, ["res_id"])
    name = f"u{uuid.uuid4().hex[:8]}"
    person = {"login": name, "name": name, "email": f"{name}@example.com"}
    row = {**person, "group_ids": [[6, 0, [group["res_id"]]]]}
    [user] = bench.client.create_many("res.users", [row], context={"no_reset_password": True})
    told = [["model", "=", "crm.lead"], ["res_id", "=", lead]]
    before = bench.client.search_count("mail.message", told)

    actions = OdooActions(bench.client, tenant=bench.tenant, clock=GivenClock())
    order = CreateActivity(
        crm_lead_id=CrmLeadId(lead), user_id=user, summary="Ours", due_on=date(2031, 1, 1)
    )
    actions.create_activity(action_key(bench.tenant, name), order)
    assert bench.client.search_count("mail.message", told) == before

    planned = {"act_type_xmlid": "mail.mail_activity_data_todo", "user_id": user}
    bench.client.call("crm.lead", "activity_schedule", ids=[lead], **planned)
    assert bench.client.search_count("mail.message", told) == before + 1
