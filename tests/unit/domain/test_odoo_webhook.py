"""What the addon in Odoo sends: read strictly, newer names passed over, nothing repeated."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.event import decode, encode
from shared.domain.odoo_change import (
    ChangeKind,
    FieldChange,
    MessageRef,
    OdooRecordChanged,
    SaidOfGrade,
)
from shared.domain.odoo_webhook import MAX_EVENTS, ChangeBatch, parse_changes
from shared.domain.opportunity import Named, Outcome, PlannedActivity
from shared.domain.score import Verdict
from shared.errors import BadInput, TransientError
from tests.odoo_reports import NEW, STATE, WON, event, message, won


def read(*events: Any) -> ChangeBatch:
    return parse_changes(message(*events), tenant="default")


def accepted(given: Any) -> OdooRecordChanged:
    batch = read(given)
    assert batch.refused == ()
    (found,) = batch.events
    return found


def reason(given: Any) -> str:
    batch = read(given)
    assert batch.events == ()
    (refusal,) = batch.refused
    return refusal.reason


def test_an_event_becomes_a_change_with_the_state_of_the_record() -> None:
    found = accepted(event(3, kind="stage_changed", changed={"stage": {"from": NEW, "to": WON}}))
    assert (found.event_id, found.revision) == (f"{3:032x}", 1763838000003)
    assert (found.kind, found.source) == (ChangeKind.STAGE_CHANGED, "addon")
    assert (found.crm_lead_id, found.by_user_id, found.by_us) == (12, 2, False)
    assert found.occurred_at == datetime(2026, 11, 22, 18, 59, 58, 123456, UTC)
    pair = FieldChange(field="stage", before=Named(id=1, name="New"), after=Named(id=4, name="Won"))
    assert found.fields == (pair,)
    state = found.state
    assert state is not None
    assert (state.title, state.outcome, state.probability) == (
        "Villa for Sara", Outcome.OPEN, 12.5
    )  # fmt: skip
    assert (state.expected_revenue, state.close_date) == (Decimal("1500.00"), date(2026, 12, 1))
    assert state.next_activity == PlannedActivity(
        id=5, type="Call", due_on=date(2026, 11, 25), user_id=2
    )
    assert state.meta is not None
    assert state.meta.leadgen_id == "71234567890001009"


@pytest.mark.parametrize("kind", sorted(set(ChangeKind) - {ChangeKind.OBSERVED}))
def test_each_kind_of_the_addon_is_taken(kind: str) -> None:
    own: dict[str, dict[str, object]] = {
        "merged": {"merged_into": 13, "state": None},
        "corrected": {"changed": {"said": {"verdict": "spam"}}},
        "alert_settled": {"changed": {"alert": {"key": "a" * 32, "what": "done"}}},
    }
    assert accepted(event(kind=kind, **own.get(kind, {}))).kind == kind


def test_what_a_person_says_of_the_grade_is_read_with_its_reason() -> None:
    said = {"verdict": "not_hot", "reason": "No budget"}
    assert accepted(event(kind="corrected", changed={"said": said})).said == SaidOfGrade(
        verdict=Verdict.NOT_HOT, reason="No budget"
    )
    assert reason(event(kind="corrected")) == "changed.said: is missing"
    assert reason(event(kind="corrected", changed={"said": {"verdict": "lukewarm"}}))


def test_changed_values_are_of_the_type_that_the_state_has() -> None:
    changed = {
        "priority": {"from": "1", "to": "2"},
        "probability": {"from": 10, "to": 12.5},
        "expected_revenue": {"from": "0.00", "to": "99999999999999999.99"},
        "close_date": {"from": None, "to": "2026-12-01"},
        "is_active": {"from": True, "to": False},
        "outcome": {"from": "open", "to": "lost"},
        "owner": {"from": None, "to": {"id": 7, "name": ""}},
    }
    found = {one.field: (one.before, one.after) for one in accepted(event(changed=changed)).fields}
    assert found == {
        "priority": ("1", "2"),
        "probability": (10.0, 12.5),
        "expected_revenue": ("0.00", "99999999999999999.99"),
        "close_date": (None, "2026-12-01"),
        "is_active": (True, False),
        "outcome": ("open", "lost"),
        "owner": (None, Named(id=7, name="")),
    }


def test_names_of_contact_fields_messages_and_activities_are_taken() -> None:
    changed = {
        "contact": ["email", "phone"],
        "message": {"id": 9, "channel": "email"},
        "activity": {"id": 5, "type": None, "due_on": None, "user_id": None},
    }
    found = accepted(event(changed=changed))
    assert found.contact_fields == ("email", "phone")
    assert found.message == MessageRef(id=9, channel="email")
    assert found.activity == PlannedActivity(id=5)


def test_names_that_only_a_newer_addon_knows_are_passed_over() -> None:
    newer = event(
        mood="good",
        by={"user_id": None, "is_us": True, "device": "phone"},
        changed={"campaign": {"was": 1}, "stage": {"from": NEW, "to": WON, "why": "x"}},
        state=STATE | {"rating": 5, "stage": NEW | {"fold": True}},
    )
    found = accepted(newer)
    assert (found.by_user_id, found.by_us) == (None, True)
    assert [one.field for one in found.fields] == ["stage"]
    batch = parse_changes(message(newer, signature_of_the_day="x"), tenant="default")
    assert len(batch.events) == 1


def test_a_ping_has_no_events() -> None:
    batch = read()
    assert batch.events == batch.refused == ()
    assert json.loads(batch.answer()) == {
        "receiver": "meta-lead-ads-odoo", "accepted": 0, "refused": []
    }  # fmt: skip


def test_an_unknown_kind_is_refused_and_its_neighbours_go_on() -> None:
    batch = read(event(1), event(2, kind="sang_a_song"), event(3, kind="observed"), won(4))
    assert [one.event_id for one in batch.events] == [f"{1:032x}", f"{4:032x}"]
    told = json.loads(batch.answer())
    assert (told["accepted"], [one["id"] for one in told["refused"]]) == (
        2, [f"{2:032x}", f"{3:032x}"]
    )  # fmt: skip
    assert "sang" not in batch.answer()


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"revision": 0}, "revision"),
    ({"revision": -5}, "revision"),
    ({"revision": 2**53}, "revision"),
    ({"revision": "new"}, "revision"),
    ({"revision": None}, "revision"),
    ({"revision": 10**4000}, "revision"),
    ({"lead_id": 0}, "lead_id"),
    ({"lead_id": 2**63}, "lead_id"),
    ({"lead_id": [12]}, "lead_id"),
    ({"kind": None}, "kind"),
    ({"kind": 5}, "kind"),
    ({"occurred_at": "yesterday"}, "occurred_at"),
    ({"occurred_at": "2026-11-22T18:59:58"}, "occurred_at"),
    ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
    ({"by": {"user_id": "admin"}}, "by.user_id"),
    ({"by": [2]}, "by"),
    ({"kind": "merged", "state": None}, "merged_into"),
    ({"kind": "merged", "state": None, "merged_into": 12}, "merged_into"),
    ({"merged_into": -1}, "merged_into"),
    ({"state": {}}, "state."),
    ({"state": []}, "state"),
    ({"state": STATE | {"outcome": "sold"}}, "state.outcome"),
    ({"state": STATE | {"title": None}}, "state.title"),
    ({"state": STATE | {"title": "\ud800"}}, "event"),
    ({"changed": {"message": {"id": 1, "channel": "\udfff"}}}, "event"),
    ({"state": STATE | {"stage": {"name": "New"}}}, "state.stage.id"),
    ({"state": STATE | {"probability": "NaN"}}, "state.probability"),
    ({"state": STATE | {"expected_revenue": "1e400"}}, "state.expected_revenue"),
    ({"state": STATE | {"expected_revenue": "Infinity"}}, "state.expected_revenue"),
    ({"state": STATE | {"created_at": "2026-11-22"}}, "state.created_at"),
    ({"state": STATE | {"close_date": "0000-00-00"}}, "state.close_date"),
    ({"state": STATE | {"next_activity": 5}}, "state.next_activity"),
    ({"changed": []}, "changed"),
    ({"changed": {"stage": NEW}}, "changed.stage"),
    ({"changed": {"stage": {"from": NEW, "to": "Won"}}}, "changed.stage.to"),
    ({"changed": {"priority": {"from": {"a": {}}, "to": "1"}}}, "changed.priority.from"),
    ({"changed": {"contact": "email"}}, "changed.contact"),
    ({"changed": {"contact": ["sara@example.com"]}}, "changed.contact"),
    ({"changed": {"contact": ["email"] * 101}}, "changed.contact"),
    ({"changed": {"message": {"channel": "email"}}}, "changed.message"),
    ({"changed": {"activity": 5}}, "changed.activity"),
]


def as_sent(given: dict[str, Any]) -> bytes:
    """Write also what the addon's own writer would not."""
    return json.dumps({"version": 1, "database": "d", "events": [given]}).encode()


