"""The closing dates that a picture remembers: the same ones in whatever order changes come."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.alerts.causes.close_dates import pushes_of
from shared.domain.opportunity import Opportunity
from shared.domain.opportunity_changes import MAX_CLOSE_DATES, take_in
from tests.odoo_reports import NOW, change, reading, state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.odoo_change import OdooRecordChanged

START = date(2026, 12, 1)


def dated(number: int, day: int | None, *, is_read: bool = False) -> OdooRecordChanged:
    close_date = None if day is None else START + timedelta(days=day)
    make = reading if is_read else change
    return make(number, state=state().model_copy(update={"close_date": close_date}))


def pictured(changes: Iterable[OdooRecordChanged]) -> Opportunity:
    picture: Opportunity | None = None
    picture = reduce(lambda before, one: take_in(before, one, NOW).picture, changes, picture)
    assert picture is not None
    return picture


def days(picture: Opportunity) -> list[int]:
    return [(one.day - START).days for one in picture.close_dates]


def test_each_date_is_kept_once_the_newest_first() -> None:
    assert days(pictured(dated(n, day) for n, day in enumerate((3, 5, 5, None, 4), 1))) == [4, 5, 3]


def test_pushes_are_counted_and_what_was_taken_back_is_none() -> None:
    assert len(pushes_of(pictured(dated(n, day) for n, day in enumerate((3, 5, 8), 1)))) == 2
    assert len(pushes_of(pictured(dated(n, day) for n, day in enumerate((3, 5, 3), 1)))) == 0


def test_only_the_latest_dates_are_kept() -> None:
    picture = pictured(dated(n, n) for n in range(1, 30))
    assert days(picture) == list(range(29, 29 - MAX_CLOSE_DATES, -1))


def test_a_reading_that_comes_late_is_remembered_too() -> None:
    picture = pictured([dated(9, 5, is_read=True), dated(3, 2, is_read=True)])
    assert days(picture) == [5, 2]


CHANGES = st.lists(
    st.tuples(st.integers(1, 40), st.none() | st.integers(0, 15), st.booleans()),
    min_size=1,
    max_size=30,
    unique_by=lambda one: one[0],
)


@given(CHANGES.flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_same_dates_are_kept_in_whatever_order_changes_come(
    orders: tuple[list[tuple[int, int | None, bool]], list[tuple[int, int | None, bool]]],
) -> None:
    first, second = (
        pictured(dated(number, day, is_read=is_read) for number, day, is_read in order)
        for order in orders
    )
    assert first.close_dates == second.close_dates
    assert pushes_of(first) == pushes_of(second)
