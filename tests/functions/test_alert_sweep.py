"""The sweep of alerts through its own door, on what came out of Odoo through the others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.usecases.alerts.alert_book import AlertBook
from shared.usecases.watermarks import WATERMARKS
from tests.functions.odoo_changes import deliver

if TYPE_CHECKING:
    from shared.domain.alerts.alert import Alert
    from tests.functions.conftest import World

SWEEP = "/jobs/sweep_alerts"


def alerts(world: World, crm_lead_id: int) -> dict[Cause, Alert]:
    book = AlertBook(bootstrap.memory(world.settings), "default", timedelta(days=90))
    found = book.of_record(opportunity_key("default", CrmLeadId(crm_lead_id)))
    return {one.alert.cause: one.alert for one in found}


def read_odoo(world: World) -> None:
    assert world.door("housekeeping").post("/jobs/sweep_crm").status_code == 200
    deliver(world, world.door("lead_event_handler"))


def test_a_closing_date_that_has_passed_is_raised_and_a_new_one_mends_it(world: World) -> None:
    values = {"name": "Villa", "type": "opportunity", "date_deadline": "2026-01-15"}
    [lead] = world.client.create_many("crm.lead", [values])
    read_odoo(world)
    door = world.door("proactive_alert_agent")
    assert door.post(SWEEP).status_code == 200
    raised = alerts(world, lead)[Cause.CLOSE_DATE_PASSED]
    assert (raised.standing, raised.crm_lead_id) == (Standing.OPEN, lead)

    world.client.write("crm.lead", [lead], {"date_deadline": "2036-01-15"})
    read_odoo(world)
    assert door.post(SWEEP).status_code == 200
    assert alerts(world, lead)[Cause.CLOSE_DATE_PASSED].standing is Standing.MENDED


def test_before_odoo_was_read_nothing_is_judged_but_the_run_is_noted(world: World) -> None:
    assert world.door("proactive_alert_agent").post(SWEEP).status_code == 200
    memory = bootstrap.memory(world.settings)
    assert memory.get(WATERMARKS, "default.alert_sweep") is not None


def test_only_its_own_job_is_found(world: World) -> None:
    door = world.door("proactive_alert_agent")
    assert door.post("/jobs/redrive").status_code == 404
    assert door.get(SWEEP).status_code == 405