@pytest.mark.parametrize(("fault", "path"), FAULTS, ids=[path for _, path in FAULTS])
def test_a_malformed_event_is_refused_with_the_path_of_its_fault(
    fault: dict[str, Any], path: str
) -> None:
    batch = parse_changes(as_sent(event() | fault), tenant="default")
    assert batch.events == ()
    assert batch.refused[0].reason.startswith(path)
    assert "Sara" not in batch.answer()


@pytest.mark.parametrize("name", ["revision", "kind", "occurred_at", "lead_id", "state"])
def test_an_event_without_something_it_needs_is_refused(name: str) -> None:
    given = event()
    del given[name]
    assert reason(given).startswith(name)


def test_an_event_without_by_changed_or_merged_into_is_taken() -> None:
    given = {key: value for key, value in event().items() if key not in {"by", "changed"}}
    del given["merged_into"]
    assert accepted(given).by_user_id is None


@pytest.mark.parametrize(
    "twice", ['"stage": null, "stage": {"id": 4, "name": "Won"}', '"x": [{"a": 1, "a": 2}]']
)
def test_a_name_that_stands_twice_costs_its_event_only(twice: str) -> None:
    state = json.dumps(STATE)[:-1] + f", {twice}}}"
    double = json.dumps(event(1) | {"state": "STATE"}).replace('"STATE"', state)
    body = message("HERE", event(2)).replace(b'"HERE"', double.encode())
    batch = parse_changes(body, tenant="default")
    assert [one.event_id for one in batch.events] == [f"{2:032x}"]
    assert [one.reason for one in batch.refused] == ["event: names something twice"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", "$"),
        (b"hello", "$"),
        (b"\xff\xfe", "$"),
        (b"[]", "$"),
        (b'{"version": 1, "version": 1, "database": "d", "events": []}', "$"),
        (message(version=None), "version"),
        (message(version="one"), "version"),
        (message(version=0), "version"),
        (message(version=1.0), "version"),
        (message(database=None), "database"),
        (message(database="Sara <sara@example.com>"), "database"),
        (message(events=None), "events"),
        (message(events={}), "events"),
        (message("event"), "events[0]"),
        (message(event(1), event(2) | {"id": None}), "events[1].id"),
        (message(event() | {"id": "x'; DROP TABLE"}), "events[0].id"),
        (message(*[{}] * (MAX_EVENTS + 1)), "events"),
        (b'{"version": 1, "database": "d", "events": [NaN]}', "$"),
        (b"[" * 100_000, "$"),
    ],
)
def test_a_message_that_cannot_be_answered_event_by_event_is_refused_whole(
    body: bytes, path: str
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_changes(body, tenant="default")
    assert caught.value.path == path
    assert "Sara" not in str(caught.value)


def test_a_message_of_a_newer_addon_is_to_come_again_later() -> None:
    with pytest.raises(TransientError, match="version 2") as caught:
        parse_changes(message(event(), version=2), tenant="default")
    assert caught.value.code == "unknown_version"


def test_texts_of_any_length_are_kept_short() -> None:
    long = "ع" * 100_000
    state = accepted(event(state=STATE | {"title": long, "stage": NEW | {"name": long}})).state
    assert state is not None
    assert state.stage is not None
    assert (len(state.title), len(state.stage.name)) == (300, 300)
    assert state.title.endswith("…")


def test_deep_nesting_in_what_is_passed_over_does_no_harm() -> None:
    deep: object = 1
    for _ in range(400):
        deep = {"a": [deep]}
    assert accepted(event(extra=deep)).kind is ChangeKind.UPDATED


def test_facts_count_by_kind_and_hold_nothing_of_the_content() -> None:
    facts = read(event(1), won(2), won(3), event(4, kind="?")).facts()
    assert facts == {
        "database": "6a0b5bd8-c1f4-4e1a-9b3d-1c697a9f0e57",
        "accepted": 3,
        "kind_updated": 1,
        "kind_won": 2,
        "refused": 1,
        "first_refusal": "kind: a kind of change that this receiver does not know",
    }


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(event().keys() - {"id"})), JSON)
@settings(max_examples=150)
def test_whatever_stands_in_an_event_it_is_taken_or_refused_and_can_travel(
    name: str, value: object
) -> None:
    batch = parse_changes(as_sent(event() | {name: value}), tenant="default")
    assert len(batch.events) + len(batch.refused) == 1
    for one in batch.events:
        assert decode(encode(one)) == one


@given(st.sampled_from([*STATE]), JSON)
@settings(max_examples=150)
def test_whatever_stands_in_a_state_it_is_taken_or_refused_and_can_travel(
    name: str, value: object
) -> None:
    batch = parse_changes(as_sent(event(state=STATE | {name: value})), tenant="default")
    assert len(batch.events) + len(batch.refused) == 1
    for one in batch.events:
        assert decode(encode(one)) == one
    assert json.loads(batch.answer())["accepted"] == len(batch.events)


def test_an_answer_to_an_alert_is_read_whole() -> None:
    said = {
        "key": "a" * 32,
        "what": "snooze",
        "reason": "Calls back herself",
        "until": "2026-12-01T06:00:00Z",
    }
    read_said = accepted(event(kind="alert_settled", changed={"alert": said})).alert
    assert read_said is not None
    assert read_said.model_dump(mode="json") == said


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({}, "changed.alert"),
        ({"alert": {"key": "a", "what": "sell"}}, "changed.alert"),
        ({"alert": {"key": "a", "what": "snooze"}}, "changed.alert.until"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(changed: dict[str, object], path: str) -> None:
    assert reason(event(kind="alert_settled", changed=changed)).startswith(path)
