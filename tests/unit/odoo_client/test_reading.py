"""Reading in pages, against a table with microseconds that shows whole seconds, as Odoo does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import ge, gt, lt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.odoo_client import BadReply, Checkpoint
from shared.odoo_client.reading import Query

START = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
END = START + timedelta(days=1)
OPERATORS = {">": gt, ">=": ge, "<": lt}


@dataclass
class Table:
    """Records by id with the exact moment of their last change."""

    moments: dict[int, datetime]
    pages: list[int] = field(default_factory=list)

    def __call__(
        self,
        _model: str,
        domain: Sequence[object],
        _fields: Sequence[str],
        *,
        limit: int | None = None,
        order: str | None = None,
        context: Mapping[str, object] | None = None,
        deadline: object = None,
    ) -> list[dict[str, object]]:
        found = [
            one for one in self.moments.items() if all(self._fits(one, leaf) for leaf in domain)
        ]
        found.sort(key=(lambda one: one[0]) if order == "id" else (lambda one: (one[1], one[0])))
        self.pages.append(len(found[:limit]))
        return [
            {"id": number, "write_date": moment.replace(microsecond=0)}
            for number, moment in found[:limit]
        ]

    @staticmethod
    def _fits(one: tuple[int, datetime], leaf: object) -> bool:
        assert isinstance(leaf, tuple)
        name, operator, value = leaf
        own = one[0] if name == "id" else one[1]
        return bool(OPERATORS[operator](own, value))


def query(table: Table, size: int) -> Query:
    return Query(table, "crm.lead", [], ["name"], size, None)


TABLES = st.dictionaries(
    st.integers(1, 200),
    st.builds(
        lambda seconds, micro: START + timedelta(seconds=seconds, microseconds=micro),
        st.integers(0, 5),
        st.integers(0, 999_999),
    ),
    max_size=40,
)


@given(TABLES, st.integers(1, 9))
def test_reading_by_id_gives_every_record_once_in_order(
    moments: dict[int, datetime], size: int
) -> None:
    read = [record["id"] for record in query(Table(moments), size).by_id([], 0)]
    assert read == sorted(moments)


@given(TABLES, st.integers(1, 9), st.data())
def test_changes_come_once_each_wherever_reading_was_cut(
    moments: dict[int, datetime], size: int, data: st.DataObject
) -> None:
    table = Table(moments)
    whole = list(query(table, size).changes(Checkpoint(START), END))
    order = [(one.record["write_date"], one.record["id"]) for one in whole]
    assert sorted(one.record["id"] for one in whole) == sorted(moments)
    assert order == sorted(order)
    if whole:
        cut = data.draw(st.integers(0, len(whole) - 1))
        rest = list(query(table, size).changes(whole[cut].checkpoint, END))
        assert [one.record["id"] for one in rest] == [one.record["id"] for one in whole[cut + 1 :]]


def test_a_thousand_changes_of_one_second_are_read_by_id() -> None:
    table = Table(
        {number: START + timedelta(seconds=1, microseconds=number) for number in range(1, 1001)}
    )
    read = [one.record["id"] for one in query(table, 100).changes(Checkpoint(START), END)]
    assert read == list(range(1, 1001))
    assert len(table.pages) <= 14


def test_changes_after_the_given_end_are_left_for_later() -> None:
    table = Table({1: START, 2: START + timedelta(seconds=10), 3: START + timedelta(seconds=20)})
    until = START + timedelta(seconds=20, microseconds=500)
    read = [one.record["id"] for one in query(table, 10).changes(Checkpoint(START), until)]
    assert read == [1, 2]


def test_a_start_after_the_end_reads_nothing() -> None:
    table = Table({1: START})
    assert list(query(table, 10).changes(Checkpoint(END), START)) == []
    assert table.pages == []


def test_a_record_without_write_date_is_a_bad_reply() -> None:
    class Odd(Table):
        def __call__(self, *args: object, **named: object) -> list[dict[str, object]]:
            return [{"id": 1}]

    with pytest.raises(BadReply):
        list(query(Odd({}), 10).changes(Checkpoint(START), END))
