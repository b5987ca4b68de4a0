"""What a change means against our picture: the same picture in every order, told once by its id."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.lead_changes import (
    CRM_EVENTS,
    CrmEvent,
    LeadAssigned,
    LeadLost,
    LeadMerged,
    LeadUpdated,
    LeadWon,
    StageChanged,
)
from shared.domain.odoo_change import ChangeKind, FieldChange, OdooRecordChanged, SaidOfGrade
from shared.domain.opportunity import Named, Opportunity
from shared.domain.opportunity_changes import MAX_RECENT, TakenIn, take_in
from shared.domain.score import Verdict
from tests.odoo_reports import NEW, NOW, WON, change, reading, state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TO_WON = FieldChange(field="stage", before=Named(**NEW), after=Named(**WON))
TO_OTHER = FieldChange(field="stage", before=Named(**NEW), after=Named(id=3, name="Offer"))
SAID = SaidOfGrade(verdict=Verdict.NOT_HOT, reason="No budget")
ANSWERED = {"key": "a1", "what": "done"}
LATER_MS = 10_000


def pictured(changes: Iterable[OdooRecordChanged]) -> Opportunity:
    return reduce(lambda before, one: take_in(before, one, NOW).picture, changes, None)


def told(changes: Iterable[OdooRecordChanged]) -> list[CrmEvent]:
    found, picture = [], None
    for one in changes:
        taken = take_in(picture, one, NOW)
        picture = taken.picture
        found += taken.happenings
    return found


def kinds(changes: Iterable[OdooRecordChanged]) -> list[str]:
    return [type(one).__name__ for one in told(changes)]


def test_the_first_report_makes_a_picture() -> None:
    picture = pictured([change(3)])
    assert (picture.tenant, picture.crm_lead_id, picture.revision) == (
        "default", 12, change(3).revision
    )  # fmt: skip
    assert picture.state == state()
    assert (picture.seen_at, picture.is_gone) == (NOW, False)


@pytest.mark.parametrize("kind", sorted(set(ChangeKind) - {ChangeKind.OBSERVED}))
def test_each_kind_is_told_under_the_addons_own_id(kind: str) -> None:
    merged = {"merged_into": 13, "state": None} if kind == "merged" else {}
    said = {"said": SAID, "alert": ANSWERED}
    given = change(kind=ChangeKind(kind), by_user_id=5, by_us=True, **said, **merged)
    (event,) = told([given])
    assert type(event) in CRM_EVENTS
    assert (event.happening_id, event.revision) == (given.event_id, given.revision)
    assert (event.by_user_id, event.by_us, event.occurred_at) == (5, True, NOW)
    assert event.state == given.state


def test_each_event_of_the_topic_has_its_kind() -> None:
    more = {"merged_into": 13, "said": SAID, "alert": ANSWERED}
    every = [change(n, kind=kind, **more) for n, kind in enumerate(set(ChangeKind), 1)]
    assert {type(one) for one in told(one for one in every if one.kind != "observed")} == {
        *CRM_EVENTS
    }


def test_what_is_told_says_what_it_was_and_what_it_is() -> None:
    owner = FieldChange(field="owner", before=None, after=Named(id=7, name="Omar"))
    reason = FieldChange(field="lost_reason", before=None, after="Too expensive")
    revenue = FieldChange(field="expected_revenue", before="0.00", after="9.00")
    stage, assigned, lost, updated = told(
        [
            change(1, kind="stage_changed", fields=(TO_WON,)),
            change(2, kind="assigned", fields=(owner,)),
            change(3, kind="lost", fields=(reason,), state=None),
            change(4, kind="updated", fields=(revenue,)),
        ]
    )
    assert isinstance(stage, StageChanged)
    assert (stage.stage_before, stage.stage_after) == (Named(**NEW), Named(**WON))
    assert isinstance(assigned, LeadAssigned)
    assert (assigned.owner_before, assigned.owner_after) == (None, Named(id=7, name="Omar"))
    assert isinstance(lost, LeadLost)
    assert lost.lost_reason == "Too expensive"
    assert isinstance(updated, LeadUpdated)
    assert updated.fields == ("expected_revenue",)


def test_a_lost_lead_has_the_reason_of_its_state_where_that_did_not_change() -> None:
    (lost,) = told([change(kind="lost", state=state(lost_reason="No budget"))])
    assert isinstance(lost, LeadLost)
    assert lost.lost_reason == "No budget"


def test_a_repeat_changes_and_tells_nothing() -> None:
    picture = pictured([change(1), change(2, kind="won")])
    taken = take_in(picture, change(1), NOW + timedelta(hours=1))
    assert taken == TakenIn(picture, (), is_repeat=True)


def test_an_older_report_is_told_and_does_not_turn_the_picture_back() -> None:
    newer = change(9, state=state(outcome="won"))
    older = change(4, kind="stage_changed", fields=(TO_WON,))
    assert kinds([newer, older]) == ["LeadUpdated", "StageChanged"]
    picture = pictured([newer, older])
    assert (picture.revision, picture.state) == (newer.revision, newer.state)


def test_the_last_reports_are_remembered_and_no_more() -> None:
    numbers = [*range(1, 41)]
    picture = pictured(change(number) for number in numbers)
    assert [one.id for one in picture.recent] == [
        f"{number:032x}" for number in numbers[-1 : -MAX_RECENT - 1 : -1]
    ]


def test_a_reading_of_the_same_revision_counts_as_newer_than_a_report() -> None:
    """A reading is made after the clock was read, a report may be of just that moment."""
    report, read = change(5), reading(5, state=state(outcome="won"))
    for order in ([report, read], [read, report]):
        picture = pictured(order)
        assert picture.state == read.state


def test_a_merged_record_is_gone_and_leads_on() -> None:
    merged = change(5, kind="merged", state=None, merged_into=13)
    (event,) = told([merged])
    assert isinstance(event, LeadMerged)
    assert event.merged_into == 13
    for order in ([merged, change(3)], [change(3), merged], [merged, change(6, state=None)]):
        picture = pictured(order)
        assert (picture.is_gone, picture.merged_into) == (True, 13)


def test_a_record_that_is_back_under_a_higher_revision_is_pictured_again() -> None:
    """As when a backup was restored; what was merged before that is over."""
    changes = [
        change(2, kind="merged", state=None, merged_into=13),
        change(3, kind="restored"),
        change(4, kind="deleted", state=None),
    ]
    assert pictured(changes[:2]).state == state()
    for order in (changes, changes[::-1], [changes[1], changes[0], changes[2]]):
        picture = pictured(order)
        assert (picture.is_gone, picture.merged_into) == (True, None)


REPORTED = st.builds(
    lambda number, kind, stage, into: change(
        number,
        kind=kind,
        merged_into=into if kind == "merged" else None,
        state=None if kind in {"merged", "deleted"} else state(stage={"id": stage, "name": "S"}),
    ),
    st.integers(1, 60),
    st.sampled_from(["stage_changed", "won", "merged", "deleted", "restored", "updated"]),
    st.integers(1, 3),
    st.sampled_from([13, 14]),
)
READ = st.builds(
    lambda number, stage: reading(
        number, state=state(stage={"id": stage, "name": "S"}) if stage else None
    ),
    st.integers(1, 60),
    st.integers(0, 3),
)
SETS = st.lists(REPORTED | READ, min_size=1, max_size=30, unique_by=lambda one: one.event_id)


def lasting(picture: Opportunity) -> dict[str, Any]:
    """Give what does not depend on when we were told."""
    return picture.model_dump(exclude={"inferred"})


@given(SETS, st.data())
@settings(max_examples=100)
def test_any_order_and_any_repeats_end_in_the_same_picture(
    changes: list[OdooRecordChanged], data: st.DataObject
) -> None:
    more = data.draw(st.lists(st.sampled_from(changes), max_size=20))
    mixed = data.draw(st.permutations([*changes, *more]))
    assert lasting(pictured(mixed)) == lasting(pictured(changes))


@given(SETS, st.data())
@settings(max_examples=50)
def test_the_picture_shows_the_state_of_the_highest_revision(
    changes: list[OdooRecordChanged], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(changes))
    highest = max(one.revision for one in changes)
    last = [one.state for one in changes if one.revision == highest]
    picture = pictured(mixed)
    assert picture.revision == highest
    assert picture.state in last


@given(SETS, st.data())
@settings(max_examples=50)
def test_every_report_is_told_in_any_order(
    changes: list[OdooRecordChanged], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(changes))
    reports = [one for one in changes if one.kind is not ChangeKind.OBSERVED]
    found = told(mixed)
    for one in reports:
        assert any((t.revision, type(t)) == (one.revision, _type(one)) for t in found)


def _type(report: OdooRecordChanged) -> type[CrmEvent]:
    return type(take_in(None, report, NOW).happenings[0])


def test_a_report_of_what_a_reading_has_shown_is_told_under_the_readings_id() -> None:
    """The addon's message was held up, and the sweep was there first."""
    before = change(1)
    read = reading(LATER_MS, "sweep", state=state(stage=WON, outcome="won"))
    at = NOW - timedelta(days=400)
    late = [
        change(LATER_MS + 1, kind="stage_changed", fields=(TO_WON,), occurred_at=at),
        change(LATER_MS + 2, kind="won", occurred_at=at),
    ]
    shown = told([before, read])[1:]
    again = told([before, read, *late])[3:]
    assert [type(one) for one in again] == [type(one) for one in shown] == [StageChanged, LeadWon]
    assert [one.happening_id for one in again] == [one.happening_id for one in shown]


