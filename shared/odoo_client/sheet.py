"""Rows in Odoo's import format: what `load()` takes are texts in columns, as from a file.

Source: Odoo 19.0, odoo/orm/models.py (load) and addons/base/models/ir_fields.py (read 2026-11).
An empty cell sets nothing (False), it does not leave Odoo's default: so rows with different
fields go into different sheets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from .errors import BadCall
from .wire import Ref, XmlId, odoo_datetime, storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .fields import Field
    from .keyed import KeyedRow


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row ready for `load()`; `cells` begin with the key."""

    key: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]


class BadCell(BadCall):
    """One row's own value cannot be written; what is wrong with a column is a plain BadCall."""


def sheet_row(row: KeyedRow, fields: Mapping[str, Field]) -> SheetRow:
    """Write a row in import format.

    Raises BadCall for a field that there is not (or not for our user) or that cannot be set,
    BadCell for a value; both name the field, never its value.
    """
    names = sorted(row.values)
    columns = tuple(_column(name, row.values[name], fields) for name in names)
    cells = tuple(_cell(row.values[name], fields[name]) for name in names)
    return SheetRow(row.key, ("id", *columns), (row.key, *cells))


def sheets(rows: Iterable[SheetRow], size: int) -> list[list[SheetRow]]:
    """Group rows with the same columns, at most `size` together, in the order given."""
    by_columns: dict[tuple[str, ...], list[SheetRow]] = {}
    for row in rows:
        by_columns.setdefault(row.columns, []).append(row)
    return [
        group[start : start + size]
        for group in by_columns.values()
        for start in range(0, len(group), size)
    ]


def _column(name: str, value: object, fields: Mapping[str, Field]) -> str:
    field = fields.get(name)
    if field is None:
        raise BadCall(f"unknown field {name}, or hidden from the user of the API key")
    if field.type == "one2many" or name == "id":
        raise BadCall(f"{name} cannot be set by insert_or_get")
    if field.type == "many2one" and isinstance(value, XmlId):
        return f"{name}/id"
    return f"{name}/.id" if field.type in {"many2one", "many2many"} else name


def _cell(value: object, field: Field) -> str:
    if value is None or value is False:
        return "0" if field.type == "boolean" else ""
    try:
        return _WRITERS.get(field.type, _text)(value)
    except BadCall as error:
        raise BadCell(f"{field.name}: {error}") from None
    except TypeError:
        kind = type(value).__name__
        raise BadCell(f"{field.name} is a {field.type}, which takes no {kind}") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return storable(value)


def _boolean(value: object) -> str:
    if value is not True:
        raise TypeError
    return "1"


def _integer(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return str(value)


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite():
        raise TypeError
    return format(number, "f")


def _datetime(value: object) -> str:
    return odoo_datetime(value) if isinstance(value, datetime) else _text(value)


def _date(value: object) -> str:
    if isinstance(value, datetime):
        raise TypeError
    return value.isoformat() if isinstance(value, date) else _text(value)


def _record(value: object) -> str:
    if isinstance(value, XmlId):
        return value.name
    return _integer(value.id if isinstance(value, Ref) else value)


def _records(value: object) -> str:
    if not isinstance(value, list | tuple):
        raise TypeError
    members: Sequence[object] = value
    return ",".join(map(_record, members))


_WRITERS: Mapping[str, Callable[[object], str]] = {
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "float": _number,
    "integer": _integer,
    "json": json.dumps,
    "many2many": _records,
    "many2one": _record,
    "many2one_reference": _integer,
    "monetary": _number,
    "properties": json.dumps,
}
