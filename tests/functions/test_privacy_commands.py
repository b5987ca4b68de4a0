"""`python -m deploy privacy ...` on a suite with leads in it: SQLite, demo Meta, demo Odoo."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from shared import bootstrap
from shared.domain.ledger import LeadState
from shared.usecases.lead_ledger import LEADS, _data
from tests.functions.conftest import announce, push
from tests.functions.test_api import code_of
from tests.lead_ways import done

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functions.conftest import World


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["privacy", *arguments], input=typed)


def take_in(world: World, count: int = 1) -> list[dict[str, Any]]:
    leads = world.make_leads(count)
    announce(world.door("webhooks"), leads)
    door = world.door("lead_event_handler")
    for event in world.published():
        assert push(door, event).status_code == 204
    return leads


def person(world: World, lead: dict[str, Any]) -> tuple[str, str]:
    entry = world.entry(lead)
    assert entry is not None
    assert entry.lead is not None
    return entry.lead.person.email or "", entry.lead.person.phone or ""


def todos(world: World) -> int:
    return world.client.search_count("mail.activity", [["summary", "=", "امحُ بيانات هذا الشخص"]])


def count(text: str, name: str) -> int:
    return int(text.partition(f"{name}: ")[2].split()[0])


@pytest.mark.parametrize("by", ["email", "phone"])
def test_a_person_is_erased_here_and_asked_for_in_odoo(world: World, by: str) -> None:
    lead, *others = take_in(world, 3)
    email, phone = person(world, lead)
    strangers = [one for one in others if not {email, phone} & {*person(world, one)}]
    before = [world.entry(one) for one in strangers]
    result = run("erase", f"--{by}", {"email": email.upper(), "phone": phone}[by], "--yes")
    assert result.exit_code == 0, result.output
    assert count(result.output, "erased") == count(result.output, "told") == todos(world)
    entry = world.entry(lead)
    assert entry is not None
    assert (entry.state, entry.lead, entry.crm_lead_id) == (LeadState.ERASED, None, None)
    assert email not in result.output + str(entry)
    assert [world.entry(one) for one in strangers] == before != []
    assert world.door("dashboards").get("/ops?lang=en").status_code == 200


def test_a_lead_is_erased_by_metas_id_and_its_message_again_brings_nothing_back(
    world: World,
) -> None:
    [lead] = take_in(world)
    leads_before = world.client.search_count("crm.lead", [])
    assert run("erase", "--lead", lead["leadgen_id"], "--yes").exit_code == 0
    announce(world.door("webhooks"), [lead])
    [event] = world.published()
    assert push(world.door("lead_event_handler"), event).status_code == 204
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.ERASED
    assert world.client.search_count("crm.lead", []) == leads_before
    assert todos(world) == 1


def test_a_lead_that_was_never_seen_is_kept_out_when_its_page_is_given(world: World) -> None:
    [lead] = world.make_leads(1)
    bare = run("erase", "--lead", lead["leadgen_id"], "--yes")
    assert "--page" in bare.output
    kept = run("erase", "--lead", lead["leadgen_id"], "--page", lead["page_id"], "--yes")
    assert count(kept.output, "kept out") == 1
    page = world.door("dashboards").get("/ops?lang=en").text
    assert "id is erased" in page
    assert "Came by" not in page
    announce(world.door("webhooks"), [lead])
    [event] = world.published()
    assert push(world.door("lead_event_handler"), event).status_code == 204
    assert world.client.search_count("crm.lead", []) == 0


def test_nothing_is_erased_by_who_does_not_confirm(world: World) -> None:
    [lead] = take_in(world)
    email, _ = person(world, lead)
    assert run("erase", "--email", email, typed="n\n").exit_code == 1
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.DONE


@pytest.mark.parametrize(
    "arguments", [(), ("--email", "secret"), ("--email", "a@example.com", "--phone", "1")]
)
def test_a_command_that_names_nobody_says_so(world: World, arguments: tuple[str, ...]) -> None:
    result = run("erase", *arguments, "--yes")
    assert result.exit_code == 1
    assert "secret" not in result.output
    assert "cannot erase" in result.stderr


def test_an_export_is_a_file_that_only_its_owner_may_read(world: World, tmp_path: Path) -> None:
    [lead] = take_in(world)
    email, _ = person(world, lead)
    file = tmp_path / "person.json"
    result = run("export", "--email", email, "--output", str(file))
    assert result.exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [told] = json.loads(file.read_text(encoding="utf-8"))["leads"]
    assert told["entry"]["lead"]["person"]["email"] == email
    assert email not in result.output
    assert json.loads(run("export", "--email", email).output)["is_complete"]
    assert run("export", "--email", email, "--output", str(file)).exit_code == 1


def test_status_is_clean_after_the_purge_and_not_before(world: World) -> None:
    memory = bootstrap.memory(world.settings)
    old = done(1, bootstrap.clock().now() - timedelta(days=100))
    memory.create(LEADS, old.key, _data(old))
    before = run("status")
    assert before.exit_code == 1
    assert "personal data: 1 settled" in before.output
    assert world.door("housekeeping").post("/jobs/purge").status_code == 200
    after = run("status")
    assert (after.exit_code, "personal data: 0 settled" in after.output) == (0, True)


def test_a_deletion_request_is_listed_until_a_person_answers_it(world: World) -> None:
    code = code_of(world.door("api"))
    assert code in run("status").output
    assert run("answer", code).exit_code == 0
    assert code not in run("status").output
    assert run("answer", "0" * 32).exit_code == 1
