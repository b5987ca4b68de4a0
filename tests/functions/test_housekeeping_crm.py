"""Changes in Odoo come back through housekeeping's own door, where no addon reports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.faults import Rule
from deploy.local.demo.odoo import addon
from deploy.local.demo.odoo.method import on_model
from deploy.local.demo.odoo.methods import _OF_MODEL
from shared import bootstrap, log
from shared.domain.event import Topic
from shared.domain.lead_changes import LeadDeleted, LeadWon
from shared.odoo_client import OdooClient
from shared.usecases.refresh_directory import read_directory
from tests.functions.conftest import problem
from tests.functions.odoo_changes import deliver, picture

if TYPE_CHECKING:
    from werkzeug.test import Client

    from shared.domain.opportunity import Opportunity
    from tests.functions.conftest import World

RECEIPT_METHODS: dict[str, Any] = _OF_MODEL["g.assistant.receipt"]  # type: ignore[assignment]
READ, SWEEP = "/jobs/read_crm_changes", "/jobs/sweep_crm"


def seen(world: World, crm_lead_id: int) -> Opportunity:
    """Give our picture of one that there is."""
    found = picture(world, crm_lead_id)
    assert found is not None
    return found


def make(world: World, *names: str, **values: object) -> list[int]:
    rows = [{"name": name, "type": "opportunity", **values} for name in names]
    return world.client.create_many("crm.lead", rows)


def run(world: World, door: Client, job: str) -> None:
    """Let a job run and the handler take in what it published."""
    assert door.post(job).status_code == 200
    deliver(world, world.door("lead_event_handler"))


def facts(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Give what the last invocation's log line says."""
    lines = [one for one in caplog.records if one.getMessage() == "invocation"]
    return dict(log.facts_of(lines[-1]) or {})


def test_a_lead_won_in_odoo_is_won_in_our_memory(world: World) -> None:
    door = world.door("housekeeping")
    [lead] = make(world, "Villa")
    run(world, door, SWEEP)
    run(world, door, READ)

    world.client.call("crm.lead", "action_set_won", ids=[lead])
    run(world, door, READ)

    state = seen(world, lead).state
    assert state is not None
    assert state.outcome == "won"
    won = [one for one in world.published(Topic.LEAD_CHANGES) if isinstance(one, LeadWon)]
    assert [one.crm_lead_id for one in won] == [lead]


def test_a_lead_deleted_in_odoo_is_gone_after_the_sweep(world: World) -> None:
    door = world.door("housekeeping")
    kept, deleted = make(world, "kept", "deleted")
    run(world, door, SWEEP)

    world.client.call("crm.lead", "action_archive", ids=[kept])
    access = {"database": world.odoo.database, "api_key": world.odoo.api_key}
    with OdooClient.connect(world.odoo.url, allow_unlink=True, **access) as person:
        person.unlink("crm.lead", [deleted])
    run(world, door, SWEEP)

    assert seen(world, deleted).is_gone
    assert not seen(world, kept).is_gone
    gone = [one for one in world.published(Topic.LEAD_CHANGES) if isinstance(one, LeadDeleted)]
    assert [one.crm_lead_id for one in gone] == [deleted]


def test_the_sweep_takes_in_a_pipeline_that_was_there_before_us(world: World) -> None:
    ids = make(world, *(f"old {n}" for n in range(30)))

    run(world, world.door("housekeeping"), SWEEP)

    assert {seen(world, one).crm_lead_id for one in ids} == set(ids)
    directory = read_directory(bootstrap.memory(world.settings), world.settings.tenant)
    assert directory is not None
    assert "Won" in {stage.name for stage in directory.stages}


def test_the_log_line_says_what_a_job_did(world: World, caplog: pytest.LogCaptureFixture) -> None:
    make(world, "Sara's villa")
    door = world.door("housekeeping")

    door.post(SWEEP)
    line = facts(caplog)

    assert (line["job"], line["slices"], line["compared"]) == ("sweep_crm", 1, 1)
    assert (line["published"], line["is_round_over"]) == (1, True)
    door.post(READ)
    line = facts(caplog)
    assert (line["job"], line["is_reported"], line["pages"]) == ("read_crm_changes", False, 1)


def test_where_the_addon_reports_changes_reading_says_so_and_does_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    says = {"version": addon.VERSION, "is_sending": True}
    monkeypatch.setitem(RECEIPT_METHODS, "probe", on_model(lambda *_: says))
    with world.odoo.app.database.transaction({}, world.odoo.app.database.arrive()) as env:
        addon.switch(env, installed=True)
    make(world, "new")

    world.door("housekeeping").post(READ)

    assert facts(caplog)["is_reported"] is True


@pytest.mark.parametrize("job", [READ, SWEEP])
def test_odoo_down_is_503_and_the_next_run_goes_on(world: World, job: str) -> None:
    door = world.door("housekeeping")
    door.post(READ)
    [lead] = make(world, "later")
    world.odoo.faults.order(Rule("access_error", {"model": "crm.lead", "method": "search_read"}))

    answer = door.post(job)

    assert answer.status_code == 503
    assert problem(answer)["code"] == "odoo_access_denied"
    run(world, door, job)
    assert seen(world, lead).state is not None


def test_a_job_is_not_run_by_get(world: World) -> None:
    assert world.door("housekeeping").get(SWEEP).status_code == 405
