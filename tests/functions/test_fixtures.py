"""The fixtures beside each function, sent to its door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared import bootstrap
from tests.functions.conftest import World
from tests.functions.odoo_changes import post

FUNCTIONS = Path(__file__).parents[2] / "functions"


def fixture(function: str, name: str) -> Any:
    return json.loads((FUNCTIONS / function / "fixtures" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("push.json", 204),
        ("push_of_an_odoo_change.json", 204),
        ("push_of_a_reading.json", 204),
        ("push_of_a_newer_version.json", 422),
        ("push_of_another_event.json", 422),
        ("push_without_data.json", 400),
    ],
)
def test_the_handler_answers_each_push_as_its_readme_says(
    world: World, name: str, status: int
) -> None:
    door = world.door("lead_event_handler")
    assert door.post("/", json=fixture("lead_event_handler", name)).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("push_of_a_stored_lead.json", 204),
        ("push_of_a_correction.json", 204),
        ("push_of_a_newer_version.json", 422),
    ],
)
def test_the_grading_door_answers_each_push_as_its_readme_says(
    world: World, name: str, status: int
) -> None:
    door = world.door("lead_qualification_agent")
    push = fixture("lead_qualification_agent", name)
    assert door.post("/", json=push).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("push_of_a_step.json", 204),
        ("push_of_a_digest.json", 204),
        ("push_of_an_order_of_newer_code.json", 422),
        ("push_of_a_malformed_order.json", 400),
    ],
)
def test_the_runner_of_actions_answers_each_push_as_its_readme_says(
    world: World, name: str, status: int
) -> None:
    door = world.door("action_runner")
    assert door.post("/", json=fixture("action_runner", name)).status_code == status


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("odoo_ping.json", 0, 0),
        ("odoo_changes.json", 2, 0),
        ("odoo_merged_and_an_unknown_kind.json", 1, 1),
    ],
)
def test_webhooks_answers_each_message_of_odoo_as_its_readme_says(
    world: World, name: str, accepted: int, refused: int
) -> None:
    body = (FUNCTIONS / "webhooks" / "fixtures" / name).read_bytes()
    answer = post(world.door("webhooks"), body)
    assert answer.json is not None
    assert (answer.json["accepted"], len(answer.json["refused"])) == (accepted, refused)
    assert len(world.published()) == accepted


def test_the_sweep_of_alerts_takes_the_schedulers_call(world: World) -> None:
    call = fixture("proactive_alert_agent", "scheduled_sweep_alerts.json")
    door = world.door("proactive_alert_agent")
    answer = door.open(call["path"], method=call["method"], headers=call["headers"])
    assert answer.status_code == 200


JOBS = ["redrive", "read_crm_changes", "sweep_crm", "reconcile", "purge", "train"]


@pytest.mark.parametrize("job", JOBS)
def test_housekeeping_takes_the_schedulers_call(world: World, job: str) -> None:
    call = fixture("housekeeping", f"scheduled_{job}.json")
    door = world.door("housekeeping")
    answer = door.open(call["path"], method=call["method"], headers=call["headers"])
    assert answer.status_code == 200


def test_the_page_shows_entries_of_newer_code_and_names_broken_ones(world: World) -> None:
    memory = bootstrap.memory(world.settings)
    for name in ("entry_of_newer_code.json", "broken_entry.json"):
        entry = fixture("dashboards", name)
        memory.create("leads", entry["key"], entry)
    page = world.door("dashboards").get("/ops?lang=en").text
    assert "71234567890001009" in page
    assert fixture("dashboards", "broken_entry.json")["key"] in page
