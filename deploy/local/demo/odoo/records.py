"""Creating, changing and deleting records of any model, in the order a real Odoo does it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.failures import ConstraintFailure, missing
from deploy.local.demo.odoo.links import IN_USE, exists, link, marks
from deploy.local.demo.odoo.schema import UNIQUE, models
from deploy.local.demo.odoo.values import as_id, to_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field, Model

NEVER_SENT: Final = {"id", "create_date", "write_date", "create_uid", "write_uid", "display_name"}
RESTRICTED: Final = {
    ("crm.lead", "stage_id"),
    ("utm.campaign", "stage_id"),
    ("res.users", "partner_id"),
}
"""Relations that forbid deleting what they point at; others are emptied."""


def create(env: Env, name: str, vals_list: list[Vals]) -> list[int]:
    """Create records and give their ids."""
    model, hooks = env.model(name), env.hooks_of(name)
    for vals in vals_list:
        _check_names(model, vals)
    if hooks.before_create:
        vals_list = hooks.before_create(env, [dict(vals) for vals in vals_list])
    ids = [_insert(env, model, vals) for vals in vals_list]
    if hooks.after_create:
        hooks.after_create(env, ids)
    return ids


def write(env: Env, name: str, ids: list[int], vals: Vals) -> None:
    """Change records; raises MissingFailure for one that is not there."""
    model, hooks = env.model(name), env.hooks_of(name)
    check_exist(env, model, ids)
    _check_names(model, vals)
    if hooks.before_write:
        vals = hooks.before_write(env, ids, dict(vals))
    _update(env, model, ids, vals)
    if hooks.after_write:
        hooks.after_write(env, ids)


def unlink(env: Env, name: str, ids: list[int]) -> None:
    """Delete records with their external ids, activities and messages."""
    model, hooks = env.model(name), env.hooks_of(name)
    check_exist(env, model, ids)
    if hooks.before_unlink:
        hooks.before_unlink(env, ids)
    for field in _pointing_at(name):
        _let_go(env, field, ids)
    places = marks(ids)
    for model_column, table in (("model", "ir_model_data"), *ATTACHED):
        env.run(
            f"DELETE FROM {table} WHERE {model_column} = ? AND res_id IN ({places})",  # noqa: S608 - fixed names
            [name, *ids],
        )
    for field in model.fields.values():
        if field.is_link_table:
            env.run(f"DELETE FROM {field.link_table} WHERE record IN ({places})", ids)  # noqa: S608 - schema names
    env.run(f"DELETE FROM {model.table} WHERE id IN ({places})", ids)  # noqa: S608 - schema names


ATTACHED: Final = (("res_model", "mail_activity"), ("model", "mail_message"))


def check_exist(env: Env, model: Model, ids: Iterable[int]) -> None:
    """Raise MissingFailure for the first id that has no record."""
    wanted = [as_id(one) for one in ids]
    rows = env.rows(f"SELECT id FROM {model.table} WHERE id IN ({marks(wanted)})", wanted)  # noqa: S608 - schema names
    gone = set(wanted) - {row["id"] for row in rows}
    for one in wanted:
        if one in gone:
            raise missing(model.name, one, env.uid)


def store_computed(env: Env, name: str, record_id: int, values: Vals) -> None:
    """Set columns of one record without hooks or a new write date."""
    model = env.model(name)
    columns = {key: to_column(model.fields[key], value) for key, value in values.items()}
    names = ", ".join(f'"{key}" = ?' for key in columns)
    env.run(f"UPDATE {model.table} SET {names} WHERE id = ?", [*columns.values(), record_id])  # noqa: S608 - schema names


def _check_names(model: Model, vals: Vals) -> None:
    for key in vals:
        if key not in model.fields:
            raise ValueError(f"Invalid field {key!r} in {model.name!r}")


def _insert(env: Env, model: Model, vals: Vals) -> int:
    row, links = _split(model, vals)
    if "active" in model.fields:
        row.setdefault("active", 1)
    _check_required(model, row, model.fields)
    _check_references(env, model, row)
    row |= _stamps(env, "create") | _stamps(env, "write")
    names = ", ".join(f'"{key}"' for key in row)
    sql = f"INSERT INTO {model.table} ({names}) VALUES ({marks(row)})"  # noqa: S608 - schema names
    record_id = _run_unique(env, model, sql, list(row.values()))
    for field, commands in links.items():
        link(env, model.fields[field], record_id, commands, create)
    return record_id


def _update(env: Env, model: Model, ids: list[int], vals: Vals) -> None:
    row, links = _split(model, vals)
    _check_required(model, row, row)
    _check_references(env, model, row)
    row |= _stamps(env, "write")
    names = ", ".join(f'"{key}" = ?' for key in row)
    sql = f"UPDATE {model.table} SET {names} WHERE id IN ({marks(ids)})"  # noqa: S608 - schema names
    _run_unique(env, model, sql, [*row.values(), *ids])
    for record_id in ids:
        for field, commands in links.items():
            link(env, model.fields[field], record_id, commands, create)


def _stamps(env: Env, kind: str) -> Vals:
    return {f"{kind}_date": env.now, f"{kind}_uid": env.uid}


def _split(model: Model, vals: Vals) -> tuple[Vals, dict[str, Any]]:
    """Separate columns from links; values of fields that are only computed are dropped."""
    row: Vals = {}
    links: dict[str, Any] = {}
    for key, value in vals.items():
        field = model.fields[key]
        if field.is_link_table:
            links[key] = value
        elif field.is_column and key not in NEVER_SENT:
            row[key] = to_column(field, value)
    return row, links


def _check_required(model: Model, row: Vals, names: Iterable[str]) -> None:
    for name in names:
        field = model.fields[name]
        if field.required and field.is_column and row.get(name) is None:
            raise ConstraintFailure(
                f"Missing required value for the field '{field.string}' ({name}).\n"
                f"Model: '{model.label}' ({model.name})\n"
                "- create/update: a mandatory field is not set\n"
                "- delete: another model requires the record being deleted, you can archive it"
                " instead\n",
                field=name,
            )


def _check_references(env: Env, model: Model, row: Vals) -> None:
    """A dangling reference is reported as if something were being deleted, as PostgreSQL's is."""
    for name, value in row.items():
        field = model.fields[name]
        if field.type == "many2one" and value and not exists(env, field, value):
            culprit = f"'{model.label}' ({model.name})"
            constraint = f"'{field.string}' ({name})"
            raise ConstraintFailure(
                IN_USE.format(culprit=culprit, constraint=constraint), field=name
            )


