"""Odoo's values to Python's, by the type of the field.

Odoo's JSON has one word, `false`, for no text, no date, no record and the boolean itself.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from .errors import BadReply
from .wire import Ref, expect_ids, expect_int

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .fields import Field


def python_value(value: object, field: Field) -> object:
    """Give a value read from Odoo as Python: aware UTC, Decimal, Ref, None for nothing.

    Types: char, text, html, selection, binary, reference -> str | None; boolean -> bool;
    integer -> int; float, monetary -> Decimal; date -> date | None; datetime -> aware UTC | None;
    many2one -> Ref | None; many2many, one2many -> list[int]; json, properties -> as they came.
    """
    if value is False or value is None:
        return _EMPTY.get(field.type)
    return _READERS.get(field.type, _same)(value)


def python_record(record: Mapping[str, object], fields: Mapping[str, Field]) -> dict[str, object]:
    """Convert every known field of a record; raises BadReply for a value of another shape."""
    return {
        name: python_value(value, fields[name]) if name in fields else value
        for name, value in record.items()
    }


def _same(value: object) -> object:
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise BadReply("a number should be a number")
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _datetime(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        raise BadReply("a datetime should look like 2026-11-22 17:03:10") from None


def _date(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadReply("a date should look like 2026-11-22") from None


def _ref(value: object) -> Ref:
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - [id, name]
        return Ref(expect_int(value[0], "a reference"), str(value[1] or ""))
    return Ref(expect_int(value, "a reference"))


def _ids(value: object) -> list[int]:
    return expect_ids(value, "a list of records")


_EMPTY: Mapping[str, object] = {"boolean": False, "integer": 0}

_READERS: Mapping[str, Callable[[object], object]] = {
    "date": _date,
    "datetime": _datetime,
    "float": _number,
    "many2many": _ids,
    "many2one": _ref,
    "monetary": _number,
    "one2many": _ids,
}
