"""From what stands in a real Odoo to a telling, and from what people do there to the alert's end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.system.clock import SystemClock
from shared.domain.alerts.cause import Cause, Rung, Standing
from tests.local_run import wait_until
from tests.odoo.addon import AddonAccess
from tests.odoo.alerted_suite import IDLE_DAYS
from tests.odoo.integration_user import make_key
from tests.odoo.mail_links import text_of

if TYPE_CHECKING:
    from shared.odoo_client import OdooClient
    from tests.contracts.odoo_targets import Target
    from tests.odoo.alerted_suite import AlertedSuite
    from tests.odoo.sales_team import SalesTeam

pytestmark = pytest.mark.odoo


def stale(alerted: AlertedSuite, team: SalesTeam) -> int:
    """Let one opportunity be found of which nothing is heard."""
    alerted.alert_only(team.id, Cause.IDLE, then="off", cool_down="5 working days")
    return alerted.find_stale(team)


def tell(alerted: AlertedSuite, lead: int) -> None:
    """Let the next morning come; what is judged once more before Odoo is read again stays."""
    alerted.sweep(alerted.morning())
    alerted.touch(lead)
    alerted.sweep()
    assert alerted.alert(lead).standing is Standing.OPEN


def as_person(real_odoo: Target, login: str, administrator: OdooClient) -> OdooClient:
    """Give a client of somebody who works in Odoo."""
    access = AddonAccess(real_odoo.url, real_odoo.database, real_odoo.api_key)
    return real_odoo.connect(make_key(access, administrator, login))


def let_a_second_pass(alerted: AlertedSuite) -> None:
    """An activity that is done in the second in which it was made is seen later only."""
    alerted.clock.moment += timedelta(minutes=10)
    since = SystemClock().now()
    wait_until(lambda: SystemClock().now() - since > timedelta(seconds=2), 10, "time stands still")


def test_a_stale_opportunity_is_told_once_and_its_activity_done_closes_it(
    alerted: AlertedSuite, team: SalesTeam, real_odoo: Target, administrator: OdooClient
) -> None:
    lead = stale(alerted, team)
    assert team.activities(lead) == []
    before = team.told_by_odoo()
    tell(alerted, lead)
    alerted.sweep()
    alerted.sweep_doubled()
    (shown,) = team.activities(lead)
    assert (shown["automated"], shown["active"]) == (True, True)
    assert shown["user_id"].id == team.owner.id  # type: ignore[attr-defined]
    assert team.told_by_odoo() == before
    (mail,) = alerted.mails_to(team.owner.email)
    assert f"Villa {team.owner.login}" in text_of(mail)

    let_a_second_pass(alerted)
    with as_person(real_odoo, team.owner.login, administrator) as owner:
        owner.call(
            "mail.activity", "action_feedback", ids=[int(str(shown["id"]))], feedback="Called"
        )
    alerted.until(lambda: alerted.has_ended(lead), "what the owner did was not heard of")
    alert = alerted.alert(lead)
    assert (alert.standing, alert.acted and alert.acted.how) == (Standing.DONE, "activity")
    for _ in range(3):
        alerted.sweep(alerted.morning())
    assert len(alerted.mails_to(team.owner.email)) == 1
    assert [one["active"] for one in team.activities(lead)] == [False]
    assert alerted.rungs(lead) == [(Rung.OWNER, team.owner.id)]


def test_a_record_that_nobody_touches_never_has_more_than_one_activity(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    """With every cause as it is set at first: new, later stale, never both."""
    alerted.alert_all(team.id)
    lead = team.opportunity()
    alerted.until(lambda: alerted.picture(lead), "the opportunity did not come")
    spoke, shown = [], []
    for _ in range(18):
        alerted.sweep(alerted.morning())
        alerted.sweep(alerted.clock.moment + timedelta(hours=4))
        now = alerted.live(lead)
        spoke += [now] if now and now not in spoke else []
        shown.append([one["user_id"] for one in team.activities(lead) if one["active"]])
    assert spoke == [{(Cause.NEW_NOT_CONTACTED, 1)}, {(Cause.IDLE, 2)}]
    assert max(len(one) for one in shown) == 1
    assert [one.id for one in shown[-1]] == [team.owner.id]  # type: ignore[attr-defined]


def test_one_that_is_ignored_goes_up_the_ladder_by_working_days(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    lead = stale(alerted, team)
    tell(alerted, lead)
    owner, leader = team.owner, team.leader
    whom = {0: (1, 0), 1: (2, 0), 2: (2, 0), 3: (2, 1), 4: (2, 1), 5: (2, 1), 6: (2, 2)}
    for day, mails in whom.items():
        if day:
            alerted.hear()
            alerted.sweep(alerted.morning())
        alerted.sweep()
        found = tuple(len(alerted.mails_to(one.email)) for one in (owner, leader))
        assert found == mails, f"after {day} working days"
    assert alerted.rungs(lead) == [
        (Rung.OWNER, owner.id),
        (Rung.REMINDER, owner.id),
        (Rung.MANAGER, leader.id),
        (Rung.REASSIGN, leader.id),
    ]
    step = alerted.alert(lead).next_step
    assert (step.kind, step.user_id) == ("reassign", team.colleague.id)
    assert [one["active"] for one in team.activities(lead)] == [True]
    alerted.sweep(alerted.morning(5))
    assert len(alerted.mails_to(owner.email)) + len(alerted.mails_to(leader.email)) == 4


def new_lead(alerted: AlertedSuite, team: SalesTeam) -> int:
    """Make one that nobody contacts, and let its owner be told at once."""
    alerted.alert_only(team.id, Cause.NEW_NOT_CONTACTED)
    lead = team.opportunity()
    alerted.until(lambda: alerted.picture(lead), "the lead did not come")
    alerted.sweep(alerted.morning() + timedelta(hours=6))
    return lead


def test_a_message_to_the_customer_mends_it_and_takes_its_activity_away(
    alerted: AlertedSuite, team: SalesTeam, real_odoo: Target, administrator: OdooClient
) -> None:
    lead = new_lead(alerted, team)
    assert len(alerted.mails_to(team.owner.email)) == 1
    let_a_second_pass(alerted)
    with as_person(real_odoo, team.owner.login, administrator) as owner:
        owner.call(
            "crm.lead",
            "message_post",
            ids=[lead],
            body="Shall we meet?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
    alerted.until(lambda: alerted.has_ended(lead), "the message was not heard of")
    alert = alerted.alert(lead)
    assert (alert.standing, alert.acted and alert.acted.how) == (Standing.MENDED, "contact")
    assert team.activities(lead) == []
    alerted.sweep(alerted.morning())
    assert alerted.alert(lead) == alert.model_copy(update={"owed_at": None})
    assert len(alerted.mails_to(team.owner.email)) == 1


def test_what_is_deleted_before_it_is_told_breaks_nothing(
    alerted: AlertedSuite, team: SalesTeam
) -> None:
    gone, other = stale(alerted, team), team.opportunity()
    alerted.until(lambda: alerted.picture(other), "the other one did not come")
    team.client.unlink("crm.lead", [gone])
    alerted.sweep(alerted.morning(IDLE_DAYS))
    alerted.sweep(alerted.morning())
    assert len(team.activities(other)) == 1
    assert alerted.alert(gone).is_live
    alerted.job("housekeeping", "/jobs/sweep_crm")
    alerted.hear()
    alerted.clock.moment += timedelta(hours=1)
    alerted.job("housekeeping", "/jobs/sweep_crm")
    alerted.hear()
    alerted.sweep()
    assert alerted.alert(gone).standing is Standing.GONE
    assert alerted.alert(other).standing is Standing.OPEN
