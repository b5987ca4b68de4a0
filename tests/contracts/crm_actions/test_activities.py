"""Steps that an action plans on a lead: once a key, for somebody who can take them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from shared.domain.ids import CrmLeadId
from shared.errors import BadInput, CrmLeadGone
from shared.odoo_client import Ref
from tests.contracts.crm_actions.conftest import ALL_LEADS, DUE, NOW, Bench

THREADS = 20
CATEGORIES = {
    "todo": None,
    "call": "phonecall",
    "email": None,
    "meeting": "meeting",
    "answer": None,
    "review": None,
}


def test_a_step_is_planned_for_its_person_and_day_with_its_text_as_text(bench: Bench) -> None:
    lead, user = bench.lead(), bench.user(ALL_LEADS)
    made = bench.actions.create_activity(bench.key(), bench.order(lead, user))
    (row,) = bench.activities(lead, "summary", "note", "date_deadline", "user_id", "automated")
    assert row["id"] == made.id
    assert row["summary"] == "Call <b>Sara</b> now"
    assert "She asked twice.<br>Her budget: 1 &lt; 2" in str(row["note"])
    assert row["date_deadline"] == DUE
    assert isinstance(row["user_id"], Ref)
    assert (row["user_id"].id, row["automated"]) == (user, False)


def test_it_was_made_by_the_clock_of_which_revisions_are_made(bench: Bench) -> None:
    made = bench.actions.create_activity(bench.key(), bench.order(bench.lead()))
    created = bench.row("mail.activity", made.id, "create_date")["create_date"]
    assert isinstance(created, datetime)
    assert made.made_at == (created if bench.has_addon else NOW)
    assert made.made_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("step", CATEGORIES)
def test_each_kind_of_step_is_one_of_odoos_types(bench: Bench, step: str) -> None:
    lead = bench.lead()
    bench.actions.create_activity(bench.key(), bench.order(lead, step=step))
    (row,) = bench.activities(lead, "activity_type_id")
    kind = row["activity_type_id"]
    assert isinstance(kind, Ref)
    category = bench.row("mail.activity.type", kind.id, "category")["category"]
    assert (category if category in {"phonecall", "meeting"} else None) == CATEGORIES[step]
    own = {
        "call": "Call the lead now",
        "answer": "Answer the customer",
        "review": "Review the lead",
    }
    if bench.has_addon and step in own:
        assert kind.name == own[step]


def test_where_a_type_was_deleted_a_to_do_takes_its_place(bench: Bench) -> None:
    lead = bench.lead()
    domain = [["module", "=", "mail"], ["name", "=", "mail_activity_data_meeting"]]
    (named,) = bench.client.search_read("ir.model.data", domain, ["id"])
    row = [int(str(named["id"]))]
    bench.client.write("ir.model.data", row, {"name": "mail_activity_data_gone"})
    try:
        bench.actions.create_activity(bench.key(), bench.order(lead, step="meeting"))
    finally:
        bench.client.write("ir.model.data", row, {"name": "mail_activity_data_meeting"})
    (step,) = bench.activities(lead, "activity_type_id")
    assert isinstance(step["activity_type_id"], Ref)
    assert step["activity_type_id"].name == "To-Do"


def test_the_same_key_is_one_step_however_often_it_is_ordered(bench: Bench) -> None:
    lead, key = bench.lead(), bench.key()
    first = bench.actions.create_activity(key, bench.order(lead))
    again = bench.actions.create_activity(key, bench.order(lead, summary="Another text"))
    assert again == first
    assert len(bench.activities(lead)) == 1


def test_the_same_key_from_twenty_threads_at_once_is_one_step(bench: Bench) -> None:
    lead, key = bench.lead(), bench.key()
    order = bench.order(lead, is_alert=True)
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda _: bench.actions.create_activity(key, order), range(THREADS)))
    assert len({one.id for one in made}) == 1
    assert len({one.made_at for one in made}) == 1
    assert [row["id"] for row in bench.activities(lead)] == [made[0].id]


def test_a_step_that_was_done_is_not_planned_again(bench: Bench) -> None:
    lead, key = bench.lead(), bench.key()
    first = bench.actions.create_activity(key, bench.order(lead))
    bench.client.call("mail.activity", "action_feedback", ids=[first.id], feedback="reached her")
    assert bench.actions.create_activity(key, bench.order(lead)) == first
    assert [row["active"] for row in bench.activities(lead, "active")] == [False]


def test_a_step_can_be_planned_on_a_lead_in_the_archive(bench: Bench) -> None:
    lead = bench.lead(active=False)
    bench.actions.create_activity(bench.key(), bench.order(lead))
    assert len(bench.activities(lead)) == 1


def test_an_alerts_step_carries_its_mark(bench: Bench) -> None:
    lead = bench.lead()
    for note in ("", "Two days"):
        bench.actions.create_activity(bench.key(), bench.order(lead, note=note, is_alert=True))
    for row in bench.activities(lead, "automated", "note"):
        assert row["automated"] is True
        assert 'class="g_assistant_alert"' in str(row["note"])


def test_odoo_writes_no_mail_to_whom_a_step_is_for(bench: Bench) -> None:
    lead, user = bench.lead(), bench.user(ALL_LEADS)
    before = bench.messages(lead)
    bench.actions.create_activity(bench.key(), bench.order(lead, user))
    assert bench.messages(lead) == before


def test_nobody_is_given_a_step_who_works_in_odoo_no_more(bench: Bench) -> None:
    lead, gone = bench.lead(), bench.user(ALL_LEADS)
    bench.client.write("res.users", [gone], {"active": False})
    for user in (gone, 2**30):
        with pytest.raises(BadInput) as caught:
            bench.actions.create_activity(bench.key(), bench.order(lead, user))
        assert caught.value.code == "assignee_archived"
    assert bench.activities(lead) == []


def test_nobody_is_given_a_step_on_a_lead_that_he_may_not_see(bench: Bench) -> None:
    mine, others = bench.user(), bench.user()
    lead = bench.lead(user_id=mine)
    with pytest.raises(BadInput) as caught:
        bench.actions.create_activity(bench.key(), bench.order(lead, others))
    assert caught.value.code == "assignee_sees_not"
    bench.actions.create_activity(bench.key(), bench.order(lead, mine))
    free = bench.lead(user_id=False)
    bench.actions.create_activity(bench.key(), bench.order(free, others))
    assert (len(bench.activities(lead)), len(bench.activities(free))) == (1, 1)


def test_an_open_step_is_taken_away_and_a_done_one_is_not(bench: Bench) -> None:
    lead = bench.lead()
    done, open_ = (
        bench.actions.create_activity(bench.key(), bench.order(lead)).id for _ in range(2)
    )
    bench.client.call("mail.activity", "action_done", ids=[done])
    assert bench.actions.cancel_activity(lead, open_) is True
    assert bench.actions.cancel_activity(lead, open_) is False
    assert bench.actions.cancel_activity(lead, done) is False
    assert [row["id"] for row in bench.activities(lead)] == [done]


def test_a_step_of_another_lead_is_left_alone(bench: Bench) -> None:
    lead, other = bench.lead(), bench.lead()
    made = bench.actions.create_activity(bench.key(), bench.order(lead))
    assert bench.actions.cancel_activity(other, made.id) is False
    assert len(bench.activities(lead)) == 1


def test_an_alerts_step_is_taken_away_from_the_lead_that_took_its_own_in(bench: Bench) -> None:
    lead, head = bench.lead(), bench.lead()
    alert, plan = (
        bench.actions.create_activity(bench.key(), bench.order(lead, is_alert=is_alert)).id
        for is_alert in (True, False)
    )
    bench.client.write("mail.activity", [alert, plan], {"res_id": head})
    bench.client.unlink("crm.lead", [lead])
    assert bench.actions.cancel_activity(lead, alert) is True
    with pytest.raises(CrmLeadGone):
        bench.actions.cancel_activity(lead, plan)
    assert [row["id"] for row in bench.activities(head)] == [plan]


def holder(bench: Bench, activity_id: int) -> object:
    user = bench.row("mail.activity", activity_id, "user_id")["user_id"]
    return user.id if isinstance(user, Ref) else user


def test_an_alerts_step_is_handed_to_another_user_and_no_second_one_is_made(bench: Bench) -> None:
    first, second = bench.user(), bench.user()
    lead = bench.lead(user_id=first)
    made = bench.actions.create_activity(bench.key(), bench.order(lead, first, is_alert=True))
    bench.client.write("crm.lead", [lead], {"user_id": second})
    before = bench.messages(lead)
    assert bench.actions.hand_activity(lead, made.id, second, (first, second)) is True
    assert bench.actions.hand_activity(lead, made.id, second, (first, second)) is False
    (row,) = bench.activities(lead, "active", "summary", "date_deadline")
    assert (row["id"], row["active"], row["date_deadline"]) == (made.id, True, DUE)
    assert holder(bench, made.id) == second
    assert bench.messages(lead) == before
    bench.client.write("crm.lead", [lead], {"user_id": first})
    assert bench.actions.hand_activity(lead, made.id, first, (first, second)) is True
    assert holder(bench, made.id) == first


def test_a_step_that_a_person_has_done_deleted_or_given_on_is_not_handed_over(
    bench: Bench,
) -> None:
    lead, me, other = bench.lead(), bench.me(), bench.user(ALL_LEADS)
    done, deleted, given, plan = (
        bench.actions.create_activity(bench.key(), bench.order(lead, is_alert=is_alert)).id
        for is_alert in (True, True, True, False)
    )
    third = bench.user(ALL_LEADS)
    bench.client.call("mail.activity", "action_done", ids=[done])
    bench.client.unlink("mail.activity", [deleted])
    bench.client.write("mail.activity", [given], {"user_id": third})
    for number in (done, deleted, given, plan):
        assert bench.actions.hand_activity(lead, number, other, (me,)) is False
    assert [holder(bench, number) for number in (done, given, plan)] == [me, third, me]
    assert len(bench.activities(lead)) == 3


def test_a_step_is_handed_to_nobody_who_cannot_take_it(bench: Bench) -> None:
    owner, others, gone = bench.user(), bench.user(), bench.user(ALL_LEADS)
    lead = bench.lead(user_id=owner)
    made = bench.actions.create_activity(bench.key(), bench.order(lead, owner, is_alert=True))
    bench.client.write("res.users", [gone], {"active": False})
    for user, code in ((others, "assignee_sees_not"), (gone, "assignee_archived")):
        with pytest.raises(BadInput) as caught:
            bench.actions.hand_activity(lead, made.id, user, (owner,))
        assert caught.value.code == code
    assert holder(bench, made.id) == owner
    bench.client.unlink("crm.lead", [lead])
    with pytest.raises(CrmLeadGone):
        bench.actions.hand_activity(lead, made.id, owner, (others,))


def test_on_a_lead_that_is_gone_nothing_is_planned(bench: Bench) -> None:
    lead = bench.lead()
    bench.client.unlink("crm.lead", [lead])
    with pytest.raises(CrmLeadGone):
        bench.actions.create_activity(bench.key(), bench.order(CrmLeadId(lead)))
    with pytest.raises(CrmLeadGone):
        bench.actions.cancel_activity(lead, 1)
