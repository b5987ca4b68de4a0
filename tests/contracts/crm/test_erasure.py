"""The to-do for a person who asked to be erased, on the demo Odoo and on a real Odoo 19."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

from shared.domain.ids import CrmLeadId
from shared.odoo_client import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.contracts.crm.conftest import Bench

ASKED_ON = date(2026, 12, 1)


def todos(bench: Bench, lead_id: CrmLeadId) -> list[Mapping[str, object]]:
    domain = [["res_model", "=", "crm.lead"], ["res_id", "=", lead_id]]
    fields = ["user_id", "summary", "note", "date_deadline"]
    return [*bench.client.search_read("mail.activity", domain, fields)]


def test_a_leads_owner_is_asked_for_erasure_once(bench: Bench) -> None:
    lead_id = bench.crm.put_lead(bench.order())
    bench.client.write("crm.lead", [lead_id], {"user_id": bench.me()})
    bench.crm.ask_for_erasure(lead_id, ASKED_ON)
    bench.crm.ask_for_erasure(lead_id, date(2026, 12, 9))
    [todo] = todos(bench, lead_id)
    owner = todo["user_id"]
    assert isinstance(owner, Ref)
    assert (owner.id, todo["date_deadline"]) == (bench.me(), ASKED_ON)
    assert todo["summary"] == "امحُ بيانات هذا الشخص"
    assert "2026-12-01" in str(todo["note"])


def test_the_teams_leader_is_asked_where_nobody_owns_the_lead(bench: Bench) -> None:
    team = bench.client.search_read("crm.team", [], ["user_id"], limit=1)[0]
    before = team["user_id"].id if isinstance(team["user_id"], Ref) else False
    lead_id = bench.crm.put_lead(bench.order())
    bench.client.write("crm.lead", [lead_id], {"user_id": False, "team_id": team["id"]})
    bench.client.write("crm.team", [team["id"]], {"user_id": bench.me()})
    try:
        bench.crm.ask_for_erasure(lead_id, ASKED_ON)
    finally:
        bench.client.write("crm.team", [team["id"]], {"user_id": before})
    [todo] = todos(bench, lead_id)
    leader = todo["user_id"]
    assert isinstance(leader, Ref)
    assert leader.id == bench.me()


def test_a_lead_of_nobody_has_its_to_do_all_the_same(bench: Bench) -> None:
    lead_id = bench.crm.put_lead(bench.order())
    bench.client.write("crm.lead", [lead_id], {"user_id": False, "team_id": False})
    bench.crm.ask_for_erasure(lead_id, ASKED_ON)
    assert len(todos(bench, lead_id)) == 1


def test_a_lost_lead_is_asked_for_and_stays_lost(bench: Bench) -> None:
    lead_id = bench.crm.put_lead(bench.order())
    bench.client.write("crm.lead", [lead_id], {"active": False})
    bench.crm.ask_for_erasure(lead_id, ASKED_ON)
    assert len(todos(bench, lead_id)) == 1
    assert bench.read("crm.lead", lead_id, "active")["active"] is False


def test_nothing_is_asked_about_a_lead_that_is_gone(bench: Bench) -> None:
    lead_id = bench.crm.put_lead(bench.order())
    bench.client.call("crm.lead", "unlink", ids=[lead_id])
    bench.crm.ask_for_erasure(lead_id, ASKED_ON)
    assert todos(bench, lead_id) == []


def test_many_who_ask_at_once_make_one_to_do(bench: Bench) -> None:
    lead_id = bench.crm.put_lead(bench.order())
    with ThreadPoolExecutor(8) as pool:
        [*pool.map(lambda _: bench.crm.ask_for_erasure(lead_id, ASKED_ON), range(16))]
    assert len(todos(bench, lead_id)) == 1
