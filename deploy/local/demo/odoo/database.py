"""The demo's SQLite file: tables made from the schema, filled with what Odoo ships.

A file of an earlier version of the demo gets the tables and columns that it lacks.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.domains import SQL_FUNCTIONS
from deploy.local.demo.odoo.schema import UNIQUE, Field, Model, models
from deploy.local.demo.odoo.users import RANKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMN_TYPES: Final = {
    "boolean": "INTEGER",
    "integer": "INTEGER",
    "many2one": "INTEGER",
    "many2one_reference": "INTEGER",
    "float": "REAL",
    "monetary": "REAL",
}
NUMBERS: Final = {"integer", "float", "monetary"}
INDEXES: Final = {
    "crm_lead": ("email_normalized", "phone_sanitized", "write_date", "partner_id"),
    "res_partner": ("email_normalized", "phone_sanitized"),
    "ir_model_data": ("complete_name", "model, res_id"),
    "mail_activity": ("res_model, res_id",),
    "mail_message": ("model, res_id",),
    "g_assistant_receipt": ("lead_id",),
}
KEYS: Final = {"ir_model_data": "module, name", "g_assistant_receipt": "tenant, leadgen_id"}
SHIPPED_AT: Final = "2026-01-01 00:00:00.000000"


def open_database(path: Path) -> sqlite3.Connection:
    """Open the file, making and filling it if it is new. One connection, used under a lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.row_factory = sqlite3.Row
    for name, (arguments, function) in SQL_FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    _fill(connection)
    return connection


def _fill(connection: sqlite3.Connection) -> None:
    """One transaction: another process sees nothing or everything."""
    connection.execute("BEGIN IMMEDIATE")
    is_new = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    _make_tables(connection)
    if is_new:
        for statement, rows in _shipped():
            connection.executemany(statement, rows)
    else:
        for model in models().values():
            _add_columns(connection, model)
    for statement in _indexes():
        connection.execute(statement)
    connection.execute("COMMIT")


@cache
def _shipped() -> Sequence[tuple[str, Sequence[tuple[object, ...]]]]:
    """Give what Odoo ships as statements with their rows, read and put together once a process."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        _make_tables(made)
        _ship(made)
        tables = made.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        whole = [(table, made.execute(f"SELECT * FROM {table}").fetchall()) for (table,) in tables]  # noqa: S608 - schema names
    return [
        (f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - schema names
        for table, rows in whole
        if rows
    ]


def _make_tables(connection: sqlite3.Connection) -> None:
    for model in models().values():
        for statement in _tables(model):
            connection.execute(statement)


def _tables(model: Model) -> Iterator[str]:
    columns = [_definition(one) for one in model.columns if one.name != "id"]
    key = "id INTEGER PRIMARY KEY AUTOINCREMENT"
    yield f"CREATE TABLE IF NOT EXISTS {model.table} ({key}, {', '.join(columns)})"
    for one in model.fields.values():
        if one.is_link_table:
            yield (
                f"CREATE TABLE IF NOT EXISTS {one.link_table} (record INTEGER, other INTEGER,"
                " PRIMARY KEY (record, other)) WITHOUT ROWID"
            )


def _add_columns(connection: sqlite3.Connection, model: Model) -> None:
    there = {row["name"] for row in connection.execute(f"PRAGMA table_info({model.table})")}
    for one in model.columns:
        if one.name not in there:
            connection.execute(f"ALTER TABLE {model.table} ADD COLUMN {_definition(one)}")


def _indexes() -> Iterator[str]:
    for table, indexes in INDEXES.items():
        for number, columns_text in enumerate(indexes):
            yield f"CREATE INDEX IF NOT EXISTS {table}__{number} ON {table} ({columns_text})"
    for table, columns_text in KEYS.items():
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {table}_key ON {table} ({columns_text})"
    for name, column in UNIQUE:
        table = models()[name].table
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {table}__{column} ON {table} ({column})"


def _definition(field: Field) -> str:
    default = " DEFAULT 0" if field.type in NUMBERS else ""
    return f"{field.column} {COLUMN_TYPES.get(field.type, 'TEXT')}{default}"


def _ship(connection: sqlite3.Connection) -> None:
    path = Path(__file__).parent / "seed.json"
    for name, records in json.loads(path.read_bytes()).items():
        for xmlid, values in records.items():
            _insert(connection, models()[name], values)
            _name(connection, xmlid, name, values["id"])
    for number, model in enumerate(models(with_addon=False).values(), start=1):
        row = {"id": number, "model": model.name, "name": model.label, "order": model.order}
        _insert(connection, models()["ir.model"], row | {"state": "base"})
        _name(connection, f"base.model_{model.table}", "ir.model", number)
    crm_lead = list(models()).index("crm.lead") + 1
    _name(connection, "crm.model_crm_lead", "ir.model", crm_lead)
    for number, group in enumerate(RANKED, start=1):
        _name(connection, group, "res.groups", number)
    for name, state in MODULES.items():
        row = {"name": name, "state": state, "shortdesc": name.upper()}
        version = {"latest_version": "19.0.1.0"} if state == "installed" else {}
        _insert(connection, models()["ir.module.module"], row | version)
    key = {"name": "demo", "user_id": 2, "scope": "rpc"}
    _insert(connection, models()["res.users.apikeys"], key)
    connection.execute(
        "UPDATE res_users SET name = (SELECT name FROM res_partner WHERE id = partner_id),"
        " lang = 'en_US', notification_type = 'email'"
    )
    connection.execute("UPDATE res_partner SET complete_name = name")


MODULES: Final = {
    "base": "installed",
    "mail": "installed",
    "crm": "installed",
    "sales_team": "installed",
    "utm": "installed",
    "rpc": "installed",
    "sale": "uninstalled",
    "g_assistant_connector": "uninstalled",
}


def _insert(connection: sqlite3.Connection, model: Model, values: dict[str, Any]) -> None:
    stamps = {"create_date": SHIPPED_AT, "write_date": SHIPPED_AT, "create_uid": 1, "write_uid": 1}
    row = {
        key: value
        for key, value in ({"active": True} | stamps | values).items()
        if key in model.fields and model.fields[key].is_column
    }
    names = ", ".join(f'"{key}"' for key in row)
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(
        f"INSERT INTO {model.table} ({names}) VALUES ({marks})",  # noqa: S608 - schema names
        list(row.values()),
    )
    for key, others in values.items():
        field = model.fields[key]
        if field.is_link_table:
            pairs = [(cursor.lastrowid, other) for other in others]
            connection.executemany(f"INSERT INTO {field.link_table} VALUES (?, ?)", pairs)  # noqa: S608 - schema names


def _name(connection: sqlite3.Connection, xmlid: str, model: str, record_id: int) -> None:
    module, _, name = xmlid.partition(".")
    row = {"module": module, "name": name, "complete_name": xmlid, "model": model}
    row |= {"res_id": record_id, "noupdate": True}  # type: ignore[dict-item]
    _insert(connection, models()["ir.model.data"], row)