def _run_unique(env: Env, model: Model, sql: str, values: list[Any]) -> int:
    try:
        return env.run(sql, values)
    except sqlite3.IntegrityError as error:
        column = str(error).rpartition(".")[2]
        text = UNIQUE.get((model.name, column), "The operation is not unique")
        raise ConstraintFailure(text, field=column) from None


def _pointing_at(name: str) -> list[Field]:
    found = [one for model in models().values() for one in model.columns]
    links = [one for model in models().values() for one in model.fields.values()]
    return [one for one in found if one.type == "many2one" and one.relation == name] + [
        one for one in links if one.is_link_table and one.relation == name
    ]


def _let_go(env: Env, field: Field, ids: list[int]) -> None:
    places = marks(ids)
    if field.is_link_table:
        env.run(f"DELETE FROM {field.link_table} WHERE other IN ({places})", ids)  # noqa: S608 - schema names
        return
    table = models()[field.model].table
    if (field.model, field.name) in RESTRICTED:
        found = f"SELECT 1 FROM {table} WHERE {field.column} IN ({places})"  # noqa: S608 - schema names
        if env.rows(found, ids):
            culprit = f"'{models()[field.model].label}' ({field.model})"
            constraint = f"'{field.string}' ({field.name})"
            raise ConstraintFailure(IN_USE.format(culprit=culprit, constraint=constraint))
    env.run(f"UPDATE {table} SET {field.column} = NULL WHERE {field.column} IN ({places})", ids)  # noqa: S608 - schema names
