"""What a history gives back of how an opportunity stood."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.alerts.history import HappenedKind as Kind
from shared.domain.alerts.past_pictures import pictures, score_at
from shared.domain.opportunity import Outcome, PlannedActivity
from shared.domain.score import Correction, Grade, Verdict
from tests.alert_records import scored
from tests.past_deals import NEW, NOURA, OFFER, OMAR, START, deal, event, lived

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_each_state_that_it_went_through_is_given_back(seed: int) -> None:
    was = lived(Random(seed), days=20)
    found = list(pictures(was.history, "default"))
    assert [at for at, _ in found] == was.moments
    for (at, picture), state in zip(found, was.states, strict=True):
        assert picture.state == state
        assert picture.seen_at == at


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_revisions_rise_and_closing_dates_are_remembered_latest_first(seed: int) -> None:
    found = [picture for _, picture in pictures(lived(Random(seed), days=20).history, "default")]
    revisions = [one.revision for one in found]
    assert revisions == sorted(set(revisions))
    for one in found:
        assert one.state is not None
        newest = one.close_dates[0].day if one.close_dates else None
        assert newest == one.state.close_date


def test_a_history_of_which_nothing_is_known_gives_nothing() -> None:
    assert list(pictures(deal(12, created_at=None), "default")) == []


def test_what_is_older_than_the_record_counts_as_come_with_it() -> None:
    mail = event(Kind.CUSTOMER_WROTE, START - DAY)
    [(at, picture)] = pictures(deal(12, mail), "default")
    assert at == START
    assert picture.state is not None
    assert picture.state.last_customer_message_at == START


def test_a_move_that_only_the_record_tells_of_starts_the_stage_anew() -> None:
    found = list(pictures(deal(12, stage=OFFER, stage_since=START + DAY), "default"))
    assert [at for at, _ in found] == [START, START + DAY]
    states = [picture.state for _, picture in found]
    assert [one and one.stage_since for one in states] == [START, START + DAY]


def test_a_move_that_is_told_twice_is_one() -> None:
    moved_at = START + DAY
    move = event(Kind.STAGE, moved_at, before=NEW, after=OFFER)
    found = pictures(deal(12, move, stage=OFFER, stage_since=moved_at + HOUR / 3600), "default")
    assert [at for at, _ in found] == [START, moved_at]


def test_a_lost_one_that_came_back_is_open_again() -> None:
    lost, back = event(Kind.LOST, START + DAY), event(Kind.RESTORED, START + 2 * DAY)
    found = [picture.state for _, picture in pictures(deal(12, lost, back), "default")]
    assert [one and (one.outcome, one.is_active) for one in found] == [
        (Outcome.OPEN, True),
        (Outcome.LOST, False),
        (Outcome.OPEN, True),
    ]


def test_of_several_steps_the_one_due_first_is_next() -> None:
    late = PlannedActivity(id=1, due_on=date(2026, 11, 9))
    soon = PlannedActivity(id=2, due_on=date(2026, 11, 4))
    planned = [event(Kind.PLANNED, START + HOUR * one.id, activity=one) for one in (late, soon)]
    done = event(Kind.STEP_DONE, START + DAY, activity=soon)
    found = [picture.state for _, picture in pictures(deal(12, *planned, done), "default")]
    assert [one and one.next_activity for one in found] == [None, late, soon, late]


def test_owners_are_taken_back_to_the_first() -> None:
    given_over = event(Kind.OWNER, START + DAY, before=OMAR, after=NOURA)
    found = [picture.state for _, picture in pictures(deal(12, given_over), "default")]
    assert [one and one.owner for one in found] == [OMAR, NOURA]


def test_a_score_is_what_it_was_before_its_last_change() -> None:
    changed = scored(
        Grade.COLD,
        arrived_at=START,
        scored_at=START + HOUR,
        grade_before=Grade.HOT,
        correction=Correction(verdict=Verdict.NOT_HOT, at=START + DAY),
    )
    moments = (START - HOUR, START, START + 2 * HOUR, START + DAY)
    found = [score_at(changed, at) for at in moments]
    assert [one and one.grade for one in found] == [None, Grade.HOT, Grade.HOT, Grade.COLD]
    first = changed.model_copy(update={"grade_before": None})
    assert score_at(first, START) is None
    assert score_at(None, START) is None
