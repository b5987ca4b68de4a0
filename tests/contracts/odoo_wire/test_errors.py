"""Every error that the suite tells apart, in both protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.contracts.odoo_wire.conftest import Wire

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
GONE = 2_000_000_000
ERROR_KEYS = {"name", "message", "arguments", "context", "debug"}
VALIDATION = "odoo.exceptions.ValidationError"
VALUE, WEB = "builtins.ValueError", "werkzeug.exceptions"
IN_USE = (
    "The operation cannot be completed: Another model is using the record you are trying to"
    " delete.\n\nThe troublemaker is: {}\nThanks to the following constraint: {}\n"
    "How about archiving the record instead?"
)
LEAD = "'Lead' (crm.lead)"
REQUIRED = (
    "The operation cannot be completed: Missing required value for the field 'Opportunity' (name).\n"
    "Model: 'Lead' (crm.lead)\n- create/update: a mandatory field is not set\n"
    "- delete: another model requires the record being deleted, you can archive it instead\n"
)
MISSING = f"Record does not exist or has been deleted.\n(Record: crm.lead({GONE},), User: 2)"


def _new(**vals: object) -> dict[str, object]:
    return {"vals_list": [{"name": "never made", **vals}]}


CASES: dict[str, tuple[str, dict[str, Any], int, str, str]] = {
    "unknown field in create": (
        "create",
        _new(nope=1),
        500,
        VALUE,
        "Invalid field 'nope' in 'crm.lead'",
    ),
    "unknown field in a domain": (
        "search",
        {"domain": [["nope", "=", 1]]},
        500,
        VALUE,
        "Invalid field crm.lead.nope in condition ('nope', '=', 1)",
    ),
    "unknown field in a read": (
        "search_read",
        {"domain": [], "fields": ["nope"]},
        500,
        VALUE,
        "Invalid field 'nope' on 'crm.lead'",
    ),
    "unknown field in an order": (
        "search",
        {"domain": [], "order": "nope"},
        500,
        VALUE,
        "Invalid field 'nope' on model 'crm.lead'",
    ),
    "unknown column in load": (
        "load",
        {"fields": ["nope"], "data": [["x"]]},
        500,
        VALUE,
        "Invalid field name 'nope'",
    ),
    "unknown operator": (
        "search",
        {"domain": [["name", "~~", "x"]]},
        500,
        VALUE,
        "Invalid operator in condition ('name', '~~', 'x')",
    ),
    "not a domain item": (
        "search",
        {"domain": ["x"]},
        500,
        VALUE,
        "Domain() invalid item in domain: 'x'",
    ),
    "operator without operands": (
        "search",
        {"domain": ["&", ["id", "=", 1]]},
        500,
        VALUE,
        "Domain() malformed domain ['&', ['id', '=', 1]]",
    ),
    "domain is no list": (
        "search",
        {"domain": {"a": 1}},
        500,
        "builtins.TypeError",
        "Domain() invalid argument type for domain: {'a': 1}",
    ),
    "wrong selection": (
        "create",
        _new(type="nope"),
        500,
        VALUE,
        "Wrong value for crm.lead.type: 'nope'",
    ),
    "wrong date": (
        "create",
        _new(date_deadline="nope"),
        500,
        VALUE,
        "time data 'nope' does not match format '%Y-%m-%d'",
    ),
    "wrong datetime": (
        "create",
        _new(date_closed="nope"),
        500,
        VALUE,
        "time data 'nope' does not match format '%Y'",
    ),
    "datetime with a T": (
        "create",
        _new(date_closed="2026-11-22T10:00:00"),
        500,
        VALUE,
        "time data '2026-11-22T10:00:00' does not match format '%Y-%m-%d %H:%M:%S'",
    ),
    "wrong float": (
        "create",
        _new(expected_revenue="abc"),
        500,
        VALUE,
        "could not convert string to float: 'abc'",
    ),
    "wrong integer": (
        "create",
        _new(color="abc"),
        500,
        VALUE,
        "invalid literal for int() with base 10: 'abc'",
    ),
    "NUL in a text": (
        "create",
        _new(contact_name="a\0b"),
        500,
        VALUE,
        "A string literal cannot contain NUL (0x00) characters.",
    ),
    "required field missing": ("create", {"vals_list": [{}]}, 422, VALIDATION, REQUIRED),
    "required field emptied": ("create", _new(name=False), 422, VALIDATION, REQUIRED),
    "stage that is not there": (
        "create",
        _new(stage_id=GONE),
        422,
        VALIDATION,
        IN_USE.format(LEAD, "'Stage' (stage_id)"),
    ),
    "campaign that is not there": (
        "create",
        _new(campaign_id=GONE),
        422,
        VALIDATION,
        IN_USE.format(LEAD, "'Campaign' (campaign_id)"),
    ),
    "tag that is not there": (
        "create",
        _new(tag_ids=[[6, 0, [GONE]]]),
        422,
        VALIDATION,
        IN_USE.format("Unknown", "crm_tag_rel_tag_id_fkey"),
    ),
    "record gone before write": (
        "write",
        {"ids": [GONE], "vals": {"name": "x"}},
        404,
        "odoo.exceptions.MissingError",
        MISSING,
    ),
    "record gone before unlink": (
        "unlink",
        {"ids": [GONE]},
        404,
        "odoo.exceptions.MissingError",
        MISSING,
    ),
    "private method": (
        "_compute_display_name",
        {},
        403,
        "odoo.exceptions.AccessError",
        "Private methods (such as 'crm.lead._compute_display_name') cannot be called remotely.",
    ),
    "merge of one": (
        "merge_opportunity",
        {"ids": [GONE]},
        422,
        "odoo.exceptions.UserError",
        "Select at least two Leads/Opportunities from the list to merge them.",
    ),
}
"""What goes wrong: method, arguments, status, name, message; the same in both protocols."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_json_2_answers_an_error_with_its_status_name_and_message(wire: Wire, case: Any) -> None:
    method, arguments, status, name, message = case
    answer = wire.send("crm.lead", method, arguments)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, JSON)
    body = answer.json()
    assert set(body) == ERROR_KEYS
    assert (body["name"], body["message"]) == (name, message)
    assert body["arguments"] == [message]
    assert body["context"] == {}
    assert body["debug"].startswith("Traceback (most recent call last):")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_json_rpc_answers_the_same_error_with_status_200(wire: Wire, case: Any) -> None:
    method, arguments, _, name, message = case
    named = dict(arguments)
    first = [named.pop("ids")] if "ids" in named else []
    answer = wire.execute("crm.lead", method, *first, **named)
    assert set(answer) == {"jsonrpc", "id", "error"}
    assert (answer["error"]["code"], answer["error"]["message"]) == (0, "Odoo Server Error")
    data = answer["error"]["data"]
    assert set(data) == ERROR_KEYS
    assert (data["name"], data["message"], data["arguments"]) == (name, message, [message])
    assert data["debug"].startswith("Traceback (most recent call last):")


