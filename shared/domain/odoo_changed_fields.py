"""What an event of the addon says under `changed`: values before and after, what was touched.

`{"stage": {"from": x, "to": y}, "contact": ["email"], "activity": {...}, "message": {...},
"said": {"verdict": "not_hot", "reason": ""},
"alert": {"key": "...", "what": "snooze", "reason": "", "until": "..."}}`, where
x and y are what `OpportunityState` holds under the same name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from pydantic import ValidationError

from shared.domain.odoo_change import FieldChange, MessageRef, Plain, SaidOfAlert, SaidOfGrade
from shared.domain.opportunity import Named, OpportunityState, PlannedActivity
from shared.domain.values import StoredValue
from shared.errors import BadInput

MAX_NAMES = 100
FIELDS = frozenset(
    {
        *("stage", "owner", "team", "outcome", "lost_reason", "is_active", "type", "title"),
        *("priority", "expected_revenue", "probability", "close_date"),
    }
)
"""Others are passed over: a newer addon may tell more."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
Known = TypeVar("Known", bound=StoredValue)


@dataclass(frozen=True, slots=True)
class Changed:
    """What was read of it."""

    fields: tuple[FieldChange, ...]
    contact: tuple[str, ...]
    activity: PlannedActivity | None
    message: MessageRef | None
    said: SaidOfGrade | None
    alert: SaidOfAlert | None


def read_changed(given: object) -> Changed:
    """Read `changed`, which may be absent; raises BadInput with the path of the first fault."""
    changed = _object(given, "changed") if given is not None else {}
    fields = [_field(name, changed[name]) for name in sorted(FIELDS & changed.keys())]
    return Changed(
        fields=tuple(fields),
        contact=_names(changed.get("contact")),
        activity=_optional(changed.get("activity"), PlannedActivity, "changed.activity"),
        message=_optional(changed.get("message"), MessageRef, "changed.message"),
        said=_optional(changed.get("said"), SaidOfGrade, "changed.said"),
        alert=_optional(changed.get("alert"), SaidOfAlert, "changed.alert"),
    )


def _field(name: str, given: object) -> FieldChange:
    path = f"changed.{name}"
    change = _object(given, path)
    if not {"from", "to"} <= change.keys():
        raise BadInput("needs `from` and `to`", path=path)
    before, after = (_value(name, change[side], f"{path}.{side}") for side in ("from", "to"))
    return FieldChange(field=name, before=before, after=after)


def _value(name: str, given: object, path: str) -> Named | Plain:
    """Read a value as the state's own field does, so that both say the same in the same way."""
    if given is None:
        return None
    state = _read(OpportunityState, {name: given}, path)
    value = getattr(state, name)
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, Named | str | bool | float | None) else str(value)


def _names(given: object) -> tuple[str, ...]:
    names = [] if given is None else given
    if type(names) is not list or len(names) > MAX_NAMES:
        raise BadInput(f"must be a list of at most {MAX_NAMES}", path="changed.contact")
    if not all(type(name) is str and _NAME.match(name) for name in names):
        raise BadInput("must hold names of fields", path="changed.contact")
    return tuple(names)


def _optional(given: object, kind: type[Known], path: str) -> Known | None:
    return None if given is None else _read(kind, _object(given, path), path)


def _read(kind: type[Known], values: dict[str, object], path: str) -> Known:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise BadInput(first["msg"], path=path) from None


def _object(value: object, path: str) -> dict[str, object]:
    if type(value) is not dict:
        raise BadInput("must be an object", path=path)
    return value
