"""Owners who go, or lose a record, between an alert and its telling; answers given in Odoo's form."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.domain.alerts.links import Says
from shared.domain.alerts.reader_rules import Ladder
from tests.odoo.addon import AddonOdoo
from tests.odoo.mail_links import links

if TYPE_CHECKING:
    from tests.odoo.alerted_suite import AlertedSuite
    from tests.odoo.sales_team import SalesTeam

pytestmark = pytest.mark.odoo
OURS = {"Sec-Fetch-Site": "same-origin"}
SHORT = Ladder(reminder="off", manager="off", reassign="1 working day")


def holders(team: SalesTeam, lead: int) -> list[tuple[object, object]]:
    """Give whose activities a lead has, and whether each is open."""
    return [(getattr(one["user_id"], "id", None), one["active"]) for one in team.activities(lead)]


def test_the_least_busy_takes_over_where_settings_say_so(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    alerted.change(reassign="do", ladders={Urgency.NORMAL: SHORT})
    lead = alerted.find_stale(team)
    alerted.sweep(alerted.morning())
    alerted.sweep(alerted.morning())
    alerted.sweep_doubled()
    assert alerted.rungs(lead) == [(Rung.OWNER, team.owner.id), (Rung.REASSIGN, team.leader.id)]
    alerted.until(lambda: alerted.owner(lead) == team.colleague.id, "the record did not move")
    alerted.sweep(alerted.morning())
    alert = alerted.alert(lead)
    assert (alert.acted and alert.acted.how, alert.begun_for) == ("assigned", team.colleague.id)
    assert holders(team, lead) == [(team.colleague.id, True)]
    alerted.sweep(alerted.morning())
    assert alerted.rungs(lead)[2:] == [(Rung.OWNER, team.colleague.id)]
    assert len(alerted.mails_to(team.leader.email)) == 1
    assert len(alerted.mails_to(team.colleague.email)) == 1
    alerted.sweep(alerted.morning())
    alerted.hear()
    assert alerted.owner(lead) == team.colleague.id, "he is proposed to the leader only"


def test_a_record_that_is_given_away_takes_its_alert_and_activity_along(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    lead = alerted.find_stale(team)
    alerted.sweep(alerted.morning())
    [before] = team.activities(lead)
    assert holders(team, lead) == [(team.owner.id, True)]
    own = [len(alerted.mails_to(one.email)) for one in (team.owner, team.colleague)]
    team.client.write("crm.lead", [lead], {"user_id": team.colleague.id})
    told = team.told_by_odoo()
    alerted.until(lambda: alerted.owner(lead) == team.colleague.id, "the record did not move")
    alerted.clock.moment += timedelta(minutes=5)
    alerted.sweep()
    alerted.sweep_doubled()
    assert holders(team, lead) == [(team.colleague.id, True)]
    assert team.activities(lead)[0]["id"] == before["id"]
    assert team.told_by_odoo() == told, "Odoo tells nobody of the activity"
    alerted.sweep(alerted.morning())
    alerted.sweep_doubled()
    assert alerted.rungs(lead) == [
        (Rung.OWNER, team.owner.id),
        (Rung.OWNER, team.colleague.id),
    ]
    mails = [len(alerted.mails_to(one.email)) for one in (team.owner, team.colleague)]
    assert mails == [own[0], own[1] + 1]

    team.client.write("crm.lead", [lead], {"user_id": team.owner.id})
    alerted.until(lambda: alerted.owner(lead) == team.owner.id, "the record did not come back")
    alerted.sweep(alerted.morning())
    assert holders(team, lead) == [(team.owner.id, True)]
    assert len(alerted.rungs(lead)) == 2, "he knows of it"


def test_an_activity_that_a_person_gave_to_another_stays_there(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    lead = alerted.find_stale(team)
    alerted.sweep(alerted.morning())
    [shown] = team.activities(lead)
    team.client.write("mail.activity", [int(str(shown["id"]))], {"user_id": team.leader.id})
    team.client.write("crm.lead", [lead], {"user_id": team.colleague.id})
    alerted.until(lambda: alerted.owner(lead) == team.colleague.id, "the record did not move")
    alerted.sweep(alerted.clock.moment + timedelta(minutes=5))
    assert holders(team, lead) == [(team.leader.id, True)]
    alerted.sweep(alerted.morning())
    assert alerted.rungs(lead)[1:] == [(Rung.OWNER, team.colleague.id)]
    assert len(team.activities(lead)) == 1


def test_a_leader_gives_it_to_a_colleague_by_the_link_of_his_mail(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    alerted.change(ladders={Urgency.NORMAL: SHORT})
    lead = alerted.find_stale(team)
    alerted.sweep(alerted.morning())
    alerted.sweep(alerted.morning())
    (mail,) = alerted.mails_to(team.leader.email)
    answer = alerted.door("api").post(links(alerted, mail)[Says.STEP], headers=OURS)
    assert answer.status_code == 200
    alerted.carry_out()
    alerted.until(lambda: alerted.owner(lead) == team.colleague.id, "the record did not move")
    assert alerted.alert(lead).standing is Standing.ACKNOWLEDGED
    alerted.sweep(alerted.clock.moment + timedelta(minutes=5))
    assert alerted.alert(lead).standing is Standing.OPEN, "the colleague is to hear of it"
    assert alerted.alert(lead).said_by == f"user-{team.leader.id}"
    assert holders(team, lead) == [(team.colleague.id, True)]
    alerted.sweep(alerted.morning())
    assert alerted.rungs(lead)[-1] == (Rung.OWNER, team.colleague.id)
    assert len(alerted.mails_to(team.colleague.email)) == 1


def test_an_owner_who_has_left_before_he_is_told_breaks_nothing(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    lead = alerted.find_stale(team)
    team.client.write("res.users", [team.owner.id], {"active": False})
    alerted.sweep(alerted.morning())
    assert team.activities(lead) == []
    assert alerted.rungs(lead) == [(Rung.OWNER, team.owner.id)]
    alerted.job("housekeeping", "/jobs/sweep_crm")
    alerted.hear()
    for _ in range(2):  # the first sees that people have changed, the second judges by it
        alerted.sweep(alerted.clock.moment + timedelta(minutes=5))
    alerted.sweep(alerted.morning())
    assert alerted.rungs(lead)[1:] == [(Rung.REMINDER, team.leader.id)]
    assert len(alerted.mails_to(team.leader.email)) == 1


def test_what_was_merged_takes_no_activity_of_its_alert_along(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    pair = [team.opportunity(), alerted.find_stale(team)]
    alerted.sweep(alerted.morning())
    left = AddonOdoo(team.client).merge(pair)
    [tail] = {*pair} - {left}
    alerted.job("housekeeping", "/jobs/sweep_crm")  # notes what is gone, where Odoo reports
    alerted.sweep(alerted.clock.moment + timedelta(hours=1))
    alerted.job("housekeeping", "/jobs/sweep_crm")
    alerted.until(lambda: alerted.has_ended(tail), "the merge was not heard of")
    assert (alerted.alert(tail).standing, alerted.alert(left).is_live) == (Standing.GONE, True)
    assert len(team.activities(left)) == 1


@pytest.mark.parametrize("real_odoo", ["addon"], indirect=True)
def test_done_in_odoo_s_form_closes_the_alert_and_takes_its_activity_away(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    alerted.alert_only(team.id, Cause.IDLE, then="off")
    lead = alerted.find_stale(team)
    alerted.sweep(alerted.morning())
    alert = alerted.alert(lead)
    [shown] = team.client.search_read(
        "g.assistant.alert", [["key", "=", alert.id]], ["id", "status"]
    )
    assert shown["status"] == "open"
    team.client.call("g.assistant.alert", "action_done", ids=[int(str(shown["id"]))])
    alerted.until(lambda: alerted.alert(lead).standing is Standing.DONE, "it was not heard of")
    assert team.activities(lead) == []
    alerted.sweep(alerted.morning() + timedelta(hours=1))
    assert alerted.rungs(lead) == [(Rung.OWNER, team.owner.id)]
