from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.odoo_client import BadCall, BadReply, Field, Ref
from shared.odoo_client.values import python_record, python_value
from shared.odoo_client.wire import decode, encode, expect_ids, expect_int, expect_records

ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - same
    timezones=ZONES,
)
MONEY = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
WHOLE = st.integers(-(2**31), 2**31 - 1)


def there_and_back(value: object, kind: str) -> object:
    return python_value(decode(encode(value), exact=True), Field("f", kind))


@given(MOMENTS)
def test_a_moment_survives_in_utc_to_the_second(moment: datetime) -> None:
    read = there_and_back(moment, "datetime")
    assert read == moment.astimezone(UTC).replace(microsecond=0)
    assert isinstance(read, datetime)
    assert read.tzinfo is UTC


@given(MONEY)
def test_money_survives_to_the_last_digit_and_is_never_a_float(amount: Decimal) -> None:
    read = there_and_back(amount, "monetary")
    assert isinstance(read, Decimal)
    assert read == amount


@given(st.dates())
def test_a_date_survives(day: date) -> None:
    assert there_and_back(day, "date") == day


@given(WHOLE)
def test_whole_numbers_survive(number: int) -> None:
    assert there_and_back(number, "integer") == number


@given(st.text())
def test_texts_survive(text: str) -> None:
    assert there_and_back(text, "char") == text


@given(st.integers(1, 10**9), st.text())
def test_a_reference_is_sent_as_its_id(record_id: int, name: str) -> None:
    assert there_and_back(Ref(record_id, name), "many2one") == Ref(record_id)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("char", None),
        ("text", None),
        ("html", None),
        ("selection", None),
        ("date", None),
        ("datetime", None),
        ("many2one", None),
        ("binary", None),
        ("boolean", False),
        ("integer", 0),
    ],
)
def test_false_means_nothing_but_for_a_boolean(kind: str, expected: object) -> None:
    read = python_value(False, Field("f", kind))
    assert read == expected
    assert type(read) is type(expected)


def test_a_record_is_converted_field_by_field() -> None:
    fields = {
        "stage_id": Field("stage_id", "many2one"),
        "expected_revenue": Field("expected_revenue", "monetary"),
        "active": Field("active", "boolean"),
        "tag_ids": Field("tag_ids", "many2many"),
    }
    raw = decode(
        b'{"id":1,"stage_id":[3,"Won"],"expected_revenue":0.1,"active":true,"tag_ids":[1,2]}',
        exact=True,
    )
    assert isinstance(raw, dict)
    assert python_record(raw, fields) == {
        "id": 1,
        "stage_id": Ref(3, "Won"),
        "expected_revenue": Decimal("0.1"),
        "active": True,
        "tag_ids": [1, 2],
    }


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("datetime", "not a time"),
        ("date", "2026-13-01"),
        ("monetary", "12"),
        ("float", True),
        ("many2one", ["x", "y"]),
        ("many2many", [1, "x"]),
        ("many2many", 5),
    ],
)
def test_a_value_of_another_shape_is_a_bad_reply(kind: str, value: object) -> None:
    with pytest.raises(BadReply):
        python_value(value, Field("f", kind))


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001 - naive on purpose
        Decimal("NaN"),
        Decimal("Infinity"),
        math.inf,
        object(),
        b"bytes",
        {1: {"deep": object()}},
    ],
)
def test_what_odoo_cannot_hold_is_refused_before_sending(value: object) -> None:
    with pytest.raises(BadCall):
        encode({"value": value})


def test_endless_nesting_is_refused_both_ways() -> None:
    nest: list[object] = []
    nest.append(nest)
    with pytest.raises(BadCall):
        encode(nest)
    with pytest.raises(BadReply):
        decode(b"[" * 200_000)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":', b"\xff\xfe", b"nul"])
def test_what_is_not_json_is_a_bad_reply(body: bytes) -> None:
    with pytest.raises(BadReply):
        decode(body)


def test_shapes_are_checked() -> None:
    assert expect_ids([1, 2], "ids") == [1, 2]
    with pytest.raises(BadReply):
        expect_int(True, "an id")
    with pytest.raises(BadReply):
        expect_records([1], "records")
    with pytest.raises(BadReply):
        expect_records({}, "records")
