"""`load`: keyed insert-or-get, the gate against duplicates, with all its traps."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contracts.odoo_wire.conftest import Wire

CONFLICT = "could not serialize access due to concurrent update"
MOREINFO_KEYS = {"name", "type", "target", "view_mode", "views", "context", "help", "res_model"}


def _xmlid(wire: Wire, suffix: str = "") -> str:
    return f"__metalead__.{wire.key}{suffix}"


def _loaded(answer: dict[str, Any]) -> int:
    assert (answer["messages"], answer["nextrow"]) == ([], 0)
    [made] = answer["ids"]
    return int(made)


def _error(answer: dict[str, Any], row: int = 0) -> dict[str, Any]:
    assert (answer["ids"], answer["nextrow"]) == (False, 0)
    [message] = answer["messages"]
    assert (message["type"], message["record"]) == ("error", row)
    assert message["rows"] == {"from": row, "to": row}
    return dict(message)


def test_the_same_key_gives_the_same_lead_and_overwrites_nothing(wire: Wire) -> None:
    first = wire.load(["id", "name", "email_from"], [_xmlid(wire), wire.key, "A@Example.com"])
    again = wire.load(
        ["id", "name", "email_from"], [_xmlid(wire), f"{wire.key} 2", "b@example.com"]
    )
    assert first == again == {"ids": [_loaded(first)], "messages": [], "nextrow": 0}
    lead = wire.read("crm.lead", _loaded(first), "name", "email_from", "email_normalized")
    assert (lead["name"], lead["email_from"]) == (wire.key, "A@Example.com")
    assert lead["email_normalized"] == "a@example.com"


def test_without_the_insert_or_get_context_load_overwrites(wire: Wire) -> None:
    lead = _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key]))
    plain = wire.load(["id", "name"], [_xmlid(wire), f"{wire.key} 2"], lang="en_US")
    assert _loaded(plain) == lead
    assert wire.read("crm.lead", lead, "name")["name"] == f"{wire.key} 2"


def test_an_archived_lead_is_found_by_its_key(wire: Wire) -> None:
    lead = _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key]))
    wire.call("crm.lead", "action_set_lost", ids=[lead], lost_reason_id=1)
    assert _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key])) == lead


def test_a_deleted_lead_is_made_anew(wire: Wire) -> None:
    lead = _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key]))
    wire.call("crm.lead", "unlink", ids=[lead])
    domain = [["module", "=", "__metalead__"], ["name", "=", wire.key]]
    assert wire.call("ir.model.data", "search_count", domain=domain) == 0
    assert _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key])) > lead


def test_the_external_id_is_kept_with_noupdate(wire: Wire) -> None:
    lead = _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key]))
    fields = ["module", "model", "res_id", "noupdate", "complete_name"]
    [kept] = wire.call(
        "ir.model.data", "search_read", domain=[["name", "=", wire.key]], fields=fields
    )
    assert kept.pop("id") > 0
    assert kept == {
        "module": "__metalead__",
        "model": "crm.lead",
        "res_id": lead,
        "noupdate": True,
        "complete_name": _xmlid(wire),
    }


def test_one_bad_row_fails_all_and_is_named(wire: Wire) -> None:
    names = [wire.key, "", wire.key]
    rows = [[_xmlid(wire, str(number)), name] for number, name in enumerate(names)]
    message = _error(wire.load(["id", "name"], *rows), row=1)
    assert message["field"] == "name"
    assert message["message"].startswith(
        "Missing required value for the field 'Opportunity' (name)."
    )
    assert wire.count(["name", "=", wire.key]) == 0


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("type", "nope", "Value 'nope' not found in selection field 'Type'"),
        (
            "expected_revenue",
            "abc",
            "'abc' does not seem to be a number for field 'Expected Revenue'",
        ),
        ("color", "abc", "'abc' does not seem to be an integer for field 'Color Index'"),
        (
            "date_deadline",
            "nope",
            "'nope' does not seem to be a valid date for field 'Expected Closing'",
        ),
        ("active", "xx", "Unknown value 'xx' for boolean field 'Active'"),
        ("stage_id", "Nope", "No matching record found for name 'Nope' in field 'Stage'"),
        (
            "stage_id/.id",
            "999999",
            "No matching record found for database id '999999' in field 'Stage'",
        ),
        (
            "campaign_id/id",
            "no.such",
            "No matching record found for external id 'no.such' in field 'Campaign'",
        ),
        (
            "tag_ids/.id",
            "999999",
            "No matching record found for database id '999999' in field 'Tags'",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_explained(
    wire: Wire, column: str, value: str, message: str
) -> None:
    told = _error(wire.load(["id", "name", column], [_xmlid(wire), wire.key, value]))
    assert told["message"] == message
    assert told["field"] == column.partition("/")[0]
    assert told["field_name"] in message
    if "/" in column:
        assert set(told["moreinfo"]) == MOREINFO_KEYS | {"domain"}


def test_cells_are_read_in_the_import_formats(wire: Wire) -> None:
    tags = [wire.create("crm.tag", name=f"{wire.key}{n}") for n in range(2)]
    columns = ["id", "name", "type", "user_id/.id", "country_id/.id", "phone", "source_id/id"]
    columns += ["stage_id", "tag_ids/.id", "expected_revenue", "active", "description"]
    row: list[object] = [_xmlid(wire), wire.key, "Lead", "", "192", "0501234567"]
    row += ["utm.utm_source_facebook", "Qualified", f"{tags[0]},{tags[1]}", "12.5", "1"]
    row += ["<p>hi<script>alert(1)</script></p>"]
    lead = wire.read(
        "crm.lead",
        _loaded(wire.load(columns, row)),
        "type",
        "user_id",
        "phone",
        "phone_sanitized",
        "source_id",
        "stage_id",
        "tag_ids",
        "expected_revenue",
        "team_id",
        "description",
    )
    assert (lead["type"], lead["user_id"], lead["team_id"]) == ("lead", False, False)
    assert (lead["phone"], lead["phone_sanitized"]) == ("0501234567", "+966501234567")
    assert (lead["source_id"][1], lead["stage_id"][1]) == ("Facebook", "Qualified")
    assert (sorted(lead["tag_ids"]), lead["expected_revenue"]) == (sorted(tags), 12.5)
    assert lead["description"] == "<p>hi</p>"


def test_a_key_with_a_blank_is_refused(wire: Wire) -> None:
    told = _error(wire.load(["id", "name"], [f"__metalead__.a {wire.key}", wire.key]))
    assert "ir_model_data_name_nospaces" in told["message"]


def test_a_row_without_a_key_is_refused_in_insert_or_get(wire: Wire) -> None:
    told = _error(wire.load(["name"], [wire.key]))
    assert told["message"] == "Cannot update a record without specifying its id or xml_id"


def test_a_database_id_updates_and_an_unknown_one_is_refused(wire: Wire) -> None:
    lead = wire.create()
    changed = wire.load([".id", "name"], [str(lead), f"{wire.key} 2"], lang="en_US")
    assert _loaded(changed) == lead
    assert wire.read("crm.lead", lead, "name")["name"] == f"{wire.key} 2"
    told = _error(wire.load([".id", "name"], ["999999999", wire.key], lang="en_US"))
    assert told["message"] == "Unknown database identifier '999999999'"


def test_the_same_key_twice_in_one_call_gives_one_id(wire: Wire) -> None:
    answer = wire.load(["id", "name"], [_xmlid(wire), wire.key], [_xmlid(wire), wire.key])
    assert answer["messages"] == []
    assert len(answer["ids"]) == 2
    assert len(set(answer["ids"])) == 1


def test_an_empty_load_gives_no_ids(wire: Wire) -> None:
    assert wire.load(["id", "name"]) == {"ids": [], "messages": [], "nextrow": 0}


def test_one_key_loaded_by_many_at_once_makes_one_lead(wire: Wire) -> None:
    """A loser is told so with HTTP 200, and gets the winner's id when it asks again."""
    together = threading.Barrier(6)

    def contend(_: int) -> dict[str, Any]:
        together.wait(timeout=30)
        return dict(wire.load(["id", "name"], [_xmlid(wire), wire.key]))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(contend, range(6)))
    for answer in answers:
        if not answer["ids"]:
            assert _error(answer)["message"].startswith(CONFLICT)
    assert any(answer["ids"] for answer in answers)
    assert len({tuple(answer["ids"]) for answer in answers if answer["ids"]}) == 1
    assert wire.count(["name", "=", wire.key], active_test=False) == 1
    winner = _loaded(wire.load(["id", "name"], [_xmlid(wire), wire.key]))
    assert all(answer["ids"] in (False, [winner]) for answer in answers)


def test_a_merged_lead_loses_its_key(wire: Wire) -> None:
    leads = [
        _loaded(wire.load(["id", "name"], [_xmlid(wire, f"_{n}"), wire.key])) for n in range(2)
    ]
    [kept] = wire.call("crm.lead", "merge_opportunity", ids=leads)
    assert kept == leads[0]
    names = wire.call(
        "ir.model.data", "search_read", domain=[["name", "like", wire.key]], fields=["res_id"]
    )
    assert [one["res_id"] for one in names] == [kept]


def test_an_activity_is_loaded_once_by_its_key(wire: Wire) -> None:
    lead = wire.create()
    columns = ["id", "summary", "res_model_id/id", "res_id", "activity_type_id/id"]
    columns += ["date_deadline", "user_id/.id"]
    row: list[object] = [_xmlid(wire, "_call"), wire.key, "crm.model_crm_lead", str(lead)]
    row += ["mail.mail_activity_data_call", "2030-12-01", "2"]
    first, again = (wire.load(columns, row, model="mail.activity") for _ in range(2))
    assert _loaded(first) == _loaded(again)
    assert wire.read("crm.lead", lead, "activity_ids")["activity_ids"] == first["ids"]
