"""What the addon reports of an opportunity and what we read of it are the same, to the second."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.odoo.actions import OdooActions
from shared.adapters.odoo.pipeline import OdooPipeline
from shared.adapters.system.clock import SystemClock
from shared.domain.acting.action import action_key
from shared.domain.acting.orders import CreateActivity
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import OpportunityState
from tests.odoo.addon import new_secret
from tests.odoo.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.reading import Reading
    from shared.odoo_client import OdooClient
    from tests.odoo.addon import AddonOdoo

pytestmark = pytest.mark.odoo
CALL = "mail.mail_activity_data_call"
SOON_S = 60


@pytest.fixture
def receiver(addon: AddonOdoo) -> Iterator[Receiver]:
    secret = new_secret()
    with Receiver(secret) as receiver, addon.reporting_to(receiver.url, secret):
        yield receiver


def new_pipeline(client: OdooClient) -> OdooPipeline:
    clock = SystemClock()
    return OdooPipeline(client, tenant="t", clock=clock)


def work_on(client: OdooClient, lead: int) -> None:
    """Do a bit of everything that a state tells."""
    [customer] = client.create_many("res.partner", [{"name": "Sara"}])
    client.write("crm.lead", [lead], {"stage_id": 2, "priority": "2", "date_deadline": "2031-02-03"})  # fmt: skip
    client.call("crm.lead", "message_post", ids=[lead], body="?", message_type="email", author_id=customer)  # fmt: skip
    for day in ("2031-01-02", "2031-01-01"):
        named = {"act_type_xmlid": CALL, "date_deadline": day, "user_id": 2}
        client.call("crm.lead", "activity_schedule", ids=[lead], **named)
    actions = OdooActions(client, tenant="t", clock=SystemClock())
    for key in ("first", "second"):
        order = CreateActivity(crm_lead_id=CrmLeadId(lead), user_id=2, summary=key, due_on=date(2030, 1, 1), is_alert=True)  # fmt: skip
        actions.create_activity(action_key("t", f"{lead} {key}"), order)


def test_a_state_that_is_reported_is_the_state_that_is_read(
    addon: AddonOdoo, receiver: Receiver
) -> None:
    leads = addon.make_leads("worked on", "won", "lost", expected_revenue=1500.5)
    work_on(addon.client, leads[0])
    addon.client.call("crm.lead", "action_set_won", ids=[leads[1]])
    addon.client.call("crm.lead", "action_set_lost", ids=[leads[2]])

    read = {int(one.crm_lead_id): one for one in new_pipeline(addon.client).read(leads)}
    for lead in leads:
        addon.client.write("crm.lead", [lead], {"website": "https://example.com"})
    receiver.wait_for(lambda _: all(_after(receiver, one) for one in read.values()), SOON_S)

    for lead, reading in read.items():
        [last, *_] = _after(receiver, reading)
        state = last["state"]
        assert OpportunityState.model_validate(state) == reading.state, lead
    assert [len(one.state.alert_activities) for one in read.values() if one.state] == [2, 0, 0]
    addon.client.unlink("crm.lead", leads)


def _after(receiver: Receiver, reading: Reading) -> list[dict[str, Any]]:
    """Give the lead's reports with a higher revision than the reading has."""
    of_lead = [one for one in receiver.events if one["lead_id"] == reading.crm_lead_id]
    return [one for one in of_lead if one["revision"] > reading.revision]


def test_what_is_reported_before_a_reading_has_a_lower_revision(
    addon: AddonOdoo, receiver: Receiver
) -> None:
    [lead] = addon.make_leads("ordered")
    addon.client.write("crm.lead", [lead], {"expected_revenue": 1.0})
    receiver.wait_for(lambda _: bool(receiver.events), SOON_S)
    before = [one["revision"] for one in receiver.events if one["lead_id"] == lead]

    [reading] = new_pipeline(addon.client).read([lead])

    assert max(before) <= reading.revision
    addon.client.unlink("crm.lead", [lead])


@pytest.mark.usefixtures("receiver")
def test_while_the_addon_sends_odoo_reports_changes(addon: AddonOdoo) -> None:
    assert new_pipeline(addon.client).reports_changes()
    addon.report_to("", "")
    assert not new_pipeline(addon.client).reports_changes()
