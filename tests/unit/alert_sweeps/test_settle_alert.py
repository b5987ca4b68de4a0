"""What people answer to an alert in the CRM counts as if it had been said on our page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.alerts.cause import Cause, Standing
from shared.domain.ids import CrmLeadId
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged, SaidOfAlert
from shared.usecases.alerts.alert_book import AlertBook
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.say_of_alert import SayOfAlert
from shared.usecases.alerts.settle_alert import SettleAlert
from tests.alert_records import OWNER, at
from tests.swept_world import RETENTION, WORDING

if TYPE_CHECKING:
    from shared.domain.alerts.alert import Alert
    from tests.swept_world import SweptWorld

RAISED = "2026-11-22 14:00"


def raised(world: SweptWorld) -> Alert:
    world.record(created_at=at("2026-11-22 10:00"))
    world.sweep_at(RAISED)
    return world.alert(Cause.NEW_NOT_CONTACTED)


def answer(world: SweptWorld, key: str, what: str, **more: object) -> dict[str, object]:
    said = SaidOfAlert.model_validate({"key": key, "what": what, **more})
    change = OdooRecordChanged(
        tenant="default",
        event_id="an-event-of-the-addon",
        revision=1,
        kind=ChangeKind.ALERT_SETTLED,
        crm_lead_id=CrmLeadId(12),
        occurred_at=world.clock.now(),
        by_user_id=OWNER,
        alert=said,
    )
    book = AlertBook(world.memory, world.tenant, RETENTION)
    settings = AlertSettingsBook(world.memory, world.clock, world.tenant)
    say = SayOfAlert(
        world.memory, world.bus, world.clock, book, settings, WORDING, world.tenant, "en"
    )
    return dict(SettleAlert(say)(change))


@pytest.mark.parametrize(
    ("what", "standing"), [("done", Standing.DONE), ("dismiss", Standing.DISMISSED)]
)
def test_an_answer_closes_the_alert_however_often_it_comes(
    world: SweptWorld, what: str, standing: Standing
) -> None:
    alert = raised(world)
    for _ in range(2):
        told = answer(world, alert.id, what, reason="Sold already")
        assert told == {"said_of_alert": what, "standing": standing.value}
    now = world.alert(Cause.NEW_NOT_CONTACTED)
    assert (now.standing, now.said_reason) == (standing, "Sold already")
    assert now.said_by == f"crm:{OWNER}"


def test_what_is_put_off_waits_until_then(world: SweptWorld) -> None:
    alert, until = raised(world), at("2026-11-23 10:00")
    answer(world, alert.id, "snooze", until=until)
    now = world.alert(Cause.NEW_NOT_CONTACTED)
    assert (now.standing, now.snoozed_until) == (Standing.SNOOZED, until)
    answer(world, alert.id, "reopen")
    assert world.alert(Cause.NEW_NOT_CONTACTED).standing is Standing.OPEN


def test_what_was_put_off_until_a_moment_that_has_passed_counts_again(world: SweptWorld) -> None:
    alert = raised(world)
    answer(world, alert.id, "snooze", until=world.clock.now() - timedelta(minutes=1))
    assert world.alert(Cause.NEW_NOT_CONTACTED).standing is Standing.OPEN


def test_an_answer_to_nothing_that_we_know_is_left_alone(world: SweptWorld) -> None:
    raised(world)
    assert answer(world, "of another time", "done")["standing"] is None
    assert world.alert(Cause.NEW_NOT_CONTACTED).standing is Standing.OPEN
