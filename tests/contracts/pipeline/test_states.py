"""The state of an opportunity as the Pipeline reads it, made by Odoo's own methods."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.pipeline.contacts import FIRST_WITH_FORMATTED_GROUPS
from shared.adapters.system.clock import SystemClock
from shared.domain.opportunity import Outcome
from shared.odoo_client import OdooVersion
from tests.contracts.pipeline.conftest import CALL, NEW, TODO, WON

if TYPE_CHECKING:
    from tests.contracts.pipeline.conftest import Bench

SOON = timedelta(minutes=1)


def test_a_new_opportunity_is_read_whole(bench: Bench) -> None:
    before = SystemClock().now().replace(microsecond=0)
    [lead] = bench.make(
        "Villa للبيع", expected_revenue=1500.25, priority="2", date_deadline="2027-03-04"
    )

    [reading] = bench.pipeline.read([lead])
    state = reading.state

    assert state is not None
    assert (state.type, state.title, state.is_active) == ("opportunity", "Villa للبيع", True)
    assert (state.outcome, state.lost_reason, state.closed_at) == (Outcome.OPEN, None, None)
    assert state.stage is not None
    assert (state.stage.id, state.stage.name) == (NEW, "New")
    assert state.owner is not None
    assert state.owner.name == "Administrator"
    assert state.team is not None
    assert state.company_id == 1
    assert state.expected_revenue == Decimal("1500.25")
    assert state.currency == "USD"
    assert (state.priority, state.close_date) == ("2", date(2027, 3, 4))
    assert state.created_at is not None
    assert before <= state.created_at <= before + SOON
    assert state.stage_since == state.created_at
    assert (state.last_contact_at, state.next_activity, state.meta) == (None, None, None)
    assert reading.changed_at is not None
    assert before <= reading.changed_at <= before + SOON
    assert abs(reading.revision / 1000 - before.timestamp()) < SOON.total_seconds()


def test_won_lost_and_reopened_are_told_as_odoo_means_them(bench: Bench) -> None:
    won, lost, archived = bench.make("won", "lost", "archived")
    [reason] = bench.client.create_many("crm.lost.reason", [{"name": f"Why {uuid.uuid4()}"}])

    bench.do("action_set_won", won)
    bench.do("action_set_lost", lost, lost_reason_id=reason)
    bench.do("action_archive", archived)

    states = bench.all_states([won, lost, archived])
    assert (states[won].outcome, states[won].stage and states[won].stage.id) == (Outcome.WON, WON)
    assert states[won].probability == 100
    assert (states[lost].outcome, states[lost].is_active) == (Outcome.LOST, False)
    assert (states[lost].lost_reason or "").startswith("Why ")
    assert states[lost].closed_at is not None
    assert (states[archived].outcome, states[archived].is_active) != (Outcome.WON, True)
    bench.do("action_unarchive", lost)
    assert bench.state(lost).is_active
    assert bench.state(lost).lost_reason is None


def test_nothing_odoo_can_leave_empty_breaks_a_reading(bench: Bench) -> None:
    [lead] = bench.make("empty", user_id=False, team_id=False, stage_id=False, priority=False)

    state = bench.state(lead)

    assert (state.owner, state.stage) == (None, bench.state(lead).stage)
    assert state.priority in {"0", "1"}
    assert state.expected_revenue == 0


def test_the_next_activity_is_the_earliest_open_one(bench: Bench) -> None:
    [lead] = bench.make("steps")
    bench.plan(lead, "2031-05-02")
    first = bench.plan(lead, "2031-05-01", CALL)
    bench.plan(lead, "2031-05-01", TODO)

    step = bench.state(lead).next_activity

    assert step is not None
    assert (step.id, step.type, step.due_on) == (first, "Call", date(2031, 5, 1))
    assert step.user_id == 2
    bench.client.call("mail.activity", "action_feedback", ids=[first], feedback="reached them")
    assert (bench.state(lead).next_activity or step).due_on == date(2031, 5, 1)
    assert (bench.state(lead).next_activity or step).type == "To-Do"


def test_what_only_shows_an_alert_is_no_next_step(bench: Bench) -> None:
    [lead] = bench.make("alerted")
    late, early = bench.show_alert(lead, "2031-05-02"), bench.show_alert(lead, "2031-01-01")

    state = bench.state(lead)
    assert (state.next_activity, state.alert_activities) == (None, (late, early))
    assert state.last_contact_at is None

    step = bench.plan(lead, "2031-06-01")
    assert (bench.state(lead).next_activity or state).id == step  # type: ignore[union-attr]
    bench.client.call("mail.activity", "action_feedback", ids=[late], feedback="reached her")
    state = bench.state(lead)
    assert state.alert_activities == (early,)
    assert state.last_contact_at is not None


def test_what_a_person_does_with_it_is_found_as_a_change(bench: Bench) -> None:
    [lead] = bench.make("alerted")
    shown = bench.show_alert(lead, step="todo")
    cursor = bench.behind_the_present()

    bench.client.call("mail.activity", "action_feedback", ids=[shown], feedback="done")

    assert lead in bench.changed_ids(cursor)
    assert bench.state(lead).alert_activities == ()


def test_a_customers_message_is_told_apart_from_ours(bench: Bench) -> None:
    theirs, ours = bench.make("theirs", "ours")
    visible = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}

    bench.do("message_post", ours, body="We call you tomorrow", **visible)
    bench.do(
        "message_post", theirs, body="How much?", message_type="email", author_id=bench.customer()
    )

    states = bench.all_states([theirs, ours])
    assert states[theirs].last_customer_message_at == states[theirs].last_contact_at
    assert states[theirs].last_contact_at is not None
    assert states[ours].last_contact_at is not None
    assert states[ours].last_customer_message_at is None


def test_what_a_customer_cannot_see_is_no_contact(bench: Bench) -> None:
    [lead] = bench.make("inside")
    bench.do("message_post", lead, body="careful", message_type="comment")
    bench.write(lead, stage_id=2)
    bench.plan(lead, "2031-01-01", CALL)

    assert bench.state(lead).last_contact_at is None


@pytest.mark.parametrize(("xmlid", "is_contact"), [(CALL, True), (TODO, False)])
def test_a_call_that_was_made_is_a_contact_a_to_do_is_none(
    bench: Bench, xmlid: str, is_contact: bool
) -> None:
    [lead] = bench.make("activities")
    activity = bench.plan(lead, "2031-01-01", xmlid)

    bench.client.call("mail.activity", "action_feedback", ids=[activity], feedback="done")

    state = bench.state(lead)
    assert (state.last_contact_at is not None) is is_contact
    assert state.last_customer_message_at is None


def test_a_message_from_tomorrow_counts_from_when_it_came(bench: Bench) -> None:
    [lead] = bench.make("a sender with a wrong clock")
    tomorrow = SystemClock().now() + timedelta(days=1)
    bench.do("message_post", lead, body="hi", message_type="email", author_id=bench.customer(), date=tomorrow)  # fmt: skip

    at = bench.state(lead).last_customer_message_at

    assert at is not None
    assert at < SystemClock().now() + SOON


def test_what_is_gone_has_no_state_and_what_is_there_has(bench: Bench) -> None:
    kept, deleted = bench.make("kept", "deleted")
    bench.do("unlink", deleted)

    readings = bench.pipeline.read([deleted, kept, 2**31 - 1, deleted])

    assert [int(one.crm_lead_id) for one in readings] == [deleted, kept, 2**31 - 1]
    assert [one.state is None for one in readings] == [True, False, True]
    assert {one.changed_at for one in readings if one.state is None} == {None}
    assert bench.pipeline.read([]) == ()


def test_a_merge_leaves_one(bench: Bench) -> None:
    [head] = bench.make("head", stage_id=3)
    [tail] = bench.make("tail")

    [stayed] = bench.do("merge_opportunity", head, tail)

    assert stayed == head
    assert list(bench.all_states([head, tail])) == [head]


def test_the_meta_lead_is_known_where_odoo_keeps_it(bench: Bench) -> None:
    leadgen_id = str(uuid.uuid4().int % 10**17)
    others = bench.make("no lead of Meta's")

    meta = bench.state(bench.take_in(leadgen_id, page_id="101")).meta

    assert meta is not None
    assert meta.leadgen_id == leadgen_id
    assert meta.page_id == ("101" if bench.has_addon else None)
    assert bench.state(others[0]).meta is None


def test_pages_go_through_all_in_order_of_id_and_end(bench: Bench) -> None:
    ids = bench.make(*(f"page {n}" for n in range(5)))
    bench.do("action_archive", ids[1])
    before, found = ids[0] - 1, []

    while True:
        page = bench.pipeline.opportunities_after(before, at_most=2)
        found += [int(one.crm_lead_id) for one in page.readings]
        if page.cursor is None:
            break
        assert page.has_more
        before = int(page.cursor)

    assert found == ids
    assert bench.pipeline.opportunities_after(ids[-1], at_most=2).readings == ()


def test_the_directory_has_stages_teams_and_people(bench: Bench) -> None:
    found = bench.pipeline.directory()

    stages = {stage.name: stage for stage in found.stages}
    assert stages["Won"].is_won
    assert not stages["New"].is_won
    assert stages["New"].sequence < stages["Won"].sequence
    assert "Administrator" in {person.name for person in found.salespeople}
    assert found.teams
    assert found.read_at <= SystemClock().now()


def test_who_is_out_of_office_is_known_until_when(bench: Bench) -> None:
    away = {"out_of_office_from": "2031-01-01 06:00:00", "out_of_office_to": "2031-01-09 15:00:00"}
    name = f"Away {bench.tenant}"
    [user] = bench.client.create_many("res.users", [{"name": name, "login": name, **away}])

    people = {person.id: person for person in bench.pipeline.directory().salespeople}
    begins, ends = people[user].absent_from, people[user].absent_until
    assert (begins, ends) == (
        datetime(2031, 1, 1, 6, tzinfo=UTC),
        datetime(2031, 1, 9, 15, tzinfo=UTC),
    )
    assert people[user].is_absent(datetime(2031, 1, 5, tzinfo=UTC))
    assert not people[user].is_absent(datetime(2031, 1, 10, tzinfo=UTC))
    assert people[2].absent_from is None

    bench.client.write("res.users", [user], {"active": False})
    assert user not in {person.id for person in bench.pipeline.directory().salespeople}


def test_the_groups_of_earlier_odoos_say_the_same(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    [lead] = bench.make("earlier")
    bench.do("message_post", lead, body="hi", message_type="email", author_id=bench.customer())
    now = bench.state(lead)
    earlier = OdooVersion(FIRST_WITH_FORMATTED_GROUPS - 1, 0)
    monkeypatch.setattr(bench.pipeline._client, "version", lambda: earlier)

    assert bench.state(lead) == now
