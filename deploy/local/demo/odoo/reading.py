"""Searching and reading records of any model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.domains import pairs_of, where
from deploy.local.demo.odoo.failures import DatabaseFailure
from deploy.local.demo.odoo.links import links_of
from deploy.local.demo.odoo.schema import TO_MANY, models
from deploy.local.demo.odoo.values import as_id, from_column

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field, Model

NAMED: Final = "_classic_read"
"""The `load` with which references are read as [id, name]."""
CHUNK: Final = 5000
"""SQLite takes a limited number of parameters."""


def search(
    env: Env, name: str, domain: Any, *, offset: Any = 0, limit: Any = None, order: Any = None
) -> list[int]:
    """Give the ids that a domain finds, in order."""
    model = env.model(name)
    condition, values = where(env, model, domain)
    bound = f" LIMIT {_whole(limit)}" if limit else " LIMIT -1"
    sql = (
        f"SELECT id FROM {model.table} WHERE {condition}"  # noqa: S608 - schema names
        f" ORDER BY {order_by(model, order or model.order)}{bound} OFFSET {_whole(offset or 0)}"
    )
    return [row["id"] for row in env.rows(sql, values)]


def search_count(env: Env, name: str, domain: Any, *, limit: Any = None) -> int:
    """Count what a domain finds."""
    model = env.model(name)
    condition, values = where(env, model, domain)
    rows = env.rows(f"SELECT COUNT(*) AS n FROM {model.table} WHERE {condition}", values)  # noqa: S608 - schema names
    count = int(rows[0]["n"])
    return min(count, _whole(limit)) if limit else count


def _whole(value: Any) -> int:
    if isinstance(value, int):
        return value
    raise DatabaseFailure(
        "errors.InvalidTextRepresentation", f'invalid input syntax for type bigint: "{value}"\n'
    )


def order_by(model: Model, order: str) -> str:
    """Turn `priority desc, id` into SQL, empty values where PostgreSQL has them."""
    terms = [_order_term(model, term.strip()) for term in order.split(",")]
    return ", ".join(terms)


def _order_term(model: Model, term: str) -> str:
    match = re.fullmatch(
        r"(\w+)(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?", term, re.IGNORECASE
    )
    field = model.fields.get(match[1]) if match else None
    if match is None or field is None:
        raise ValueError(
            f"Invalid field {term.split(' ', maxsplit=1)[0]!r} on model {model.name!r}"
        )
    if not field.is_column:
        raise ValueError(
            f"Cannot convert {model.name}.{field.name} to SQL because it is not stored"
        )
    is_down = (match[2] or "").lower() == "desc"
    return f"{_order_key(field)} {'DESC NULLS FIRST' if is_down else 'ASC NULLS LAST'}"


def _order_key(field: Field) -> str:
    """A reference is ordered as its own model orders it."""
    target = models().get(field.relation) if field.type == "many2one" else None
    if target is None or field.name.endswith("_uid"):
        return f"{models()[field.model].table}.{field.column}"
    first = re.split(r"[ ,]", target.order)[0]
    table = models()[field.model].table
    return f"(SELECT t.{first} FROM {target.table} t WHERE t.id = {table}.{field.column})"  # noqa: S608 - schema names


def read(
    env: Env, name: str, ids: list[int], fields: list[str] | None = None, load: Any = NAMED
) -> list[Vals]:
    """Read records in the order of their ids; missing ones are left out."""
    model = env.model(name)
    wanted = _wanted(model, fields)
    rows: dict[int, Any] = {}
    keys = [as_id(one) for one in ids]
    for start in range(0, len(keys), CHUNK):
        rows |= _rows(env, model, keys[start : start + CHUNK])
    present = [one for one in dict.fromkeys(keys) if one in rows]
    columns = {field.name: _column(env, field, rows, present, load) for field in wanted}
    return [
        {"id": one} | {key: values[one] for key, values in columns.items() if key != "id"}
        for one in present
    ]


def _wanted(model: Model, fields: list[str] | None) -> list[Field]:
    for name in fields or ():
        if name not in model.fields:
            raise ValueError(f"Invalid field {name!r} on {model.name!r}")
    return [model.fields[name] for name in fields or model.fields]


def _rows(env: Env, model: Model, ids: list[int]) -> dict[int, Any]:
    marks = ", ".join("?" * len(ids))
    found = env.rows(f"SELECT * FROM {model.table} WHERE id IN ({marks})", ids)  # noqa: S608 - schema names
    return {row["id"]: row for row in found}


def _column(
    env: Env, field: Field, rows: dict[int, Any], ids: list[int], load: Any
) -> dict[int, Any]:
    computed = env.hooks_of(field.model).computed.get(field.name)
    if computed is not None:
        values = computed(env, ids)
    elif field.name == "display_name":
        return titles(env, field.model, ids)
    elif field.type in TO_MANY:
        values = dict(_links(env, field, ids))
    elif field.is_column:
        values = {one: rows[one][field.name] for one in ids}
    else:
        values = {}
    if field.type == "many2one" and load == NAMED:
        return _named(env, field, {one: values.get(one) for one in ids})
    return {one: from_column(field, values.get(one)) for one in ids}


def _links(env: Env, field: Field, ids: list[int]) -> dict[int, list[int]]:
    if not field.is_searchable or field.relation not in models() or not ids:
        return {}
    pairs, values = pairs_of(field)
    found = links_of(env, pairs, values, ids)
    if field.relation == "mail.activity":
        return _by_day(env, found)
    is_newest_first = field.relation == "mail.message"
    return {one: others[::-1] for one, others in found.items()} if is_newest_first else found


def _by_day(env: Env, found: dict[int, list[int]]) -> dict[int, list[int]]:
    every = [other for others in found.values() for other in others]
    marks = ", ".join("?" * len(every))
    rows = env.rows(f"SELECT id, date_deadline FROM mail_activity WHERE id IN ({marks})", every)  # noqa: S608 - marks only
    day = {row["id"]: row["date_deadline"] or "" for row in rows}
    return {
        one: sorted(others, key=lambda other: (day[other], other)) for one, others in found.items()
    }


def _named(env: Env, field: Field, values: dict[int, Any]) -> dict[int, Any]:
    targets = sorted({value for value in values.values() if value})
    names = titles(env, field.relation, targets) if field.relation in models() else {}
    return {
        one: [value, names.get(value, f"{field.relation},{value}")] if value else False
        for one, value in values.items()
    }


def titles(env: Env, name: str, ids: list[int]) -> dict[int, str]:
    """Give the display names of records."""
    model = env.model(name)
    marks = ", ".join("?" * len(ids))
    rows = env.rows(
        f"SELECT id, {model.title} AS title FROM {model.table} WHERE id IN ({marks})",  # noqa: S608 - schema names
        ids,
    )
    return {row["id"]: row["title"] or f"{name},{row['id']}" for row in rows}


def search_read(
    env: Env,
    name: str,
    domain: Any,
    fields: list[str] | None = None,
    *,
    offset: Any = 0,
    limit: Any = None,
    order: Any = None,
    load: Any = NAMED,
) -> list[Vals]:
    """Search and read in one call."""
    ids = search(env, name, domain or [], offset=offset, limit=limit, order=order)
    return read(env, name, ids, fields, load)
