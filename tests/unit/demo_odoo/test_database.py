"""The demo's own promises: persistence, one transaction a call, Odoo's race, speed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deploy.local.demo.odoo import DemoOdoo, create_app
from deploy.local.demo.odoo.every_model import METHODS
from deploy.local.demo.odoo.schema import models
from tests.unit.demo_odoo.conftest import NOW, Call, caller

FIELDS = ["id", "name", "email_from", "phone", "country_id/.id", "user_id/.id"]
KEYED = {"mode": "update", "noupdate": True, "tracking_disable": True}


def _rows(start: int, count: int) -> list[list[str]]:
    return [
        [f"__m__.k{n}", f"Lead {n}", f"p{n}@x.co", f"+9665{n:08}", "192", ""]
        for n in range(start, start + count)
    ]


def test_records_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "odoo.db"
    with DemoOdoo.start(path) as first:
        made = caller(first)("crm.lead", "create", vals_list=[{"name": "kept"}]).json()
    with DemoOdoo.start(path) as second:
        read = caller(second)("crm.lead", "read", ids=made, fields=["name"]).json()
    assert read == [{"id": made[0], "name": "kept"}]


def test_a_deleted_id_is_never_given_again(call: Call) -> None:
    made = call("crm.lead", "create", vals_list=[{"name": "x"}]).json()
    call("crm.lead", "unlink", ids=made)
    again = call("crm.lead", "create", vals_list=[{"name": "y"}]).json()
    assert again[0] > made[0]


def test_a_call_that_fails_half_way_leaves_nothing(call: Call) -> None:
    rows = [{"name": "x", "tag_ids": [[0, 0, {"name": "t"}]]}, {"name": False}]
    assert call("crm.lead", "create", vals_list=rows).status_code == 422
    assert call("crm.lead", "search_count", domain=[]).json() == 0
    assert call("crm.tag", "search_count", domain=[]).json() == 0


def test_two_loads_of_a_new_key_that_overlap_have_one_winner(tmp_path: Path) -> None:
    """The loser's snapshot was taken before the winner's commit, as with REPEATABLE READ."""
    app = create_app(tmp_path / "odoo.db")
    load = METHODS["load"]
    rows = ["id", "name"], [["__m__.a", "x"]]
    early, late = app.database.arrive(), app.database.arrive()
    won = app.database.run(load, "crm.lead", (rows, {}), KEYED, late)
    lost = app.database.run(load, "crm.lead", (rows, {}), KEYED, early)
    again = app.database.run(load, "crm.lead", (rows, {}), KEYED, app.database.arrive())
    app.close()
    assert won == again == {"ids": [1], "messages": [], "nextrow": 0}
    assert lost["ids"] is False
    assert lost["messages"][0]["message"].startswith("could not serialize access")


def test_thousands_of_leads_load_in_batches_well_under_a_second_each(call: Call) -> None:
    took = []
    for start in range(0, 2000, 100):
        began = time.perf_counter()
        answer = call("crm.lead", "load", fields=FIELDS, data=_rows(start, 100), context=KEYED)
        took.append(time.perf_counter() - began)
        assert len(answer.json()["ids"]) == 100
    assert sorted(took)[len(took) // 2] < 0.5
    began = time.perf_counter()
    domain = ["|", ["email_normalized", "=", "p1234@x.co"], ["phone_sanitized", "=", "+1"]]
    [found] = call("crm.lead", "search_read", domain=domain, fields=["name"]).json()
    assert found["name"] == "Lead 1234"
    assert time.perf_counter() - began < 0.2


def test_the_clock_is_given_and_read_without_microseconds(call: Call) -> None:
    made = call("crm.lead", "create", vals_list=[{"name": "x"}]).json()
    [read] = call("crm.lead", "read", ids=made, fields=["create_date"]).json()
    assert read["create_date"] == f"{NOW:%Y-%m-%d %H:%M:%S}"


def test_leads_are_leads_where_the_pipeline_uses_them(tmp_path: Path) -> None:
    groups = frozenset({"crm.group_use_lead"})
    with DemoOdoo.start(tmp_path / "odoo.db", groups=groups) as odoo:
        call = caller(odoo)
        made = call("crm.lead", "create", vals_list=[{"name": "x"}]).json()
        asked = call("res.users", "has_group", ids=[2], group_ext_id="crm.group_use_lead")
        [read] = call("crm.lead", "read", ids=made, fields=["type"]).json()
    assert asked.json() is True
    assert read["type"] == "lead"


@pytest.mark.parametrize("model", sorted(models(with_addon=False)))
def test_every_field_can_be_read(call: Call, model: str) -> None:
    call("crm.lead", "create", vals_list=[{"name": "x", "tag_ids": [[0, 0, {"name": "t"}]]}])
    call("crm.lead", "activity_schedule", ids=[1], summary="x")
    call("utm.campaign", "create", vals_list=[{"name": "x"}])
    call("mail.blacklist", "create", vals_list=[{"email": "x@example.com"}])
    call("phone.blacklist", "create", vals_list=[{"number": "+966501234567"}])
    known = call(model, "fields_get").json()
    for read in call(model, "search_read", domain=[], limit=1).json():
        assert set(read) == set(known)
    assert call(model, "search_count", domain=[]).json() > 0


def test_a_new_salesperson_gets_a_contact(call: Call) -> None:
    vals = {"name": "Noura", "login": "noura@example.com"}
    [made] = call("res.users", "create", vals_list=[vals]).json()
    [user] = call("res.users", "read", ids=[made], fields=["name", "partner_id"]).json()
    assert (user["name"], user["partner_id"][1]) == ("Noura", "Noura")
    lead = call("crm.lead", "create", vals_list=[{"name": "x", "user_id": made}]).json()
    [read] = call("crm.lead", "read", ids=lead, fields=["user_id", "team_id"]).json()
    assert (read["user_id"], read["team_id"]) == ([made, "Noura"], [1, "Sales"])
