"""How opportunities went, as far as Odoo remembers."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from shared.domain.alerts.history import HappenedKind as Kind
from shared.domain.alerts.past_pictures import pictures
from shared.errors import BadInput
from tests.contracts.crm_history.conftest import Bench

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2040, 1, 1, tzinfo=UTC)
ALERT = '<div class="g_assistant_alert"><p>waits</p></div>'
NEW, QUALIFIED = 1, 2
AS_IT_STANDS = (
    *("stage", "owner", "team", "outcome", "is_active", "expected_revenue", "close_date"),
    *("next_activity", "created_at", "closed_at"),
)
"""Moments of contact are left out: the addon's own and those of the messages differ by a moment."""
TODO, CALL = "mail.mail_activity_data_todo", "mail.mail_activity_data_call"


def kinds(bench: Bench, lead: int) -> list[Kind]:
    found = bench.of(lead, LONG_AGO)
    assert found is not None
    assert [one.at for one in found.events] == sorted(one.at for one in found.events)
    return [one.kind for one in found.events]


def test_messages_either_way_and_calls_are_told_apart(bench: Bench) -> None:
    lead = bench.lead()
    [customer] = bench.client.create_many("res.partner", [{"name": f"Sara {uuid.uuid4()}"}])
    bench.do("crm.lead", "message_post", lead, body="How much?", message_type="email", author_id=customer)  # fmt: skip
    bench.do("crm.lead", "message_post", lead, body="1500", message_type="comment", subtype_xmlid="mail.mt_comment")  # fmt: skip
    bench.do("crm.lead", "message_post", lead, body="an internal note", message_type="comment")
    [call] = bench.do("crm.lead", "activity_schedule", lead, act_type_xmlid=CALL, user_id=2)  # type: ignore[misc]
    bench.do("mail.activity", "action_feedback", call, feedback="reached her")

    assert sorted(kinds(bench, lead)) == sorted(
        [
            *(Kind.CUSTOMER_WROTE, Kind.MESSAGE_SENT, Kind.CONTACT_HELD),
            *(Kind.PLANNED, Kind.STEP_DONE),
        ]
    )


def test_planned_and_done_steps_stand_there_without_those_that_show_alerts(bench: Bench) -> None:
    lead = bench.lead()
    named = {"act_type_xmlid": TODO, "user_id": 2}
    [done] = bench.do("crm.lead", "activity_schedule", lead, date_deadline="2031-01-02", **named)  # type: ignore[misc]
    bench.do("crm.lead", "activity_schedule", lead, date_deadline="2031-01-09", **named)
    bench.do("crm.lead", "activity_schedule", lead, note=ALERT, **named)
    bench.do("mail.activity", "action_done", done)

    found = bench.of(lead, LONG_AGO)
    assert found is not None
    steps = [(one.kind, one.activity and str(one.activity.due_on)) for one in found.events]
    assert sorted(steps) == [
        (Kind.PLANNED, "2031-01-02"),
        (Kind.PLANNED, "2031-01-09"),
        (Kind.STEP_DONE, "2031-01-02"),
    ]


def test_changes_of_fields_are_told_where_odoo_tracks_them(bench: Bench) -> None:
    lead = bench.lead(stage_id=NEW, user_id=False, expected_revenue=100.0)
    bench.client.write("crm.lead", [lead], {"stage_id": QUALIFIED})
    bench.client.write("crm.lead", [lead], {"user_id": 2, "expected_revenue": 1500.5})

    found = bench.of(lead, LONG_AGO)
    assert found is not None
    assert found.is_whole is (bench.has_addon or not bench.is_demo)
    assert found.state.stage is not None
    assert found.state.stage.id == QUALIFIED
    if bench.is_demo:
        return
    by_kind = {one.kind: one for one in found.events}
    stage, owner = by_kind[Kind.STAGE], by_kind[Kind.OWNER]
    assert [one and one.id for one in (stage.before, stage.after)] == [NEW, QUALIFIED]
    assert (owner.before, owner.after and owner.after.id) == (None, 2)
    revenue = by_kind[Kind.REVENUE]
    assert (revenue.value_before, revenue.value_after) == ("100", "1500.5")


def test_won_and_lost_ones_are_there_with_their_end(bench: Bench) -> None:
    won, lost = bench.lead(), bench.lead()
    bench.do("crm.lead", "action_set_won", won)
    bench.do("crm.lead", "action_set_lost", lost)
    assert Kind.WON in kinds(bench, won)
    assert Kind.LOST in kinds(bench, lost)
    assert bench.of(won, FAR_AHEAD) is None
    assert bench.of(bench.lead(), FAR_AHEAD) is not None


def test_pages_go_through_all_and_end(bench: Bench) -> None:
    ids = [bench.lead() for _ in range(5)]
    cursor: str | None = str(ids[0] - 1)
    seen: list[int] = []
    while cursor is not None:
        page = bench.history.since(LONG_AGO, cursor, at_most=2)
        seen += [int(one.crm_lead_id) for one in page.histories]
        cursor = page.cursor
    assert [one for one in seen if one in ids] == ids


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5"])
def test_a_foreign_cursor_is_bad_input(bench: Bench, cursor: str) -> None:
    with pytest.raises(BadInput):
        bench.history.since(LONG_AGO, cursor, at_most=1)


def test_the_last_of_its_pictures_is_how_it_stands(bench: Bench) -> None:
    lead = bench.lead(stage_id=NEW, user_id=False, expected_revenue=100.0)
    [customer] = bench.client.create_many("res.partner", [{"name": f"Sara {uuid.uuid4()}"}])
    bench.client.write("crm.lead", [lead], {"stage_id": QUALIFIED, "user_id": 2})
    named = {"act_type_xmlid": TODO, "user_id": 2}
    for day in ("2031-01-09", "2031-01-02"):
        bench.do("crm.lead", "activity_schedule", lead, date_deadline=day, **named)
    bench.do("crm.lead", "message_post", lead, body="How much?", message_type="email", author_id=customer)  # fmt: skip
    bench.do("crm.lead", "message_post", lead, body="1500", message_type="comment", subtype_xmlid="mail.mt_comment")  # fmt: skip
    found = bench.of(lead, LONG_AGO)
    assert found is not None

    *_, (_, picture) = pictures(found, "t")
    assert picture.state is not None
    assert picture.state.next_activity is not None
    assert str(picture.state.next_activity.due_on) == "2031-01-02"
    for name in AS_IT_STANDS:
        assert getattr(picture.state, name) == getattr(found.state, name), name
