from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.odoo_client import BadCall, Field, KeyedRow, Ref, external_id
from shared.odoo_client.keyed import folded
from shared.odoo_client.sheet import SheetRow, sheet_row, sheets

FIELDS = {
    name: Field(name, kind)
    for name, kind in {
        "active": "boolean",
        "color": "integer",
        "date_deadline": "date",
        "date_open": "datetime",
        "expected_revenue": "monetary",
        "lead_properties": "properties",
        "name": "char",
        "order_line": "one2many",
        "tag_ids": "many2many",
        "type": "selection",
        "user_id": "many2one",
    }.items()
}
KEY = external_id("__test__", "k1")


def cell(name: str, value: object) -> str:
    return sheet_row(KeyedRow(KEY, {name: value}), FIELDS).cells[1]


@pytest.mark.parametrize(
    ("prefix", "key"), [("__metalead__", "acme_1"), ("__a1__", "A-b:c"), ("__x_y__", "0")]
)
def test_an_external_id_joins_prefix_and_key(prefix: str, key: str) -> None:
    assert external_id(prefix, key) == f"{prefix}.{key}"


@pytest.mark.parametrize(
    ("prefix", "key"),
    [
        ("crm", "x"),
        ("metalead", "x"),
        ("____", "x"),
        ("__a.b__", "x"),
        ("__a__", ""),
        ("__a__", "a b"),
        ("__a__", "a.b"),
        ("__a__", "ä"),
        ("__a__", "x\n"),
        ("__a__\n", "x"),
        ("__a__", "x" * 201),
    ],
)
def test_a_key_that_odoo_could_lose_or_refuse_is_refused_here(prefix: str, key: str) -> None:
    with pytest.raises(BadCall):
        external_id(prefix, key)


@pytest.mark.parametrize("key", ["plain", "crm.lead_1", "__a__.b.c", "__a__"])
def test_a_row_takes_only_keys_of_that_form(key: str) -> None:
    with pytest.raises(BadCall):
        KeyedRow(key, {})


def test_the_first_row_of_a_key_counts() -> None:
    rows = [KeyedRow(KEY, {"name": "first"}), KeyedRow(KEY, {"name": "second"})]
    assert folded(rows) == {KEY: rows[0]}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("active", True, "1"),
        ("active", False, "0"),
        ("active", None, "0"),
        ("color", 0, "0"),
        ("color", -7, "-7"),
        ("date_deadline", date(2026, 1, 2), "2026-01-02"),
        ("date_deadline", None, ""),
        ("date_open", datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC), "2026-01-02 03:04:05"),
        (
            "date_open",
            datetime(2026, 1, 2, 3, 0, tzinfo=timezone(timedelta(hours=3))),
            "2026-01-02 00:00:00",
        ),
        ("expected_revenue", Decimal("1250.50"), "1250.50"),
        ("expected_revenue", Decimal("1E+3"), "1000"),
        ("expected_revenue", 0, "0"),
        ("expected_revenue", False, ""),
        ("lead_properties", [{"name": "a"}], '[{"name": "a"}]'),
        (
            "name",
            "=cmd()|'x'\nline 2\t\U0001f600 \u200f\u202e",
            "=cmd()|'x'\nline 2\t\U0001f600 \u200f\u202e",
        ),
        ("name", "a\0b\ud800c", "ab?c"),
        ("name", None, ""),
        ("tag_ids", [1, Ref(2, "x")], "1,2"),
        ("tag_ids", (), ""),
        ("type", "lead", "lead"),
        ("user_id", 5, "5"),
        ("user_id", Ref(5, "x"), "5"),
        ("user_id", None, ""),
        ("user_id", False, ""),
    ],
)
def test_a_value_is_written_in_import_format(name: str, value: object, expected: str) -> None:
    assert cell(name, value) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nofield", "SECRET"),
        ("order_line", []),
        ("id", 5),
        ("active", "SECRET"),
        ("color", "SECRET"),
        ("color", True),
        ("date_deadline", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date_open", datetime(2026, 1, 2)),  # noqa: DTZ001 - naive on purpose
        ("expected_revenue", "SECRET"),
        ("expected_revenue", Decimal("NaN")),
        ("expected_revenue", True),
        ("name", 5),
        ("tag_ids", "SECRET"),
        ("tag_ids", [(6, 0, [1])]),
        ("tag_ids", [True]),
        ("user_id", "SECRET"),
        ("user_id", True),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_field_without_being_shown(
    name: str, value: object
) -> None:
    with pytest.raises(BadCall) as refused:
        cell(name, value)
    assert name in str(refused.value)
    assert "SECRET" not in str(refused.value)


def test_relations_are_named_by_database_id() -> None:
    row = sheet_row(KeyedRow(KEY, {"user_id": 1, "tag_ids": [2], "name": "x"}), FIELDS)
    assert row.columns == ("id", "name", "tag_ids/.id", "user_id/.id")
    assert row.cells == (KEY, "x", "2", "1")


@given(
    st.lists(st.sets(st.sampled_from(["name", "type", "user_id", "color"])), max_size=30),
    st.integers(1, 7),
)
def test_sheets_hold_every_row_once_with_the_same_columns(
    shapes: list[set[str]], size: int
) -> None:
    rows = [
        SheetRow(f"__t__.{number}", ("id", *sorted(shape)), ())
        for number, shape in enumerate(shapes)
    ]
    made = sheets(rows, size)
    assert sorted(row.key for sheet in made for row in sheet) == sorted(row.key for row in rows)
    for sheet in made:
        assert 1 <= len(sheet) <= size
        assert len({row.columns for row in sheet}) == 1
