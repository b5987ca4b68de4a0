"""From Meta's webhook into a real Odoo with our addon, and what people do there back to us."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.lead_changes import LeadWon
from shared.domain.opportunity import Outcome
from tests.local_run import wait_until
from tests.odoo.addon import ARCHIVED_TOO, RECEIPT
from tests.odoo.suite import running, take_meta_along

if TYPE_CHECKING:
    from pathlib import Path

    from tests.odoo.addon import AddonAccess, AddonOdoo
    from tests.odoo.suite import Suite

pytestmark = pytest.mark.odoo


@pytest.fixture(name="odoo")
def _odoo(addon_access: AddonAccess, integration_key: str) -> dict[str, str]:
    """Give the way in for the integration's own user: with just the rights that it has."""
    return addon_access.environment(integration_key)


@pytest.fixture(name="tenant")
def _tenant() -> str:
    return f"e2e-{uuid.uuid4().hex[:8]}"


def _taken_in(suite: Suite, addon: AddonOdoo, count: int) -> tuple[list[dict[str, Any]], list[int]]:
    """Announce so many new leads as Meta does; give them and their ids in Odoo."""
    leads = suite.process.make_leads(count)
    assert suite.process.announce(leads).status == 200
    suite.process.wait_done(count, 60)
    ids = [addon.lead_of(suite.tenant, lead["leadgen_id"]) for lead in leads]
    assert all(ids)
    return leads, [int(found) for found in ids if found]


def _receipts(addon: AddonOdoo, tenant: str) -> list[tuple[int | None, bool]]:
    """Give the lead and whether it was merged of each receipt, in order."""
    domain, fields = [["tenant", "=", tenant]], ["lead_id", "is_merged"]
    rows = addon.client.search_read(RECEIPT, domain, fields, order="id")
    found: Any = [(row["lead_id"], row["is_merged"]) for row in rows]
    return [(lead.id if lead else None, merged) for lead, merged in found]


def test_a_lead_from_meta_is_won_in_odoo_and_we_hear_of_it(
    tmp_path: Path, addon: AddonOdoo, odoo: dict[str, str], tenant: str
) -> None:
    with running(tmp_path, odoo, tenant) as suite:
        pressed = addon.press_test(suite.odoo_door, suite.secret)
        with addon.reporting_to(suite.odoo_door, suite.secret):
            _, [lead] = _taken_in(suite, addon, 1)
            assert suite.told() == []  # from now on we are told as well
            addon.client.call("crm.lead", "action_set_won", ids=[lead])
            wait_until(lambda: _is_won(suite, lead), 60, "our picture is not won in time")
            told: list[LeadWon] = []
            wait_until(lambda: _heard(suite, told), 60, "nobody is told in time")
    assert pressed["type"] == "success"
    assert _receipts(addon, tenant) == [(lead, False)]
    won = {event.happening_id: event for event in told}
    [event] = won.values()
    assert (event.crm_lead_id, event.by_us) == (lead, False)
    assert event.state is not None
    assert event.state.outcome is Outcome.WON
    assert event.state.meta is not None


def _heard(suite: Suite, told: list[LeadWon]) -> bool:
    told += [event for event in suite.told() if isinstance(event, LeadWon)]
    return bool(told)


def _is_won(suite: Suite, lead: int) -> bool:
    picture = suite.picture(lead)
    return picture is not None and picture.outcome is Outcome.WON


def test_the_test_button_says_which_of_address_and_secret_is_wrong(
    tmp_path: Path, addon: AddonOdoo, odoo: dict[str, str], tenant: str
) -> None:
    with running(tmp_path, odoo, tenant) as suite:
        other = addon.press_test(suite.odoo_door, "whsec_" + "QUJD" * 11)
        path = addon.press_test(suite.odoo_door + "/nothing", suite.secret)
    nobody = addon.press_test(suite.odoo_door, suite.secret)
    assert {said["type"] for said in (other, path, nobody)} == {"danger"}
    messages = [str(said["message"]) for said in (other, path, nobody)]
    assert len(set(messages)) == 3
    assert "secret" in messages[0]


def test_a_merged_and_a_deleted_lead_are_not_made_again_by_a_suite_that_lost_its_memory(
    tmp_path: Path, addon: AddonOdoo, odoo: dict[str, str], tenant: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with running(first, odoo, tenant) as suite:
        leads, ids = _taken_in(suite, addon, 3)
    head = addon.merge(ids[:2])
    addon.client.unlink("crm.lead", ids[2:])
    before = _receipts(addon, tenant)
    count = addon.client.search_count("crm.lead", [], context=ARCHIVED_TOO)
    take_meta_along(first, second)
    with running(second, odoo, tenant) as suite:
        assert suite.process.announce(leads).status == 200
        suite.process.wait_drained(90)
        done, dead = suite.process.count("done"), suite.dead_of()
    assert sorted(before, key=str) == sorted([(head, False), (head, True), (None, False)], key=str)
    assert _receipts(addon, tenant) == before
    assert addon.client.search_count("crm.lead", [], context=ARCHIVED_TOO) == count
    assert (done, dead) == (2, ["deleted_in_crm"])
