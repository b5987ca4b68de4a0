"""Field values between JSON and columns, with the errors that the real server raises."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deploy.local.demo.odoo.failures import DatabaseFailure
from deploy.local.demo.odoo.markup import sanitized

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.schema import Field

INT4_MAX = 2**31 - 1
DATE, DATETIME = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"


def to_column(field: Field, value: Any) -> Any:
    """Check a value and give what the column holds; raises as the real server does."""
    convert = _TO_COLUMN.get(field.type)
    return convert(field, value) if convert else _text(field, value)


def from_column(field: Field, value: Any) -> Any:
    """Give the value as JSON carries it: False where there is none."""
    convert = _FROM_COLUMN.get(field.type)
    if convert is not None:
        return convert(value)
    return False if value is None else value


def _text(field: Field, value: Any) -> str | None:
    if value is False or value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    if "\0" in text:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")
    return text


def _html(field: Field, value: Any) -> str | None:
    text = _text(field, value)
    return sanitized(text) if text else text


def _selection(field: Field, value: Any) -> str | None:
    if not value:
        return None
    if value not in [key for key, _ in field.selection] and field.selection:
        raise ValueError(f"Wrong value for {field.model}.{field.name}: {value!r}")
    return str(value)


def _boolean(field: Field, value: Any) -> int:
    return int(bool(value))


def _integer(field: Field, value: Any) -> int:
    return _int4(int(value or 0))


def _float(field: Field, value: Any) -> float:
    return float(value or 0.0)


def _many2one(field: Field, value: Any) -> int | None:
    key = value[0] if isinstance(value, (list, tuple)) and value else value
    if not key:
        return None
    return as_id(key)


def as_id(value: Any) -> int:
    """Read a record id; raises what PostgreSQL says of a text that is none."""
    if isinstance(value, int):
        return _int4(value)
    raise DatabaseFailure(
        "errors.InvalidTextRepresentation",
        f'invalid input syntax for type integer: "{value}"\n',
    )


def _int4(number: int) -> int:
    if abs(number) > INT4_MAX:
        raise DatabaseFailure("errors.NumericValueOutOfRange", "integer out of range\n")
    return number


def _date(field: Field, value: Any) -> str | None:
    if not value:
        return None
    return datetime.strptime(str(value)[:10], DATE).strftime(DATE)  # noqa: DTZ007 - a day has no zone


def _datetime(field: Field, value: Any) -> str | None:
    """Odoo cuts the format to the text's length: `nope` is checked against `%Y`."""
    if not value:
        return None
    text = str(value)
    moment = datetime.strptime(text, DATETIME[: len(text) - 2])  # noqa: DTZ007 - Odoo's are bare UTC
    return moment.strftime(DATETIME)


def _json(field: Field, value: Any) -> str | None:
    return json.dumps(value) if value else None


_TO_COLUMN: dict[str, Callable[[Field, Any], Any]] = {
    "html": _html,
    "selection": _selection,
    "boolean": _boolean,
    "integer": _integer,
    "many2one_reference": _integer,
    "float": _float,
    "monetary": _float,
    "many2one": _many2one,
    "date": _date,
    "datetime": _datetime,
    "json": _json,
    "properties": _json,
}
_FROM_COLUMN: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "integer": lambda value: value or 0,
    "many2one_reference": lambda value: value or 0,
    "float": lambda value: value or 0.0,
    "monetary": lambda value: value or 0.0,
    "datetime": lambda value: value[:19] if value else False,
    "json": lambda value: json.loads(value) if value else False,
    "properties": lambda value: json.loads(value) if value else [],
    "one2many": lambda value: value or [],
    "many2many": lambda value: value or [],
}
