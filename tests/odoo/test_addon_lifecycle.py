"""The addon comes, is used, is updated, goes, and comes again, in a real Odoo's database."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.odoo.scratch_database import RECORDS, SCHEMA, ScratchDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.odoo
_ADDON = "g_assistant_connector"
_SCRIPTS = Path(__file__).parent / "shell"
# What anybody's look at the list of apps, and saving the settings page, leaves behind.
_BEFORE = """
env["ir.module.module"].update_list()
env["res.config.settings"].create({}).execute()
env.cr.commit()
answer = True
"""
_LOOK = "answer = facts(env)"
_TAKE_IN_AGAIN = """
answer = facts(env) | {"said": env["g.assistant.receipt"].ingest([row(n) for n in range(3)])}
answer["leads_alive"] = env["crm.lead"].with_context(active_test=False).search_count([])
env.cr.commit()
"""


def _script(name: str, do: str = "answer = run(env)") -> str:
    """Give a file's text and what to do with it."""
    return (_SCRIPTS / f"{name}.py").read_text(encoding="utf-8") + f"\n\n{do}\n"


def _button(name: str) -> str:
    """Press a button of the list of apps."""
    return (
        f"env['ir.module.module'].search([('name', '=', {_ADDON!r})]).{name}()\n"
        "env.cr.commit()\nanswer = True\n"
    )


@dataclass
class Life:
    """What was seen on the way."""

    schema: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)

    def look(self, database: ScratchDatabase, when: str) -> None:
        self.schema[when] = database.lines(SCHEMA)
        self.records[when] = database.lines(RECORDS)


@pytest.fixture(scope="module", name="life")
def _life() -> Iterator[Life]:
    life = Life()
    with ScratchDatabase(f"life_{uuid.uuid4().hex[:8]}") as database:
        database.python(_BEFORE)
        life.look(database, "before")
        life.logs["installed"] = database.odoo("-i", _ADDON)
        life.look(database, "installed")
        life.facts["used"] = database.python(_script("use_addon"))
        life.logs["updated"] = database.odoo("-u", _ADDON)
        life.look(database, "updated")
        life.facts["updated"] = database.python(_script("use_addon", _LOOK))
        database.python(_button("button_immediate_uninstall"))
        life.look(database, "gone")
        life.facts["gone"] = database.python(_script("look_at_leads"))
        database.python(_button("button_immediate_install"))
        life.look(database, "back")
        life.facts["back"] = database.python(_script("use_addon", _TAKE_IN_AGAIN))
        yield life


def _more(after: list[str], before: list[str]) -> list[str]:
    return sorted((Counter(after) - Counter(before)).elements())


@pytest.mark.parametrize("step", ["installed", "updated"])
def test_nothing_to_complain_about_is_logged(life: Life, step: str) -> None:
    lines = life.logs[step].splitlines()
    assert [line for line in lines if f"module {_ADDON}" in line or f"Module {_ADDON}" in line]
    assert [line for line in lines if any(f" {x} " in line for x in ("WARNING", "ERROR"))] == []


def test_an_update_changes_neither_schema_nor_records(life: Life) -> None:
    assert life.schema["updated"] == life.schema["installed"]
    lost = _more(life.records["installed"], life.records["updated"])
    assert lost == []


def test_an_update_keeps_receipts_events_scores_settings_and_the_users_key(life: Life) -> None:
    used = life.facts["used"]
    assert used["receipts"] == 4
    assert used["events"] >= 3
    assert used["states"] == ["new", "new", "new", "new"]
    assert life.facts["updated"] == {name: used[name] for name in life.facts["updated"]}


def test_what_was_used_is_gone_from_postgresql_after_uninstalling(life: Life) -> None:
    assert _more(life.schema["gone"], life.schema["before"]) == []
    assert _more(life.schema["before"], life.schema["gone"]) == []


def test_no_record_of_the_addon_is_left_after_uninstalling(life: Life) -> None:
    kept = set(life.facts["gone"]["external_ids"])
    left = [
        line
        for line in _more(life.records["gone"], life.records["before"])
        if line.removeprefix("external id ") not in kept
    ]
    assert left == []
    assert _more(life.records["before"], life.records["gone"]) == []


def test_leads_and_what_tells_them_apart_stay_when_the_addon_goes(life: Life) -> None:
    gone = life.facts["gone"]
    assert gone["leads"] == life.facts["used"]["leads_alive"]
    assert gone["loaded_again"] == life.facts["used"]["first_lead"]
    assert gone["messages"] == life.facts["used"]["messages"]


def test_its_user_stays_as_a_name_only_archived_without_key_and_rights(life: Life) -> None:
    [user] = life.facts["gone"]["archived_users"]
    assert user["name"] == "Meta Lead Ads Assistant"
    assert user["keys"] == 0
    assert user["login"] != "g_assistant"
    assert user["groups"] == ["base.group_user"]


def test_installed_again_it_is_as_at_first_and_knows_its_leads(life: Life) -> None:
    assert life.schema["back"] == life.schema["installed"]
    used, back = life.facts["used"], life.facts["back"]
    assert [each["state"] for each in back["said"]] == ["known"] * 3
    assert [each["id"] for each in back["said"]][:2] == [used["first_lead"]] * 2
    assert back["leads_alive"] == used["leads_alive"]
    assert (back["url"], back["keys"], back["events"]) == (False, 0, 0)
