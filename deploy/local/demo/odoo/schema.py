"""Models and fields as the real server describes them, and where they are stored.

schema.json is a plain Odoo with CRM, addon.json what our addon adds to it.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FIELD_DEFAULTS: Final[dict[str, Any]] = {
    "change_default": False,
    "company_dependent": False,
    "default_export_compatible": False,
    "depends": [],
    "exportable": True,
    "groupable": True,
    "manual": False,
    "readonly": False,
    "required": False,
    "searchable": True,
    "sortable": True,
    "store": True,
    "translate": False,
    "trim": True,
    "context": {},
    "domain": [],
    "allow_hierachy_operators": False,
}
"""Attributes that the schema file leaves out where they have this value."""
TO_MANY: Final = frozenset({"one2many", "many2many"})
ALWAYS_STORED: Final = {
    ("res.users", "name"),
    ("res.users", "email"),
    ("res.users", "lang"),
    ("res.users", "tz"),
    ("ir.model.data", "complete_name"),
    ("mail.activity", "feedback"),
    ("mail.message", "record_name"),
    ("res.company", "country_id"),
    ("crm.team", "member_ids"),
}
"""Computed on the real server, plain here."""
ORDERS: Final = {
    "crm.lead": "priority desc, id desc",
    "crm.stage": "sequence, name, id",
    "crm.team": "sequence, create_date desc, id desc",
    "utm.medium": "name",
    "utm.stage": "sequence",
    "mail.activity": "date_deadline, id",
    "mail.activity.type": "sequence, id",
    "mail.message": "id desc",
    "res.users": "name, login",
    "res.partner": "complete_name, id desc",
    "res.country": "name, id",
    "res.lang": "active desc, name",
    "res.currency": "active desc, name",
    "res.company": "sequence, name",
    "ir.model": "model",
    "ir.model.data": "module, model, name",
    "ir.module.module": "name",
}
"""Default orders, from the models' source (Odoo 19.0)."""
UNIQUE: Final = {
    ("crm.tag", "name"): "Tag name already exists!",
    ("utm.source", "name"): "The name must be unique",
    ("utm.medium", "name"): "The name must be unique",
    ("utm.campaign", "name"): "The name must be unique",
    ("res.users", "login"): "You can not have two users with the same login!",
    ("res.lang", "code"): "The code of the language must be unique!",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model."""

    model: str
    name: str
    type: str
    string: str
    required: bool
    is_stored: bool
    relation: str
    relation_field: str
    selection: tuple[tuple[str, str], ...]
    attributes: dict[str, Any] = field(repr=False)

    @property
    def column(self) -> str:
        """The name as SQL takes it."""
        return f'"{self.name}"'

    @property
    def is_column(self) -> bool:
        """Whether the model's table holds it."""
        return self.is_stored and self.type not in TO_MANY

    @property
    def is_link_table(self) -> bool:
        """Whether a table of pairs holds it."""
        return self.is_stored and self.type == "many2many"

    @property
    def is_searchable(self) -> bool:
        """Whether the demo can look records up by it."""
        is_inverse = self.type == "one2many" and self.relation_field != ""
        return self.is_column or self.is_link_table or is_inverse

    @property
    def link_table(self) -> str:
        """Name of the table of pairs."""
        return f"{_table(self.model)}__{self.name}"


@dataclass(frozen=True, slots=True)
class Model:
    """One model."""

    name: str
    label: str
    fields: dict[str, Field]
    order: str
    title: str
    """The field that names a record (`_rec_name`)."""

    @property
    def table(self) -> str:
        """Name of its table."""
        return _table(self.name)

    @property
    def columns(self) -> list[Field]:
        """Fields held by the table itself."""
        return [one for one in self.fields.values() if one.is_column]


def _table(model: str) -> str:
    return model.replace(".", "_")


@functools.cache
def models(*, with_addon: bool = True) -> dict[str, Model]:
    """Give every model that the demo knows; tables are always there for those of the addon."""
    described = _described("schema.json")
    for name, raw in _described("addon.json").items() if with_addon else ():
        known = described.get(name, {}).get("fields", {})
        described[name] = raw | {"fields": {**known, **raw["fields"]}}
    return {name: _model(name, raw) for name, raw in described.items()}


def _described(file: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((Path(__file__).parent / file).read_bytes())
    return described


def _model(name: str, raw: dict[str, Any]) -> Model:
    fields = {key: _field(name, key, value) for key, value in raw["fields"].items()}
    title = "summary" if name == "mail.activity" else "name"
    title = title if title in fields else "id"
    return Model(name, raw["name"], fields, ORDERS.get(name, "id"), title)


def _field(model: str, name: str, raw: dict[str, Any]) -> Field:
    selection = tuple((key, label) for key, label in raw.get("selection", ()))
    return Field(
        model,
        name,
        raw["type"],
        raw["string"],
        required=raw.get("required", False),
        is_stored=raw.get("store", True) or (model, name) in ALWAYS_STORED,
        relation=raw.get("relation", ""),
        relation_field=raw.get("relation_field", ""),
        selection=selection,
        attributes=raw,
    )


def describe(one: Field) -> dict[str, Any]:
    """Give a field as `fields_get` does."""
    relational = one.type in TO_MANY or one.type == "many2one"
    left_out = () if relational else ("context", "domain", "allow_hierachy_operators")
    left_out = left_out if one.type == "char" else (*left_out, "trim")
    text = one.type in {"char", "text", "html"}
    left_out = left_out if text else (*left_out, "translate")
    defaults = {key: value for key, value in FIELD_DEFAULTS.items() if key not in left_out}
    return defaults | {"name": one.name} | one.attributes
