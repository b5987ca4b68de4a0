"""Thresholds learnt from won deals."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.alerts.cause import Cause
from shared.domain.alerts.history import HappenedKind as Kind
from shared.domain.alerts.learnt import Threshold
from shared.domain.alerts.pauses import FEWEST_PAUSES, Pauses, pauses_of
from shared.domain.alerts.settings import AlertSettings
from shared.domain.calendar.spans import WorkingDays
from shared.domain.opportunity import Outcome
from shared.errors import BadInput
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.learn_thresholds import LearnThresholds
from shared.usecases.alerts.learnt_thresholds import ALERT_LEARNT, LearntBook
from shared.usecases.alerts.read_histories import ReadHistories
from tests.alert_records import at
from tests.past_deals import NEW, OFFER, RIYADH, KeptHistories, deal, event
from tests.swept_world import SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.alerts.history import OpportunityHistory
    from shared.ports import Memory

NOW = at("2026-11-29 12:00")
MONDAY = at("2026-11-02 10:00")
DAY = timedelta(days=1)


def won(
    number: int, *events: tuple[Kind, str], end: str = "2026-11-12 10:00"
) -> OpportunityHistory:
    """Give a deal that came on Monday the 2nd, and was won on Thursday the 12th."""
    told = [event(kind, at(text)) for kind, text in events]
    won_at = at(end)
    return deal(
        number,
        *told,
        event(Kind.WON, won_at),
        created_at=MONDAY,
        outcome=Outcome.WON,
        closed_at=won_at,
    )


def lengths(history: OpportunityHistory) -> list[tuple[str, str, str]]:
    return [
        (one.cause.value, f"{one.start:%d %H}", f"{one.end:%d %H}")
        for one in pauses_of(history, "default")
    ]


def test_pauses_go_from_touch_to_touch_and_the_last_to_the_win() -> None:
    found = lengths(
        won(
            1,
            (Kind.MESSAGE_SENT, "2026-11-03 10:00"),
            (Kind.CUSTOMER_WROTE, "2026-11-08 10:00"),
        )
    )
    assert found == [
        ("idle", "02 07", "03 07"),
        ("idle", "03 07", "08 07"),
        ("no_reply", "03 07", "08 07"),
        ("idle", "08 07", "12 07"),
        ("stage_overrun", "02 07", "12 07"),
    ]


def test_each_stage_is_a_pause_of_its_own_stage() -> None:
    moved = deal(
        1,
        event(Kind.STAGE, at("2026-11-05 10:00"), before=NEW, after=OFFER),
        event(Kind.WON, at("2026-11-12 10:00")),
        created_at=MONDAY,
        stage=OFFER,
        outcome=Outcome.WON,
        closed_at=at("2026-11-12 10:00"),
    )
    found = [one for one in pauses_of(moved, "default") if one.cause is Cause.STAGE_OVERRUN]
    assert [(one.stage_id, (one.end - one.start).days) for one in found] == [(1, 3), (2, 7)]


def test_deals_that_are_open_or_lost_teach_nothing() -> None:
    assert list(pauses_of(deal(1, created_at=MONDAY), "default")) == []
    lost = won(1).model_copy(
        update={"state": won(1).state.model_copy(update={"outcome": Outcome.LOST})}
    )
    assert list(pauses_of(lost, "default")) == []


def test_a_history_that_is_not_whole_teaches_of_no_stage_and_no_team() -> None:
    partial = won(1, (Kind.MESSAGE_SENT, "2026-11-04 10:00")).model_copy(update={"is_whole": False})
    found = list(pauses_of(partial, "default"))
    assert [one.cause for one in found] == [Cause.IDLE, Cause.IDLE, Cause.NO_REPLY]
    assert {(one.team_id, one.stage_id) for one in found} == {(None, None)}


def counted(*histories: OpportunityHistory) -> tuple[Threshold, ...]:
    pauses = Pauses(AlertSettings(), "default")
    for one in histories:
        pauses.take(one)
    return pauses.thresholds()


def of(cause: Cause, found: tuple[Threshold, ...]) -> list[tuple[int | None, int | None, int]]:
    return [(one.team_id, one.stage_id, one.days) for one in found if one.cause is cause]


def test_three_of_four_pauses_are_not_longer_than_the_threshold() -> None:
    """Of 40 deals 30 are won on the third working day, 10 on the eighth."""
    quick = [won(n, end="2026-11-05 10:00") for n in range(30)]
    slow = [won(n, end="2026-11-12 10:00") for n in range(30, 40)]
    found = counted(*quick, *slow)
    everywhere = [(None, None, 3), (None, NEW.id, 3), (RIYADH.id, None, 3), (RIYADH.id, NEW.id, 3)]
    assert of(Cause.IDLE, found) == everywhere
    assert of(Cause.STAGE_OVERRUN, found) == everywhere
    assert of(Cause.NO_REPLY, found) == []
    one_more = counted(*quick[:-1], *slow, won(99, end="2026-11-12 10:00"))
    assert of(Cause.IDLE, one_more)[0] == (None, None, 8)


def test_a_day_that_has_begun_counts_as_a_whole_one() -> None:
    found = counted(*(won(n, end="2026-11-05 10:05") for n in range(FEWEST_PAUSES)))
    assert of(Cause.IDLE, found)[0] == (None, None, 4)


def test_fewer_than_thirty_pauses_teach_nothing() -> None:
    deals = [won(n) for n in range(FEWEST_PAUSES)]
    assert of(Cause.IDLE, counted(*deals))
    assert counted(*deals[1:]) == ()


def test_messages_of_one_day_are_a_conversation_and_no_pause() -> None:
    chat = tuple((Kind.MESSAGE_SENT, f"2026-11-02 1{n}:00") for n in range(1, 8))
    found = counted(*(won(n, *chat) for n in range(FEWEST_PAUSES)))
    assert of(Cause.IDLE, found)[0] == (None, None, 8)
    assert [one.pauses for one in found if one.cause is Cause.IDLE] == [FEWEST_PAUSES] * 4


@pytest.fixture(name="clock")
def _clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture(name="memory")
def _memory(tmp_path: Path, clock: SetClock) -> Iterator[Memory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield memory


def learns(memory: Memory, clock: SetClock, *, is_on: bool = True) -> LearnThresholds:
    book = AlertSettingsBook(memory, clock, "default")
    assert book.replace(book.stored(), AlertSettings(learns=is_on), who="test")
    deals = KeptHistories([won(n) for n in range(1, 41)])
    read = ReadHistories(deals, memory, "default", page_size=10)
    return LearnThresholds(read, memory, clock, book, "default")


def test_what_is_learnt_is_kept_with_its_counts(memory: Memory, clock: SetClock) -> None:
    done = learns(memory, clock)()
    assert done.facts() == {
        "learns": True,
        "opportunities": 40,
        "won": 40,
        "thresholds": 8,
        "is_complete": True,
    }
    kept = LearntBook(memory, "default").read()
    assert kept == done.learnt
    assert kept is not None
    assert kept.learnt_at == NOW
    assert kept.spans[Cause.IDLE, None, NEW.id] == WorkingDays(8)


def test_where_learning_is_off_the_job_reads_nothing(memory: Memory, clock: SetClock) -> None:
    assert learns(memory, clock, is_on=False)().facts() == {"learns": False}
    assert LearntBook(memory, "default").read() is None


def test_a_dry_run_keeps_nothing(memory: Memory, clock: SetClock) -> None:
    found = learns(memory, clock, is_on=False).learn(is_dry_run=True)
    assert len(found.thresholds) == 8
    assert LearntBook(memory, "default").read() is None


def test_what_was_read_in_time_counts(memory: Memory, clock: SetClock) -> None:
    found = learns(memory, clock).learn(until=NOW)
    assert (found.opportunities, found.is_complete) == (10, False)


def test_a_damaged_document_counts_as_nothing_learnt(memory: Memory) -> None:
    memory.put(ALERT_LEARNT, "default", {"learnt_at": "never"})
    assert LearntBook(memory, "default").spans() == {}


def test_a_crm_that_cannot_be_read_leaves_what_was_learnt_before(
    memory: Memory, clock: SetClock
) -> None:
    use_case = learns(memory, clock)
    use_case()
    with pytest.raises(BadInput):
        LearnThresholds(_Refusing(), memory, clock, use_case.settings, "default")()  # type: ignore[arg-type]
    kept = LearntBook(memory, "default").read()
    assert kept is not None
    assert kept.won == 40


class _Refusing:
    def __call__(self, *_: object, **__: object) -> Iterator[tuple[OpportunityHistory, ...]]:
        raise BadInput("not a cursor of this version", code="bad_cursor")
