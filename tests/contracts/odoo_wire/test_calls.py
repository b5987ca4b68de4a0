"""What the calls that we rely on answer when they succeed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from tests.contracts.odoo_wire.conftest import Wire

VERSION_INFO = [19, 0, 0, "final", 0, ""]
RPC_VERSION = {
    "server_version": "19.0",
    "server_version_info": VERSION_INFO,
    "server_serie": "19.0",
    "protocol_version": 1,
}


@pytest.mark.parametrize("path", ["/json/version", "/web/version"])
def test_the_version_is_told_without_a_key(wire: Wire, path: str) -> None:
    answer = requests.get(f"{wire.server.url}{path}", timeout=60)
    assert answer.json() == {"version_info": VERSION_INFO, "version": "19.0"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_the_web_client_and_json_rpc_tell_the_version_at_length(wire: Wire) -> None:
    body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": {}}
    answer = requests.post(f"{wire.server.url}/web/webclient/version_info", json=body, timeout=60)
    assert answer.json() == {"jsonrpc": "2.0", "id": 1, "result": RPC_VERSION}
    assert wire.rpc("common", "version", []) == {"jsonrpc": "2.0", "id": 7, "result": RPC_VERSION}


@pytest.mark.parametrize("method", ["authenticate", "login"])
def test_json_rpc_gives_the_user_or_false(wire: Wire, method: str) -> None:
    rest: list[object] = [{}] if method == "authenticate" else []
    who = [wire.server.database, wire.server.login]
    assert wire.rpc("common", method, [*who, wire.server.api_key, *rest])["result"] == 2
    assert wire.rpc("common", method, [*who, "wrong", *rest])["result"] is False


def test_create_gives_ids_and_search_read_the_records(wire: Wire) -> None:
    made = wire.call("crm.lead", "create", vals_list=[{"name": wire.key}, {"name": wire.key}])
    found = wire.call(
        "crm.lead",
        "search_read",
        domain=[["id", "in", made]],
        fields=["name", "stage_id"],
        order="id",
    )
    assert found == [{"id": one, "name": wire.key, "stage_id": [1, "New"]} for one in made]


def test_create_takes_one_record_without_a_list(wire: Wire) -> None:
    made = wire.call("crm.lead", "create", vals_list={"name": wire.key})
    assert isinstance(made, list)
    assert isinstance(wire.execute("crm.lead", "create", {"name": wire.key})["result"], int)
    assert isinstance(wire.execute("crm.lead", "create", [{"name": wire.key}])["result"], list)


def test_json_rpc_omits_the_result_of_a_method_that_gives_none(wire: Wire) -> None:
    lead = wire.create()
    assert wire.execute("crm.lead", "action_archive", [lead]) == {"jsonrpc": "2.0", "id": 7}
    assert wire.call("crm.lead", "action_unarchive", ids=[lead]) is None


def test_write_and_unlink_give_true(wire: Wire) -> None:
    lead = wire.create()
    assert wire.call("crm.lead", "write", ids=[lead], vals={"city": "Riyadh"}) is True
    assert wire.read("crm.lead", lead, "city")["city"] == "Riyadh"
    assert wire.execute("crm.lead", "write", lead, {"city": False})["result"] is True
    assert wire.call("crm.lead", "unlink", ids=[lead]) is True
    assert wire.call("crm.lead", "read", ids=[lead], fields=["name"]) == []
    assert wire.call("crm.lead", "unlink", ids=[]) is True


def test_references_are_read_as_pairs_or_as_ids(wire: Wire) -> None:
    lead = wire.create()
    plain = wire.call("crm.lead", "read", ids=[lead], fields=["stage_id"], load=None)
    assert plain == [{"id": lead, "stage_id": 1}]
    assert wire.read("crm.lead", lead, "stage_id") == {"id": lead, "stage_id": [1, "New"]}


def test_paging_follows_the_order(wire: Wire) -> None:
    made = [wire.create() for _ in range(4)]
    domain = [["id", "in", made]]
    page = wire.call("crm.lead", "search", domain=domain, order="id desc", limit=2, offset=1)
    assert page == [made[2], made[1]]
    assert wire.call("crm.lead", "search", domain=domain) == made[::-1]


def test_fields_are_described_with_the_same_attributes(wire: Wire) -> None:
    every = wire.call("crm.lead", "fields_get")
    assert {"name", "email_normalized", "duplicate_lead_ids", "lead_properties"} <= set(every)
    assert "mobile" not in every
    name = {key: value for key, value in every["name"].items() if key != "depends"}
    assert name == {
        "change_default": False,
        "company_dependent": False,
        "default_export_compatible": False,
        "exportable": True,
        "groupable": True,
        "manual": False,
        "name": "name",
        "readonly": False,
        "required": True,
        "searchable": True,
        "sortable": True,
        "store": True,
        "string": "Opportunity",
        "translate": False,
        "trim": True,
        "type": "char",
    }
    some = wire.call("crm.lead", "fields_get", allfields=["type"], attributes=["selection", "type"])
    choices = [["lead", "Lead"], ["opportunity", "Opportunity"]]
    assert some == {"type": {"type": "selection", "selection": choices}}


def test_the_defaults_that_bite_are_told(wire: Wire) -> None:
    fields = ["name", "user_id", "stage_id", "team_id", "type", "active", "priority"]
    defaults = wire.call("crm.lead", "default_get", fields=fields)
    assert defaults == {"user_id": 2, "type": "opportunity", "active": True, "priority": "0"}


def test_groups_are_asked_of_one_user(wire: Wire) -> None:
    groups = {"base.group_user": True, "crm.group_use_lead": False, "no.group": False}
    for name, expected in groups.items():
        found = wire.call("res.users", "has_group", ids=[2], group_ext_id=name)
        assert found is expected
    body = {"group_ext_id": "base.group_user"}
    assert wire.send("res.users", "has_group", body).json()["message"] == (
        "Expected singleton: res.users()"
    )


def test_names_are_searched_and_made(wire: Wire) -> None:
    made = wire.call("crm.tag", "name_create", name=wire.key)
    assert made[1] == wire.key
    assert wire.call("crm.tag", "name_search", name=wire.key[:8]) == [made]


@pytest.mark.parametrize("model", ["utm.source", "utm.medium", "utm.campaign"])
def test_a_taken_utm_name_is_numbered(wire: Wire, model: str) -> None:
    first, second = (wire.create(model) for _ in range(2))
    assert wire.read(model, first, "name")["name"] == wire.key
    assert wire.read(model, second, "name")["name"] == f"{wire.key} [2]"
    answer = wire.send(model, "write", {"ids": [second], "vals": {"name": wire.key}})
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "The operation cannot be completed: The name must be unique",
    )


@pytest.mark.parametrize(
    ("xmlid", "model"),
    [
        ("utm.utm_source_facebook", "utm.source"),
        ("utm.utm_medium_facebook", "utm.medium"),
        ("crm.stage_lead1", "crm.stage"),
        ("crm.stage_lead4", "crm.stage"),
        ("sales_team.team_sales_department", "crm.team"),
        ("mail.mail_activity_data_call", "mail.activity.type"),
        ("mail.mail_activity_data_todo", "mail.activity.type"),
        ("crm.model_crm_lead", "ir.model"),
        ("base.user_admin", "res.users"),
        ("base.sa", "res.country"),
    ],
)
def test_external_ids_of_shipped_records_lead_to_them(wire: Wire, xmlid: str, model: str) -> None:
    module, name = xmlid.split(".")
    domain = [["module", "=", module], ["name", "=", name]]
    [found] = wire.call(
        "ir.model.data", "search_read", domain=domain, fields=["model", "res_id", "complete_name"]
    )
    assert (found["model"], found["complete_name"]) == (model, xmlid)
    assert wire.call(model, "read", ids=[found["res_id"]], fields=["display_name"])


def test_stages_models_modules_and_keys_can_be_read(wire: Wire) -> None:
    stages = wire.call(
        "crm.stage", "search_read", domain=[["id", "<=", 4]], fields=["name", "is_won"]
    )
    assert [(one["name"], one["is_won"]) for one in stages] == [
        ("New", False),
        ("Qualified", False),
        ("Proposition", False),
        ("Won", True),
    ]
    models = ["crm.lead", "no.such.model"]
    known = wire.call("ir.model", "search_read", domain=[["model", "in", models]], fields=["model"])
    assert [one["model"] for one in known] == ["crm.lead"]
    [module] = wire.call(
        "ir.module.module", "search_read", domain=[["name", "=", "crm"]], fields=["state"]
    )
    assert module["state"] == "installed"
    [key] = wire.call(
        "res.users.apikeys", "search_read", domain=[], fields=["expiration_date"], limit=1
    )
    assert key["expiration_date"] is False


def test_groups_of_records_are_counted_and_summed(wire: Wire) -> None:
    made = [wire.create(expected_revenue=revenue) for revenue in (10, 20)]
    domain = [["id", "in", made]]
    by_stage = wire.call(
        "crm.lead",
        "formatted_read_group",
        domain=domain,
        groupby=["stage_id"],
        aggregates=["__count", "expected_revenue:sum"],
    )
    assert by_stage == [
        {
            "stage_id": [1, "New"],
            "__extra_domain": [["stage_id", "=", 1]],
            "__count": 2,
            "expected_revenue:sum": 30.0,
        }
    ]
    everything = wire.call(
        "crm.lead",
        "formatted_read_group",
        domain=[["id", "in", [2_000_000_000]]],
        aggregates=["__count", "expected_revenue:sum"],
    )
    assert everything == [
        {"__extra_domain": [[1, "=", 1]], "__count": 0, "expected_revenue:sum": False}
    ]


def test_moments_are_grouped_by_month(wire: Wire) -> None:
    lead = wire.create(date_deadline="2026-02-11")
    [group] = wire.call(
        "crm.lead",
        "formatted_read_group",
        domain=[["id", "=", lead]],
        groupby=["date_deadline:month", "source_id"],
        aggregates=["__count"],
    )
    assert group["date_deadline:month"] == ["2026-02-01", "February 2026"]
    assert group["source_id"] is False
    assert group["__extra_domain"] == [
        "&",
        "&",
        ["date_deadline", ">=", "2026-02-01"],
        ["date_deadline", "<", "2026-03-01"],
        ["source_id", "=", False],
    ]
