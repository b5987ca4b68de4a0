"""From Meta's webhook to a grade in a real Odoo's form, and a salesperson's word back to us."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from shared import bootstrap, once, settings
from shared.domain.ids import CrmLeadId
from shared.domain.score import Grade, LeadScore, Verdict
from shared.usecases.lead_scores import LeadScores
from tests.local_run import wait_until
from tests.odoo.suite import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.odoo.addon import AddonAccess, AddonOdoo
    from tests.odoo.suite import Suite

pytestmark = pytest.mark.odoo
FIELDS = ["assistant_grade", "assistant_reasons", "assistant_scored_by", "assistant_verdict"]


@pytest.fixture(name="odoo")
def _odoo(addon_access: AddonAccess, integration_key: str) -> dict[str, str]:
    return addon_access.environment(integration_key)


@pytest.fixture(name="tenant")
def _tenant() -> str:
    return f"e2e-{uuid.uuid4().hex[:8]}"


def shown(addon: AddonOdoo, lead: int, language: str = "en_US") -> dict[str, Any]:
    """Give what the form shows."""
    fields = [*FIELDS, "assistant_reasons_html"]
    (row,) = addon.client.search_read(
        "crm.lead", [["id", "=", lead]], fields, context={"lang": language}
    )
    return dict(row)


def scores(suite: Suite, lead: int) -> list[LeadScore]:
    found = settings.read({"DATA_DIR": str(suite.folder)})
    try:
        stored = LeadScores(bootstrap.memory(found)).of_record(suite.tenant, CrmLeadId(lead))
    finally:
        once.close(found)
    return [one.score for one in stored]


def press(addon: AddonOdoo, lead: int, verdict: Verdict, reason: str) -> None:
    """Press a button of the form, and the one of its dialog."""
    context = {"assistant_verdict": verdict.value}
    action: Any = addon.client.call(
        "crm.lead", "action_assistant_verdict", ids=[lead], context=context
    )
    dialog = action["res_model"]
    made: Any = addon.client.call(
        dialog, "create", vals_list=[{"reason": reason}], context=action["context"]
    )
    addon.client.call(dialog, "action_apply", ids=made)


def brought_in(suite: Suite, addon: AddonOdoo) -> int:
    leads = suite.process.make_leads(1)
    assert suite.process.announce(leads).status == 200
    suite.process.wait_done(1, 60)
    lead = addon.lead_of(suite.tenant, leads[0]["leadgen_id"])
    assert lead
    wait_until(lambda: shown(addon, lead)["assistant_grade"], 120, "no grade came to the form")
    return lead


def test_a_lead_has_its_grade_and_reasons_in_the_form_and_a_salespersons_word_comes_back(
    tmp_path: Path, addon: AddonOdoo, odoo: dict[str, str], tenant: str
) -> None:
    with (
        running(tmp_path, odoo, tenant) as suite,
        addon.reporting_to(suite.odoo_door, suite.secret),
    ):
        lead = brought_in(suite, addon)
        before = shown(addon, lead)
        (score,) = scores(suite, lead)
        press(addon, lead, Verdict.SPAM, "Asked for a job")
        at_once = shown(addon, lead)["assistant_grade"]
        wait_until(lambda: scores(suite, lead)[0].correction, 120, "the word did not come back")
        suite.process.wait_drained(60)
        (corrected,), after = scores(suite, lead), shown(addon, lead)
    assert before["assistant_grade"] == score.grade
    assert before["assistant_scored_by"] == score.scored_by
    assert [one["ar"] for one in before["assistant_reasons"]] == [one.ar for one in score.reasons]
    assert score.reasons[0].en in before["assistant_reasons_html"]
    assert (at_once, after["assistant_grade"]) == ("spam", "spam")
    assert corrected.grade is Grade.SPAM
    assert corrected.correction is not None
    assert corrected.correction.reason == "Asked for a job"
    assert after["assistant_verdict"] == "spam"


def test_writing_scores_is_not_reported_back_as_a_persons_change(
    tmp_path: Path, addon: AddonOdoo, odoo: dict[str, str], tenant: str
) -> None:
    with (
        running(tmp_path, odoo, tenant) as suite,
        addon.reporting_to(suite.odoo_door, suite.secret),
    ):
        lead = brought_in(suite, addon)
        press(addon, lead, Verdict.HOT, "")
        wait_until(lambda: scores(suite, lead)[0].correction, 120, "the word did not come back")
        suite.process.wait_drained(60)
        domain = [["lead_ref", "=", lead]]
        kinds = addon.client.search_read("g.assistant.event", domain, ["kind", "is_us"])
    told = sorted((str(row["kind"]), bool(row["is_us"])) for row in kinds)
    assert told == [("corrected", False), ("created", True)]