def test_a_report_of_something_else_than_was_read_is_told_under_its_own_id() -> None:
    before, read = change(1), reading(LATER_MS, state=state(stage=WON))
    at, after = NOW - timedelta(days=400), NOW + timedelta(days=400)
    others: Sequence[OdooRecordChanged] = [
        change(7, kind="stage_changed", fields=(TO_OTHER,), occurred_at=at),
        change(8, kind="stage_changed", fields=(TO_WON,), occurred_at=after),
        change(9, kind="lost", occurred_at=at),
    ]
    for other in others:
        assert told([before, read, other])[-1].happening_id == other.event_id


def test_each_closing_and_reopening_is_remembered_when_the_state_has_forgotten_it() -> None:
    at = [NOW + timedelta(days=day) for day in range(4)]
    picture = pictured(
        [
            change(1, kind=ChangeKind.LOST, occurred_at=at[0], state=state(outcome="lost")),
            change(2, kind=ChangeKind.REOPENED, occurred_at=at[1]),
            reading(3, state=state(outcome="won", closed_at=at[2])),
        ]
    )
    assert [(turn.at, turn.outcome) for turn in picture.turns] == [
        *((at[2], "won"), (at[1], "open"), (at[0], "lost"))
    ]
    assert picture.turn_before(at[3]) == picture.turns[0]
    assert picture.turn_before(at[2]) == picture.turns[1]
    assert picture.turn_before(at[0]) is None
