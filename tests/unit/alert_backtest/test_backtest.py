"""The report of a backtest, on small pasts that can be counted by hand.

1 November 2026 is a Sunday: in Riyadh the first day of the working week.
"""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.alerts.backtest import Tally
from shared.domain.alerts.cause import Cause
from shared.domain.alerts.history import HappenedKind as Kind
from shared.domain.alerts.history import OpportunityHistory
from shared.domain.alerts.rules import Learnt
from shared.domain.alerts.settings import AlertSettings
from shared.domain.calendar.spans import WorkingDays
from shared.domain.opportunity import Outcome
from shared.usecases.alerts.backtest_alerts import BacktestAlerts
from shared.usecases.alerts.read_histories import ReadHistories
from tests.alert_histories import DIRECTORY, FAR, SALES
from tests.alert_records import at, set_to
from tests.past_deals import OMAR, KeptHistories, deal, event
from tests.swept_world import SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.ports import Memory

NOW = at("2026-11-29 12:00")
LOOKS_BACK, WITHIN = timedelta(days=28), timedelta(days=14)
ONLY_IDLE = {cause.value: {"is_on": False} for cause in Cause if cause is not Cause.IDLE}


PAST = (
    "answered late, then won",
    "lost three days after an alert",
    "lost eighteen days after an alert",
    "still waits",
    "waits since October",
)


def settings(**idle: str) -> AlertSettings:
    rule = {"after": "3 working days", "then": "off", **idle}
    return set_to(causes={**ONLY_IDLE, "idle": rule}, caps={"told_a_day": 1})


def past() -> tuple[OpportunityHistory, ...]:
    """Give five deals, touched first on Monday the 2nd at 10, one of them in October."""
    born = {"created_at": at("2026-11-02 10:00")}
    fifth, sixth = at("2026-11-12 10:00"), at("2026-11-26 10:00")
    omars = {**born, "owner": OMAR, "outcome": Outcome.LOST, "is_active": False}
    return (
        deal(
            1,
            event(Kind.MESSAGE_SENT, at("2026-11-08 10:00")),
            event(Kind.WON, at("2026-11-10 10:00")),
            **{**born, "outcome": Outcome.WON, "closed_at": at("2026-11-10 10:00")},
        ),
        deal(
            2,
            event(Kind.MESSAGE_SENT, at("2026-11-04 10:00")),
            event(Kind.LOST, fifth),
            **{**omars, "closed_at": fifth},
        ),
        deal(
            3,
            event(Kind.CUSTOMER_WROTE, at("2026-11-03 10:00")),
            event(Kind.LOST, sixth),
            **{**omars, "closed_at": sixth},
        ),
        deal(4, **born).model_copy(update={"is_whole": False}),
        deal(5, created_at=at("2026-10-20 10:00")),
    )


@pytest.fixture(name="memory")
def _memory(tmp_path: Path) -> Iterator[Memory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SetClock(NOW))) as memory:
        yield memory


@pytest.fixture(name="use_case")
def _use_case(memory: Memory) -> BacktestAlerts:
    read = ReadHistories(KeptHistories(past()), memory, "default", page_size=2)
    return BacktestAlerts(read, SetClock(NOW), "default", lambda: DIRECTORY, dict)


def test_all_is_counted_as_by_hand(use_case: BacktestAlerts) -> None:
    [found] = use_case(LOOKS_BACK, WITHIN, [settings()])
    assert (found.opportunities, found.won, found.lost, found.partial) == (len(PAST), 1, 2, 1)
    assert found.all == Tally(
        raised=4,
        before_lost=1,
        before_won=1,
        mended=1,
        gone=2,
        live=1,
        untouched=3,
        touching_s=[timedelta(days=3).total_seconds()],
    )
    assert found.by_cause == {Cause.IDLE: found.all}
    assert found.working_days == 21
    assert found.a_day(found.all) == pytest.approx(4 / 21)


def test_a_lost_deal_after_an_idle_alert_is_counted(use_case: BacktestAlerts) -> None:
    [found] = use_case(LOOKS_BACK, WITHIN, [settings()])
    assert (found.lost, found.warned_lost) == (2, 1)
    assert found.by_owner[FAR].before_lost == 1
    [longer] = use_case(LOOKS_BACK, timedelta(days=18), [settings()])
    assert longer.warned_lost == 2
    assert longer.by_owner[FAR].before_lost == 2


def test_each_salesperson_has_figures_and_days_on_which_it_was_too_much(
    use_case: BacktestAlerts,
) -> None:
    [found] = use_case(LOOKS_BACK, WITHIN, [settings()])
    assert {owner: one.raised for owner, one in found.by_owner.items()} == {SALES: 2, FAR: 2}
    assert found.full_days(SALES) == 1
    assert found.full_days(FAR) == 0
    assert found.by_owner[SALES].median_touching_s == timedelta(days=3).total_seconds()
    assert found.by_owner[FAR].median_touching_s is None


def test_second_levels_are_counted_where_nobody_came_before_them(
    use_case: BacktestAlerts,
) -> None:
    [found] = use_case(LOOKS_BACK, WITHIN, [settings(then="5 working days")])
    assert (found.all.raised, found.all.level_2) == (4, 3)


def test_two_settings_stand_side_by_side_each_as_if_alone(use_case: BacktestAlerts) -> None:
    wide, strict = settings(after="10 working days"), settings()
    both = use_case(LOOKS_BACK, WITHIN, [strict, wide])
    alone = [use_case(LOOKS_BACK, WITHIN, [one])[0] for one in (strict, wide)]
    assert [one.all for one in both] == [one.all for one in alone]
    assert [one.all.raised for one in both] == [4, 3]


def test_what_is_learnt_counts_where_learning_is_on(memory: Memory) -> None:
    learnt: Learnt = {(Cause.IDLE, None, None): WorkingDays(10)}
    read = ReadHistories(KeptHistories(past()), memory, "default")
    use_case = BacktestAlerts(read, SetClock(NOW), "default", lambda: DIRECTORY, lambda: learnt)
    plain, learning = (
        set_to(causes={**ONLY_IDLE, "idle": {"then": "off"}}, learns=learns)
        for learns in (False, True)
    )
    found = use_case(LOOKS_BACK, WITHIN, [plain, learning])
    assert [one.all.raised for one in found] == [2, 3]


def test_progress_is_told_page_by_page(use_case: BacktestAlerts) -> None:
    told: list[int] = []
    use_case(LOOKS_BACK, WITHIN, [settings()], progress=told.append)
    assert told == [2, 4, 5]
