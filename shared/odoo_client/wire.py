"""JSON as Odoo speaks it: Python values to text and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from .errors import BadCall, BadReply


@dataclass(frozen=True, slots=True)
class Ref:
    """A many2one value: the record's id and its display name ("" when only the id is known)."""

    id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class XmlId:
    """A record of Odoo's own by its external id (`mail.mt_note`): a many2one in `insert_or_get`.

    It saves the look-up, and needs no right to read what it names.
    """

    name: str


def odoo_datetime(moment: datetime) -> str:
    """Write an aware moment as Odoo does: UTC, whole seconds, no zone. Raises BadCall if naive."""
    if moment.tzinfo is None:
        raise BadCall("a datetime without a time zone cannot be sent: make it aware")
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def storable(text: str) -> str:
    """Keep text as it is, but for NUL and lone surrogates, which PostgreSQL cannot hold."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _jsonable(value: object) -> object:
    match value:
        case datetime():
            return odoo_datetime(value)
        case date():
            return value.isoformat()
        case Ref():
            return value.id
        case Decimal():
            return _double(value)
        case set() | frozenset():
            return sorted(value)
    raise BadCall(f"a value of type {type(value).__name__} cannot be sent to Odoo")


def _double(number: Decimal) -> float:
    """Odoo itself holds floats: a double carries the 15 digits that money needs exactly."""
    if not number.is_finite():
        raise BadCall("NaN and infinity cannot be sent to Odoo")
    return float(number)


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_jsonable)
_DECODER = json.JSONDecoder()
_EXACT_DECODER = json.JSONDecoder(parse_float=Decimal)


def encode(document: object) -> bytes:
    """Write JSON; raises BadCall for what JSON or Odoo cannot hold."""
    try:
        return _ENCODER.encode(document).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCall(f"the arguments cannot be written as JSON ({type(error).__name__})") from None


def decode(body: bytes, *, exact: bool = False) -> object:
    """Read JSON; raises BadReply for anything else."""
    try:
        value: object = (_EXACT_DECODER if exact else _DECODER).decode(body.decode())
    except (ValueError, RecursionError):
        raise BadReply("the answer is not JSON") from None
    return value


def expect_object(value: object, what: str) -> dict[str, object]:
    """Give `value` if it is a JSON object, else raise BadReply."""
    if not isinstance(value, dict):
        raise BadReply(f"{what} should be an object, not {type(value).__name__}")
    return value


def expect_list(value: object, what: str) -> list[object]:
    """Give `value` if it is a JSON list, else raise BadReply."""
    if not isinstance(value, list):
        raise BadReply(f"{what} should be a list, not {type(value).__name__}")
    return value


def expect_int(value: object, what: str) -> int:
    """Give `value` if it is a whole number, else raise BadReply."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadReply(f"{what} should be a whole number, not {type(value).__name__}")
    return value


def expect_ids(value: object, what: str) -> list[int]:
    """Give `value` if it is a list of whole numbers, else raise BadReply."""
    return [expect_int(item, what) for item in expect_list(value, what)]


def expect_records(value: object, what: str) -> list[dict[str, object]]:
    """Give `value` if it is a list of objects, else raise BadReply."""
    return [expect_object(item, what) for item in expect_list(value, what)]
