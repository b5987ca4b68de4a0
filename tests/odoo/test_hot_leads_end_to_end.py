"""A hot lead is told at once; what the links of the mail do stands in a real Odoo."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared import qualification
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.links import Says
from shared.domain.ids import CrmLeadId
from shared.domain.score import Verdict
from tests.odoo.mail_links import links

if TYPE_CHECKING:
    from tests.odoo.alerted_suite import AlertedSuite
    from tests.odoo.sales_team import SalesTeam

pytestmark = pytest.mark.odoo
OURS = {"Sec-Fetch-Site": "same-origin"}


def hot_lead(alerted: AlertedSuite, team: SalesTeam) -> int:
    """Let one come from Meta, be given to the owner, and be called hot."""
    alerted.alert_only(team.id, Cause.HOT_NOT_CONTACTED)
    lead = alerted.from_meta()
    given = {"user_id": team.owner.id, "team_id": team.id}
    team.client.call(
        "crm.lead", "write", ids=[lead], vals=given, context={"tracking_disable": True}
    )
    alerted.until(lambda: alerted.owner(lead) == team.owner.id, "its owner was not heard of")
    say = qualification.say_of_grade(alerted.settings)
    say(CrmLeadId(lead), Verdict.HOT, "", who=f"user-{team.leader.id}")
    alerted.carry_out()
    return lead


def test_a_hot_lead_is_told_at_once_and_its_links_plan_the_call_and_close_it(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    lead = hot_lead(alerted, team)
    alerted.sweep(alerted.morning() + timedelta(hours=3))
    alerted.sweep_doubled()
    (mail,) = alerted.mails_to(team.owner.email)
    (shown,) = team.activities(lead)
    paths, page = links(alerted, mail), alerted.door("api")
    asked = [page.get(paths[says]) for says in (Says.STEP, Says.DONE)]
    assert [(one.status_code, "<form" in one.text) for one in asked] == [(200, True)] * 2
    assert alerted.alert(lead).standing is Standing.OPEN

    for _ in range(2):
        assert page.post(paths[Says.STEP], headers=OURS).status_code == 200
        alerted.carry_out()
    alert, (_, step) = alerted.alert(lead), team.activities(lead)
    assert (alert.standing, alert.said_by) == (Standing.ACKNOWLEDGED, f"user-{team.owner.id}")
    assert (step["activity_category"], step["automated"]) == ("phonecall", False)
    alerted.until(lambda: alerted.next_step(lead) == step["id"], "the call is no next step")

    assert page.post(paths[Says.DONE], headers=OURS).status_code == 200
    alerted.carry_out()
    alerted.sweep()
    assert alerted.alert(lead).standing is Standing.DONE
    assert [one["id"] for one in team.activities(lead)] == [step["id"]]
    assert shown["id"] != step["id"]
    assert len(alerted.mails_to(team.owner.email)) == 1
