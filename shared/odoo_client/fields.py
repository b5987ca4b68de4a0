"""A model's fields, as `fields_get` tells them, and checks before sending."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from .wire import Ref, expect_list, expect_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ATTRIBUTES = ("type", "string", "relation", "selection", "required", "readonly")
"""What is asked of `fields_get`: a tenth of what it gives unasked."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model."""

    name: str
    type: str
    """Odoo's word: char, text, html, selection, many2one, monetary, datetime ..."""
    label: str = ""
    relation: str = ""
    """The other model of a relational field."""
    required: bool = False
    readonly: bool = False
    selection: tuple[tuple[str, str], ...] = ()
    """Values and labels of a selection field."""


def parse_fields(answer: object) -> dict[str, Field]:
    """Read the answer of `fields_get`; raises BadReply for another shape."""
    fields = expect_object(answer, "the fields")
    return {name: _parse_field(name, expect_object(raw, name)) for name, raw in fields.items()}


def _parse_field(name: str, raw: dict[str, object]) -> Field:
    pairs = [expect_list(pair, name) for pair in expect_list(raw.get("selection") or [], name)]
    return Field(
        name=name,
        type=str(raw.get("type") or ""),
        label=str(raw.get("string") or ""),
        relation=str(raw.get("relation") or ""),
        required=bool(raw.get("required")),
        readonly=bool(raw.get("readonly")),
        selection=tuple((str(pair[0]), str(pair[-1])) for pair in pairs if pair),
    )


_TYPES: Mapping[str, tuple[type, ...]] = {
    "binary": (str,),
    "boolean": (bool,),
    "char": (str,),
    "date": (date, str),
    "datetime": (datetime, str),
    "float": (Decimal, int, float),
    "html": (str,),
    "integer": (int,),
    "many2many": (list, tuple),
    "many2one": (int, Ref),
    "monetary": (Decimal, int),
    "one2many": (list, tuple),
    "selection": (str,),
    "text": (str,),
}
"""Python types a field takes; a type that is not here is not checked."""


def complaints(values: Mapping[str, object], fields: Mapping[str, Field]) -> list[str]:
    """Say what is wrong with values before they are sent; no value is quoted."""
    return [said for name, value in values.items() if (said := _complaint(name, value, fields))]


def _complaint(name: str, value: object, fields: Mapping[str, Field]) -> str:
    field = fields.get(name)
    if field is None:
        return f"unknown field {name}"
    if value is None or value is False:
        return f"{name} is required" if field.required and field.type != "boolean" else ""
    return _wrong_type(field, value) or _wrong_value(field, value)


def _wrong_type(field: Field, value: object) -> str:
    wanted = _TYPES.get(field.type)
    fits = wanted is None or isinstance(value, wanted)
    if fits and (value is not True or field.type == "boolean"):
        return ""
    return f"{field.name} is a {field.type}, which takes no {type(value).__name__}"


def _wrong_value(field: Field, value: object) -> str:
    if field.selection and value not in {choice for choice, _label in field.selection}:
        return f"{field.name} has no such choice"
    if isinstance(value, str) and "\0" in value:
        return f"{field.name} holds a NUL character"
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"{field.name} has no time zone"
    return ""


class FieldCache:
    """Fields by (model, language), read once in `ttl_s`; thread-safe."""

    def __init__(self, monotonic: Callable[[], float], *, ttl_s: float = 3600.0) -> None:
        """`ttl_s`: after this long a model is read again (somebody may install a module)."""
        self._monotonic = monotonic
        self._ttl_s = ttl_s
        self._known: dict[tuple[str, str], tuple[float, Mapping[str, Field]]] = {}
        self._lock = threading.Lock()

    def get(
        self, key: tuple[str, str], load: Callable[[], Mapping[str, Field]]
    ) -> Mapping[str, Field]:
        """Give the fields, loading them when unknown or old."""
        entry = self._known.get(key)
        now = self._monotonic()
        if entry is not None and now - entry[0] < self._ttl_s:
            return entry[1]
        fields = load()
        with self._lock:
            self._known[key] = (now, fields)
        return fields

    def forget(self) -> None:
        """Read everything anew next time."""
        with self._lock:
            self._known.clear()
