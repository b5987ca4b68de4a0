"""What two readings of an opportunity show to have happened between them, and what they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.lead_changes import (
    ActivityDone,
    CrmEvent,
    LeadCreated,
    LeadLost,
    LeadUpdated,
    StageChanged,
)
from shared.domain.opportunity import OpportunityState
from shared.domain.opportunity_changes import take_in
from shared.domain.opportunity_differences import moment_of
from tests.odoo_reports import NEW, NOW, STATE, WON, reading, state

CALL = STATE["next_activity"]
READ_AT = moment_of(reading(10_000).revision)
SINCE = READ_AT - timedelta(seconds=5)


def z(moment: Any) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def seen(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[CrmEvent]:
    """Give what a reading tells after an earlier one; None: it was not in the CRM."""
    first = reading(1, state=None if before is None else state(**before))
    picture = take_in(None, first, NOW).picture
    second = reading(10_000, state=None if after is None else state(**after))
    return list(take_in(picture, second, NOW).happenings)


def kinds(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[str]:
    return [type(one).__name__ for one in seen(before, after)]


def picture_after(before: dict[str, Any], after: dict[str, Any]) -> OpportunityState:
    picture = take_in(None, reading(1, state=state(**before)), NOW).picture
    taken = take_in(picture, reading(10_000, state=state(**after)), NOW).picture.state
    assert taken is not None
    return taken


LOST = {"outcome": "lost", "is_active": False, "lost_reason": "Too expensive"}
SOON = z(SINCE + timedelta(seconds=2))
SOONER = z(SINCE + timedelta(seconds=1))
LONG_AGO = z(SINCE - timedelta(days=90))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({}, {"stage": {"id": 2, "name": "Offer"}}, ["StageChanged"]),
        ({}, {"stage": None}, ["StageChanged"]),
        ({}, {"stage": WON, "outcome": "won"}, ["StageChanged", "LeadWon"]),
        ({}, LOST, ["LeadLost"]),
        (LOST, {}, ["LeadReopened"]),
        (LOST, LOST | {"lost_reason": "No budget"}, ["LeadUpdated"]),
        ({"outcome": "won"}, LOST, ["LeadLost"]),
        ({}, {"is_active": False}, ["LeadArchived"]),
        ({"is_active": False}, {}, ["LeadRestored"]),
        ({"is_active": False}, LOST, ["LeadLost"]),
        ({}, None, ["LeadDeleted"]),
        (None, {}, ["LeadRestored"]),
        (None, None, []),
        ({}, {"owner": None}, ["LeadAssigned"]),
        ({"owner": None}, {}, ["LeadAssigned"]),
        ({}, {"expected_revenue": "1500.0"}, []),
        ({}, {"expected_revenue": "1500.01", "title": "Villa"}, ["LeadUpdated"]),
        ({}, {"team": {"id": 1, "name": "Sales (new name)"}}, []),
        ({}, {"stage": NEW | {"name": "Neu"}, "owner": {"id": 2, "name": "Huda A."}}, []),
        ({}, {"probability": 99.0}, []),
        ({"next_activity": None}, {}, ["ActivityPlanned"]),
        ({}, {"next_activity": CALL | {"due_on": "2026-12-24"}}, ["ActivityChanged"]),
        ({}, {"next_activity": CALL | {"id": 6}}, ["ActivityPlanned"]),
        ({}, {"next_activity": None}, []),
        ({}, {"next_activity": None, "last_contact_at": SOON}, ["ActivityDone"]),
        (
            {},
            {"next_activity": CALL | {"id": 6}, "last_contact_at": SOON},
            ["ActivityDone", "ActivityPlanned"],
        ),
        ({}, {"last_contact_at": SOON}, ["MessageSent"]),
        ({}, {"last_contact_at": SOON, "last_customer_message_at": SOON}, ["CustomerWrote"]),
        (
            {},
            {"last_contact_at": SOON, "last_customer_message_at": SOONER},
            ["CustomerWrote", "MessageSent"],
        ),
        ({"last_contact_at": SOON}, {"last_contact_at": SOON}, []),
        ({"last_contact_at": SOON}, {"last_contact_at": SOONER}, []),
        ({"last_contact_at": LONG_AGO}, {"last_contact_at": SOON}, ["MessageSent"]),
        ({}, {"last_contact_at": LONG_AGO, "last_customer_message_at": LONG_AGO}, []),
    ],
)
def test_a_reading_shows(
    before: dict[str, Any] | None, after: dict[str, Any] | None, expected: list[str]
) -> None:
    assert kinds(before, after) == expected


def test_what_is_told_names_the_values_and_the_crms_own_times() -> None:
    since, closed = "2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z"
    stage, lost = seen({}, LOST | {"stage": WON, "stage_since": since, "closed_at": closed})
    assert isinstance(stage, StageChanged)
    assert (stage.stage_before, stage.stage_after) == (state().stage, state(stage=WON).stage)
    assert z(stage.occurred_at) == since
    assert isinstance(lost, LeadLost)
    assert lost.lost_reason == "Too expensive"
    assert z(lost.occurred_at) == closed
    assert (lost.by_user_id, lost.by_us) == (None, False)
    (updated,) = seen({}, {"title": "x", "team": None, "close_date": None})
    assert isinstance(updated, LeadUpdated)
    assert set(updated.fields) == {"title", "team", "close_date"}
    (done,) = seen({}, {"next_activity": None, "last_contact_at": SOON})
    assert isinstance(done, ActivityDone)
    assert done.activity is not None
    assert done.activity.id == CALL["id"]


@pytest.mark.parametrize(
    ("age", "changes", "expected"),
    [
        (timedelta(hours=1), {}, ["LeadCreated"]),
        (timedelta(hours=23), {}, ["LeadCreated"]),
        (timedelta(hours=25), {}, []),
        (timedelta(days=900), {"outcome": "won"}, []),
        (timedelta(hours=1), {"outcome": "won"}, ["LeadCreated", "LeadWon"]),
        (timedelta(hours=1), LOST, ["LeadCreated", "LeadLost"]),
    ],
)
def test_a_first_reading_tells_only_of_what_is_new(
    age: timedelta, changes: dict[str, Any], expected: list[str]
) -> None:
    given = reading(10_000, state=state(created_at=z(READ_AT - age), **changes))
    events = take_in(None, given, NOW).happenings
    assert [type(one).__name__ for one in events] == expected
    assert all(one.occurred_at == READ_AT - age for one in events if isinstance(one, LeadCreated))


def test_a_first_reading_of_what_is_gone_or_has_no_date_tells_nothing() -> None:
    for one in (None, state(created_at=None)):
        assert take_in(None, reading(1, state=one), NOW).happenings == ()


def test_a_reading_that_came_late_shows_nothing() -> None:
    newer = take_in(None, reading(10), NOW).picture
    taken = take_in(newer, reading(9, state=state(outcome="won")), NOW)
    assert taken.picture is newer
    assert taken.happenings == ()


def test_the_same_reading_gives_the_same_ids_and_another_gives_others() -> None:
    first, again = seen({}, {"outcome": "won"}), seen({}, {"outcome": "won"})
    assert [one.happening_id for one in first] == [one.happening_id for one in again]
    picture = take_in(None, reading(1), NOW).picture
    (later,) = take_in(picture, reading(10_001, state=state(outcome="won")), NOW).happenings
    assert later.happening_id != first[0].happening_id


STATES = st.fixed_dictionaries(
    {},
    optional={
        "stage": st.sampled_from([None, NEW, WON]),
        "outcome": st.sampled_from(["open", "won", "lost"]),
        "is_active": st.booleans(),
        "owner": st.sampled_from([None, {"id": 2, "name": "Huda"}, {"id": 3, "name": "Omar"}]),
        "title": st.sampled_from(["a", "b"]),
        "next_activity": st.sampled_from([None, CALL, CALL | {"id": 6}]),
        "last_contact_at": st.sampled_from([None, SOONER, SOON]),
        "last_customer_message_at": st.sampled_from([None, SOONER, SOON]),
    },
)


@given(STATES)
@settings(max_examples=60)
def test_the_same_state_read_again_tells_nothing(changes: dict[str, Any]) -> None:
    assert kinds(changes, changes) == []


@given(STATES, STATES)
@settings(max_examples=100)
def test_no_kind_is_told_twice_and_each_has_an_id_of_its_own(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    events = seen(before, after)
    assert len({type(one) for one in events}) == len(events)
    assert len({one.happening_id for one in events}) == len(events)


def test_what_shows_an_alert_is_no_step_whatever_becomes_of_it() -> None:
    for before, after in (([], [5]), ([5], []), ([5], [6])):
        shown, then = {"alert_activities": before}, {"alert_activities": after}
        assert kinds(shown, then) == []
        assert picture_after(shown, then).alert_activities == tuple(after)


def test_a_call_that_an_alert_asked_for_is_told_neither_as_a_message_nor_as_a_step() -> None:
    quiet = {"next_activity": None, "last_contact_at": LONG_AGO}
    before = {**quiet, "alert_activities": [5]}
    after = {**quiet, "alert_activities": [], "last_contact_at": SOON}
    assert kinds(before, after) == []
    assert kinds(before, {**after, "alert_activities": [5]}) == ["MessageSent"]
