"""Owner, stage, tags and the few other fields that an action may set."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from shared.action_ports import Before
from shared.adapters.odoo.actions.assignees import SEEN_BY, Assignees
from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.references import PREFIX
from shared.errors import BadInput, PermanentError
from shared.odoo_client import KeyedRow, Ref, Refused, external_id, storable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.adapters.odoo.actions.leads import Leads
    from shared.domain.ids import CrmLeadId
    from shared.odoo_client import OdooClient

    Value = Decimal | date | str | None

_TRIES = 2
"""Names of tags are unique: of two who make the same one, one is refused, and finds it then."""
_PRIORITIES = frozenset("0123")
_KEY_DIGITS = 16


class Changes:
    """Sets what is to be, and says what stood there before."""

    def __init__(self, client: OdooClient, leads: Leads) -> None:
        self._client = client
        self._leads = leads
        self._assignees = Assignees(client)

    def assign(self, crm_lead_id: CrmLeadId, user_id: int | None) -> Before:
        """Set the owner. Odoo tells him as ever: it is the only one that surely does."""
        before = _id(self._leads.read(crm_lead_id, SEEN_BY)["user_id"])
        if before == user_id:
            return Before(before, changed=False)
        if user_id is not None:
            self._assignees.working(user_id)
        self._leads.write(crm_lead_id, {"user_id": user_id or False})
        return Before(before, changed=True)

    def move_stage(self, crm_lead_id: CrmLeadId, stage_id: int) -> Before:
        """Set the stage; one that wins the lead wins it."""
        before = _id(self._leads.read(crm_lead_id, ["stage_id"])["stage_id"])
        if before == stage_id:
            return Before(before, changed=False)
        if not self._client.search_count("crm.stage", [["id", "=", stage_id]]):
            raise BadInput("Odoo has no such stage", code="stage_unknown")
        self._leads.write(crm_lead_id, {"stage_id": stage_id})
        return Before(before, changed=True)

    def tag(self, crm_lead_id: CrmLeadId, name: str) -> Before:
        """Put a tag on; one that Odoo does not have is made."""
        has = self._leads.read(crm_lead_id, ["tag_ids"])["tag_ids"]
        tag = self._find_tag(name) or self._make_tag(name)
        if tag in _ids(has):
            return Before(name, changed=False)
        self._leads.write(crm_lead_id, {"tag_ids": [[4, tag, 0]]})
        return Before(None, changed=True)

    def untag(self, crm_lead_id: CrmLeadId, name: str) -> None:
        """Take a tag off."""
        has, tag = self._leads.read(crm_lead_id, ["tag_ids"])["tag_ids"], self._find_tag(name)
        if tag in _ids(has):
            self._leads.write(crm_lead_id, {"tag_ids": [[3, tag, 0]]})

    def set_field(self, crm_lead_id: CrmLeadId, field: str, value: Value) -> Before:
        """Set one of `_FIELDS`; the value before comes as text that this takes again."""
        if field not in _FIELDS:
            raise BadInput("not a field that an action may set", code="field_value")
        name, read, write = _FIELDS[field]
        wanted = write(value)
        there = self._leads.read(crm_lead_id, [name])[name]
        before = read(there)
        if read(wanted) == before:
            return Before(before, changed=False)
        self._leads.write(crm_lead_id, {name: wanted})
        return Before(before, changed=True)

    def _find_tag(self, name: str) -> int | None:
        rows = self._client.search_read("crm.tag", [["name", "=", name]], ["id"], limit=1)
        return int(str(rows[0]["id"])) if rows else None

    def _make_tag(self, name: str) -> int:
        digest = hashlib.sha256(name.encode()).hexdigest()[:_KEY_DIGITS]
        row = KeyedRow(external_id(PREFIX, f"crm_tag_{digest}"), {"name": storable(name)})
        for _ in range(_TRIES):
            (made,) = self._client.insert_or_get("crm.tag", [row], context=OUR_WRITE)
            if not isinstance(made, Refused):
                return made.id
            if (found := self._find_tag(name)) is not None:
                return found
        raise PermanentError("Odoo refused a new crm.tag", code="odoo_invalid")


def _id(value: object) -> int | None:
    return value.id if isinstance(value, Ref) else None


def _ids(value: object) -> set[object]:
    return set(value) if isinstance(value, list) else set()


def _as_text(value: object) -> str | None:
    return str(value) if value not in {None, False} else None


def _amount_text(value: object) -> str | None:
    return f"{Decimal(str(value or 0)).normalize():f}"


def _priority(value: Value) -> object:
    if value is not None and value not in _PRIORITIES:
        raise _unfit()
    return value or "0"


def _amount(value: Value) -> object:
    try:
        amount = Decimal(str(value or 0))
    except InvalidOperation:
        raise _unfit() from None
    if not amount.is_finite():
        raise _unfit()
    return amount


def _day(value: Value) -> object:
    try:
        return date.fromisoformat(str(value)) if value else False
    except ValueError:
        raise _unfit() from None


def _unfit() -> BadInput:
    return BadInput("not a value that this field takes", code="field_value")


_FIELDS: Mapping[str, tuple[str, Callable[[object], str | None], Callable[[Value], object]]] = {
    "priority": ("priority", _as_text, _priority),
    "expected_revenue": ("expected_revenue", _amount_text, _amount),
    "close_date": ("date_deadline", _as_text, _day),
}
