"""An alert that we show in Odoo comes back as a person answers it, and our door takes the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.actions import OdooActions
from shared.adapters.system.clock import SystemClock
from shared.domain.acting.notice import AlertWords
from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.happenings import happening
from shared.domain.ids import CrmLeadId
from shared.domain.lead_changes import AlertSettled
from shared.domain.odoo_webhook import parse_changes
from shared.domain.opportunity import opportunity_key
from tests.odoo.addon import new_secret
from tests.odoo.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.odoo_change import OdooRecordChanged
    from tests.odoo.addon import AddonOdoo

pytestmark = pytest.mark.odoo
SOON_S = 60
WORDS = AlertWords("Sara waits", "The customer waits", "Two hours", "Answer her")


@pytest.fixture
def receiver(addon: AddonOdoo) -> Iterator[Receiver]:
    secret = new_secret()
    with Receiver(secret) as receiver, addon.reporting_to(receiver.url, secret):
        yield receiver


def shown(addon: AddonOdoo, lead: int) -> tuple[str, int]:
    """Show an alert on a lead; give its id and its number there."""
    key, now = opportunity_key("t", CrmLeadId(lead)), SystemClock().now()
    alert = Alert(
        id=alert_id("t", key, Cause.CUSTOMER_WAITS, 1),
        tenant="t",
        opportunity=key,
        crm_lead_id=CrmLeadId(lead),
        cause=Cause.CUSTOMER_WAITS,
        episode=1,
        level=1,
        urgency=Urgency.URGENT,
        since=now,
        due_at=now,
        raised_at=now,
        next_step=NextStep(kind="answer"),
    )
    OdooActions(addon.client, tenant="t", clock=SystemClock()).show_alert(alert, WORDS)
    [row] = addon.client.search_read("g.assistant.alert", [["key", "=", alert.id]], ["id"])
    return alert.id, int(str(row["id"]))


def answered(receiver: Receiver, lead: int) -> OdooRecordChanged:
    """Wait for the answer and take it as our door does."""

    def is_there(_: object) -> bool:
        return any(one["kind"] == "alert_settled" for one in receiver.events_of([lead]))

    receiver.wait_for(is_there, SOON_S)
    events = [one for one in receiver.events_of([lead]) if one["kind"] == "alert_settled"]
    message = {"version": 1, "database": "d", "sent_at": "", "events": events}
    batch = parse_changes(json.dumps(message).encode(), tenant="t")
    assert batch.refused == ()
    return batch.events[0]


def test_done_comes_back(addon: AddonOdoo, receiver: Receiver) -> None:
    [lead] = addon.make_leads("answered")
    key, number = shown(addon, lead)
    addon.client.call("g.assistant.alert", "action_done", ids=[number])

    change = answered(receiver, lead)
    assert change.alert is not None
    assert (change.alert.key, change.alert.what, change.by_us) == (key, "done", False)
    event = happening(change)
    assert isinstance(event, AlertSettled)
    assert event.by_user_id == change.by_user_id


def test_what_is_put_off_comes_back_with_its_time_and_reason(
    addon: AddonOdoo, receiver: Receiver
) -> None:
    [lead] = addon.make_leads("put off")
    key, number = shown(addon, lead)
    dialog = {
        "alert_ids": [[6, 0, [number]]],
        "answer": "snoozed",
        "until": "2031-02-03 04:05:06",
        "reason": "Abroad until then",
    }
    [made] = addon.client.create_many("g.assistant.answer", [dialog])
    addon.client.call("g.assistant.answer", "action_apply", ids=[made])

    said = answered(receiver, lead).alert
    assert said is not None
    assert said.model_dump(mode="json") == {
        "key": key,
        "what": "snooze",
        "reason": "Abroad until then",
        "until": "2031-02-03T04:05:06Z",
    }
