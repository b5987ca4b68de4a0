"""The addon in the demo: hidden until it is installed, and gone with what it stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.odoo import DemoOdoo
from deploy.local.demo.odoo.schema import models
from tests.unit.demo_odoo.conftest import Call, caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULE = "g_assistant_connector"
RECEIPT = "g.assistant.receipt"
FIELD = "meta_leadgen_id"
KEYED = {"mode": "update", "noupdate": True}
ADDED = sorted(set(models()) - set(models(with_addon=False)))


@pytest.fixture
def addon(tmp_path: Path) -> Iterator[DemoOdoo]:
    with DemoOdoo.start(tmp_path / "odoo.db", addon=True) as server:
        yield server


def press(call: Call, button: str) -> None:
    [module] = call("ir.module.module", "search", domain=[["name", "=", MODULE]]).json()
    assert call("ir.module.module", button, ids=[module]).json()["tag"] == "reload"


def ingest(call: Call, leadgen_id: str = "7") -> dict[str, Any]:
    lead = {"tenant": "t", "leadgen_id": leadgen_id, "values": {"name": "x"}}
    [answer] = call(RECEIPT, "ingest", leads=[lead]).json()
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("model", ADDED)
def test_without_the_addon_its_models_are_as_unknown_as_any(call: Call, model: str) -> None:
    answer, unknown = (call(name, "search_count", domain=[]) for name in (model, "no.such"))
    assert answer.status_code == unknown.status_code == 404
    assert answer.json()["message"] == f"the model '{model}' does not exist"
    assert answer.json()["name"] == unknown.json()["name"]


def test_without_the_addon_its_fields_cannot_be_read_written_found_or_loaded(call: Call) -> None:
    made = call("crm.lead", "create", vals_list=[{"name": "x"}]).json()
    assert FIELD not in call("crm.lead", "fields_get").json()
    assert FIELD not in call("crm.lead", "read", ids=made).json()[0]
    for method, arguments in (
        ("read", {"ids": made, "fields": [FIELD]}),
        ("write", {"ids": made, "vals": {FIELD: "7"}}),
        ("create", {"vals_list": [{"name": "x", FIELD: "7"}]}),
        ("search", {"domain": [[FIELD, "=", "7"]]}),
        ("load", {"fields": ["id", FIELD], "data": [["__m__.a", "7"]]}),
    ):
        answer = call("crm.lead", method, **arguments)
        assert answer.status_code == 500
        assert FIELD in answer.json()["message"]


def test_the_apps_buttons_install_and_uninstall_it(odoo: DemoOdoo, call: Call) -> None:
    press(call, "button_immediate_install")
    assert ingest(call)["state"] == "new"
    press(call, "button_immediate_install")
    assert ingest(call)["state"] == "known"
    press(call, "button_immediate_uninstall")
    assert call(RECEIPT, "probe").status_code == 404
    odoo.switch_addon(installed=True)
    assert call(RECEIPT, "probe").json()["version"] == "19.0.1.2.0"


def test_no_other_app_can_be_installed(call: Call) -> None:
    [sale] = call("ir.module.module", "search", domain=[["name", "=", "sale"]]).json()
    assert call("ir.module.module", "button_immediate_install", ids=[sale]).status_code == 422
    assert call("ir.module.module", "button_immediate_install", ids=[]).status_code == 422


def test_a_removed_addon_takes_its_data_along_and_leaves_leads_and_external_ids(
    addon: DemoOdoo,
) -> None:
    call = caller(addon)
    kept, gone = ingest(call, "7")["id"], ingest(call, "8")["id"]
    call("crm.lead", "unlink", ids=[gone])
    for installed in (False, True):
        addon.switch_addon(installed=installed)
    [read] = call("crm.lead", "search_read", domain=[], fields=[FIELD]).json()
    assert read == {"id": kept, FIELD: "7"}
    receipts = call(RECEIPT, "search_read", domain=[], fields=["leadgen_id", "lead_id"]).json()
    assert [(row["leadgen_id"], row["lead_id"][0]) for row in receipts] == [("7", kept)]
    assert ingest(call, "7") == {"id": kept, "state": "known"}
    assert ingest(call, "8")["state"] == "new"


def test_installed_later_it_knows_the_leads_of_load(odoo: DemoOdoo, call: Call) -> None:
    rows = [["__metalead__.lead_a_b_77", "x"], ["__metalead__.campaign_1", "y"], ["__m__.z", "z"]]
    loaded = call("crm.lead", "load", fields=["id", "name"], data=rows, context=KEYED).json()
    odoo.switch_addon(installed=True)
    found = call(RECEIPT, "search_read", domain=[], fields=["tenant", "leadgen_id"]).json()
    assert [(row["tenant"], row["leadgen_id"]) for row in found] == [("a_b", "77")]
    [read] = call("crm.lead", "read", ids=loaded["ids"][:1], fields=[FIELD]).json()
    assert read[FIELD] == "77"


def test_it_survives_a_restart(tmp_path: Path) -> None:
    for addon in (True, False):
        with DemoOdoo.start(tmp_path / "odoo.db", addon=addon) as server:
            assert ingest(caller(server))["state"] == ("new" if addon else "known")


def test_a_file_from_before_the_addon_gets_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "odoo.db"
    with DemoOdoo.start(path) as server:
        made = caller(server)("crm.lead", "create", vals_list=[{"name": "kept"}]).json()
    with closing(sqlite3.connect(path)) as old, old:
        for model in ADDED:
            old.execute(f"DROP TABLE {model.replace('.', '_')}")
        old.execute(f"ALTER TABLE crm_lead DROP COLUMN {FIELD}")
        old.execute("DELETE FROM ir_module_module WHERE name = ?", [MODULE])
    with DemoOdoo.start(path, addon=True) as server:
        call = caller(server)
        assert call("crm.lead", "read", ids=made, fields=["name", FIELD]).json() == [
            {"id": made[0], "name": "kept", FIELD: False}
        ]
        assert ingest(call)["state"] == "new"


@pytest.mark.parametrize("model", ADDED)
def test_its_fields_can_be_read(addon: DemoOdoo, model: str) -> None:
    call = caller(addon)
    ingest(call)
    known = set(call(model, "fields_get").json())
    assert {"id", "display_name"} <= known
    for read in call(model, "search_read", domain=[]).json():
        assert set(read) == known