WEB_CASES: dict[str, tuple[str, str, dict[str, Any], int, str, str]] = {
    "no such model": (
        "no.model",
        "search",
        {"domain": []},
        404,
        "NotFound",
        "the model 'no.model' does not exist",
    ),
    "no such method": (
        "crm.lead",
        "nope",
        {},
        404,
        "NotFound",
        "The method 'crm.lead.nope' does not exist",
    ),
    "argument missing": (
        "crm.lead",
        "write",
        {"ids": [1]},
        422,
        "UnprocessableEntity",
        "missing a required argument: 'vals'",
    ),
    "argument unknown": (
        "crm.lead",
        "write",
        {"ids": [1], "vals": {}, "bogus": 1},
        422,
        "UnprocessableEntity",
        "got an unexpected keyword argument 'bogus'",
    ),
    "ids where none belong": (
        "crm.lead",
        "search",
        {"ids": [1], "domain": []},
        422,
        "UnprocessableEntity",
        "cannot call crm.lead.search with ids",
    ),
}


@pytest.mark.parametrize("case", WEB_CASES.values(), ids=WEB_CASES.keys())
def test_json_2_refuses_a_call_that_fits_no_method(wire: Wire, case: Any) -> None:
    model, method, arguments, status, name, message = case
    answer = wire.send(model, method, arguments)
    body = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, JSON)
    assert (set(body), body["name"]) == (ERROR_KEYS, f"{WEB}.{name}")
    assert (body["message"], body["arguments"]) == (message, [message, status])


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        ("bearer wrong", "Invalid apikey"),
        (None, "User not authenticated, use an API Key with a Bearer Authorization header."),
        (
            "Basic YTpi",
            "User not authenticated, use an API Key with a Bearer Authorization header.",
        ),
    ],
)
def test_json_2_answers_401_without_a_valid_key(
    wire: Wire, authorization: str | None, message: str
) -> None:
    headers = {"Authorization": authorization}
    answer = wire.send("crm.lead", "search_count", {"domain": []}, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (401, f"{WEB}.Unauthorized")
    assert answer.json()["message"] == message


def test_a_wrong_database_is_an_html_404_in_json_2(wire: Wire) -> None:
    headers = {"X-Odoo-Database": "nodb"}
    answer = wire.send("crm.lead", "search_count", {"domain": []}, headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, HTML)
    assert "No database is selected" in answer.text


def test_a_wrong_content_type_is_an_html_415(wire: Wire) -> None:
    answer = wire.send("crm.lead", "search_count", {}, headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (415, HTML)
    rpc = wire.rpc_raw({"params": {}}, **{"Content-Type": "text/plain"})
    assert (rpc.status_code, rpc.headers["Content-Type"]) == (415, HTML)


def test_bad_json_is_a_400_of_either_kind(wire: Wire) -> None:
    answer = wire.send("crm.lead", "search_count", raw="{nope")
    assert (answer.status_code, answer.json()["name"]) == (400, f"{WEB}.BadRequest")
    assert answer.json()["message"].startswith("could not parse the body as json: ")
    rpc = wire.rpc_raw("{nope")
    assert (rpc.status_code, rpc.headers["Content-Type"], rpc.text) == (
        400,
        HTML,
        "Invalid JSON data",
    )


def test_a_get_is_a_404_that_tells_the_right_way(wire: Wire) -> None:
    answer = wire.send("crm.lead", "search_count", verb="GET")
    assert (answer.status_code, answer.json()["name"]) == (404, f"{WEB}.NotFound")
    assert answer.json()["message"] == "Did you mean POST /json/2/<model>/<method>?"


def test_json_rpc_refuses_keys_users_and_databases_by_name(wire: Wire) -> None:
    denied = wire.execute("crm.lead", "search_count", [], key="wrong")
    assert denied["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"
    stranger = [wire.server.database, GONE, wire.server.api_key, "crm.lead", "search_count", [[]]]
    unknown = wire.rpc("object", "execute_kw", stranger)
    assert unknown["error"]["data"]["name"] == "odoo.exceptions.MissingError"
    elsewhere = ["nodb", 2, wire.server.api_key, "crm.lead", "search_count", [[]]]
    nowhere = wire.rpc("object", "execute_kw", elsewhere)
    assert nowhere["error"]["data"]["name"] == "psycopg2.OperationalError"


def test_json_rpc_names_what_is_not_there(wire: Wire) -> None:
    model = wire.execute("no.model", "search", [])["error"]["data"]
    assert (model["name"], model["message"]) == (
        "odoo.exceptions.UserError",
        "Object no.model doesn't exist",
    )
    method = wire.execute("crm.lead", "nope")["error"]["data"]
    assert (method["name"], method["message"]) == (
        "builtins.AttributeError",
        "The method 'crm.lead.nope' does not exist",
    )
    missing = wire.execute("crm.lead", "create")["error"]["data"]
    assert (missing["name"], missing["message"]) == (
        "builtins.TypeError",
        "CrmLead.create() missing 1 required positional argument: 'vals_list'",
    )


def test_a_taken_tag_name_is_a_validation_error(wire: Wire) -> None:
    wire.create("crm.tag")
    answer = wire.send("crm.tag", "create", {"vals_list": [{"name": wire.key}]})
    assert (answer.status_code, answer.json()["name"]) == (422, VALIDATION)
    assert answer.json()["message"] == "The operation cannot be completed: Tag name already exists!"


def test_a_failed_create_leaves_none_of_its_records(wire: Wire) -> None:
    rows = [{"name": wire.key}, {"name": wire.key, "stage_id": GONE}]
    assert wire.send("crm.lead", "create", {"vals_list": rows}).status_code == 422
    assert wire.count(["name", "=", wire.key]) == 0


def test_an_unknown_address_is_an_html_404(wire: Wire) -> None:
    answer = requests.get(f"{wire.server.url}/there/is/nothing/here", timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (404, "text/html")
