"""What a store takes, the same in every adapter: names, ids, JSON data, moments.

The limits are Firestore's, a little tightened, so that what one store took the other takes too
(cloud.google.com/firestore/quotas, read 2026-11; ids and sizes tried on its emulator).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.errors import BadInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCUMENT_BYTES = 1_000_000
"""Of the data as compact JSON in UTF-8; Firestore's 1 MiB counts names and bookkeeping too."""
FIELDS = 1_000
"""At the top level of a document."""
DEPTH = 100
"""Of lists and objects within each other: far below where JSON readers give up."""
ID_BYTES = 1_500
FINDABLE_TEXT_BYTES = 1_500
"""Firestore cuts longer text off in its indexes, so a query finds none, here as there."""
INT64 = range(-(2**63), 2**63)

_FIELD = re.compile(r"(?!__.*__\Z)[A-Za-z_][A-Za-z0-9_]{0,99}")
_RESERVED_ID = re.compile(r"__.*__", re.DOTALL)
_NOT_IN_ID = re.compile(r"[\x00-\x1f/\x7f]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

BOOL, NUMBER, TEXT = 1, 2, 3

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Checked:
    """Data that any store takes: a copy of its own, and the same as compact JSON."""

    data: dict[str, object]
    json: str


def checked(data: Mapping[str, object]) -> Checked:
    """Check and copy a document's data; raises BadInput or TooLarge."""
    given = dict(data)
    if len(given) > FIELDS:
        raise TooLarge(f"a document has at most {FIELDS} fields", code="document_too_large")
    try:
        text = _to_json(given)
        size = len(text.encode())
        copy = from_json(text)
        is_json = copy == given
    except (TypeError, ValueError, RecursionError):
        raise _not_json(given) from None
    if not is_json or _is_too_deep(text, copy):
        raise _not_json(given)
    if size > DOCUMENT_BYTES:
        raise TooLarge(f"a document has at most {DOCUMENT_BYTES} bytes", code="document_too_large")
    return Checked(copy, text)


def from_json(text: str) -> dict[str, object]:
    """Read what `Checked.json` holds."""
    data: dict[str, object] = _DECODER.decode(text)
    return data


def kind(value: object) -> int | None:
    """Give the rank of a top-level value in the order of queries; None: queries see no such value.

    Firestore's order: bools, then numbers, then text.
    """
    if isinstance(value, str):
        return TEXT if _is_short(value) else None
    if isinstance(value, bool):
        return BOOL
    return NUMBER if isinstance(value, (int, float)) else None


def is_field(name: str) -> bool:
    """Say whether a top-level field of this name can be queried and counted in."""
    return _FIELD.fullmatch(name) is not None


def check_name(name: str) -> None:
    """Check a collection's or a queried field's name; raises BadInput."""
    if not is_field(name):
        raise BadInput("a collection or field is named with letters, digits and _", code="bad_name")


def check_address(collection: str, doc_id: str) -> None:
    """Check a collection's name and a document's id; raises BadInput."""
    check_name(collection)
    if not _is_id(doc_id):
        raise BadInput("a document's id is 1 to 1500 bytes without / or controls", code="bad_id")


def microseconds(moment: datetime | None) -> int | None:
    """Give an aware moment as microseconds since 1970; raises BadInput on a naive one."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise BadInput("expires_at needs its zone", code="bad_moment")
    return (moment - _EPOCH) // _MICROSECOND


def added(current: object, by: int) -> int | float:
    """Add as Firestore's Increment does: what is no number counts as 0, integers saturate."""
    if isinstance(current, float):
        return current + by
    if isinstance(current, bool) or not isinstance(current, int):
        return by
    return min(max(current + by, INT64[0]), INT64[-1])


def check_increment(field: str, by: int) -> None:
    """Check what `increment` was given; raises BadInput."""
    check_name(field)
    if type(by) is not int or by not in INT64:
        raise BadInput("an increment is a whole number of 64 bits", code="bad_increment")


def _is_short(text: str) -> bool:
    escapes = text.count("\x00") + text.count("\x01")  # SQLite keeps these two doubled
    return len(text.encode()) + escapes <= FINDABLE_TEXT_BYTES


def _is_id(doc_id: str) -> bool:
    if doc_id in {"", ".", ".."} or _NOT_IN_ID.search(doc_id) or _RESERVED_ID.fullmatch(doc_id):
        return False
    try:
        return len(doc_id.encode()) <= ID_BYTES
    except UnicodeEncodeError:
        return False


def _not_json(given: Mapping[str, object]) -> BadInput:
    fault = "values are JSON: text, 64-bit whole numbers, finite floats, lists, objects, 100 deep"
    return BadInput(fault, path=_first_fault(given), code="not_json")


def _first_fault(given: Mapping[str, object]) -> str:
    """Name the field at fault, unless its name is none of ours: it could be anybody's text."""
    for key, value in given.items():
        if not _stands_alone({key: value}):
            return key if is_field(str(key)) else "$"
    return "$"


def _stands_alone(part: dict[str, object]) -> bool:
    try:
        text = _to_json(part)
        text.encode()
        copy = from_json(text)
        return copy == part and not _is_too_deep(text, copy)
    except (TypeError, ValueError, RecursionError):
        return False


def _is_too_deep(text: str, data: dict[str, object]) -> bool:
    if text.count("[") + text.count("{") <= DEPTH:
        return False
    level: list[object] = [data]
    for _ in range(DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: object) -> list[object]:
    inner: list[object] = []
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    return [each for each in inner if isinstance(each, (dict, list))]


def _int64(digits: str) -> int:
    number = int(digits)
    if number not in INT64:
        raise ValueError
    return number


_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_DECODER = json.JSONDecoder(parse_int=_int64)
