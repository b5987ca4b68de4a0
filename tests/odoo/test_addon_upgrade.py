"""Alerts that an earlier version of the addon keeps go on after the upgrade."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.odoo.scratch_database import ScratchDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.odoo
_ADDON = "g_assistant_connector"
# As 19.0.1.1.0 left it: alerts were made by `create`, without the columns that came later.
_AS_EARLIER = """
lead = env["crm.lead"].create({"name": "Villa"})
states = ("open", "done", "dismissed")
for state in states:
    values = {"key": state, "lead_id": lead.id, "title": f"Was {state}", "status": state}
    env["g.assistant.alert"].create(values)
env.flush_all()
env.cr.execute("ALTER TABLE g_assistant_alert DROP COLUMN snoozed_until, DROP COLUMN said_reason")
env.cr.execute("DROP TABLE g_assistant_alert_g_assistant_answer_rel, g_assistant_answer")
env.cr.execute(
    "UPDATE ir_module_module SET latest_version = '19.0.1.1.0' WHERE name = 'g_assistant_connector'"
)
env.cr.commit()
answer = lead.id
"""
_AFTERWARDS = """
alerts = env["g.assistant.alert"].search([], order="key")
answer = {
    "alerts": [[one.key, one.title, one.status, one.said_reason] for one in alerts],
    "version": env["ir.module.module"].search([("name", "=", "g_assistant_connector")]).latest_version,
}
alerts.action_done()
answer["done"] = alerts.mapped("status")
row = {
    "key": "new", "lead_id": alerts.lead_id.id, "title": "New", "severity": "urgent",
    "raised_at": "2026-11-29T09:00:00Z", "status": "open",
}
answer["shown"] = env["g.assistant.alert"].assistant_show([row])
"""


@pytest.fixture(scope="module", name="after")
def _after() -> Iterator[dict[str, Any]]:
    with ScratchDatabase(f"upgrade_{uuid.uuid4().hex[:8]}") as database:
        database.odoo("-i", _ADDON)
        database.python(_AS_EARLIER)
        database.odoo("-u", _ADDON)
        yield database.python(_AFTERWARDS)


def test_alerts_without_the_new_fields_are_kept_as_they_were(after: dict[str, Any]) -> None:
    assert after["alerts"] == [
        ["dismissed", "Was dismissed", "dismissed", False],
        ["done", "Was done", "done", False],
        ["open", "Was open", "open", False],
    ]
    assert after["version"] == "19.0.1.2.0"


def test_they_are_answered_and_new_ones_shown(after: dict[str, Any]) -> None:
    assert after["done"] == ["dismissed", "done", "done"]
    assert after["shown"] == [{"state": "written"}]
