"""Our addon `g_assistant_connector` as the demo plays it: installed and uninstalled while it runs.

As on a real Odoo by `ir.module.module`, `button_immediate_install` and `_uninstall`. What it does:
`ingesting.py` takes leads in, `receipts.py` remembers them. It sends nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from deploy.local.demo.odoo import receipts
from deploy.local.demo.odoo.failures import UserFailure
from deploy.local.demo.odoo.records import create, unlink
from deploy.local.demo.odoo.schema import models

if TYPE_CHECKING:
    import sqlite3

    from deploy.local.demo.odoo.env import Env, Vals

MODULE: Final = "g_assistant_connector"
VERSION: Final = "19.0.1.2.0"
TYPE: Final = "mail.activity.type"
ACTIVITY_TYPES: Final[dict[str, Vals]] = {
    "mail_activity_type_call_lead": {
        "name": "Call the lead now",
        "category": "phonecall",
        "sequence": 20,
    },
    "mail_activity_type_answer_customer": {"name": "Answer the customer", "sequence": 21},
    "mail_activity_type_review_lead": {"name": "Review the lead", "sequence": 22},
}
USUAL: Final[Vals] = {
    "delay_count": 0,
    "delay_unit": "days",
    "delay_from": "previous_activity",
    "chaining_type": "suggest",
    "res_model": "crm.lead",
}
RELOAD: Final = {"type": "ir.actions.client", "tag": "reload"}


def is_installed(connection: sqlite3.Connection) -> bool:
    """Whether this database has the addon."""
    found = "SELECT 1 FROM ir_module_module WHERE name = ? AND state = 'installed'"
    return connection.execute(found, [MODULE]).fetchone() is not None


def switch(env: Env, *, installed: bool) -> None:
    """Install or uninstall; either twice does nothing. Uninstalling drops what it has stored."""
    if installed is env.has_addon:
        return
    row = (
        {"state": "installed", "latest_version": VERSION} if installed else {"state": "uninstalled"}
    )
    names = ", ".join(f"{name} = ?" for name in row)
    values = [*row.values(), MODULE]
    if not env.rows("SELECT 1 FROM ir_module_module WHERE name = ?", [MODULE]):
        create(env, "ir.module.module", [{"name": MODULE, "shortdesc": "Meta Lead Ads Assistant"}])
    env.run(f"UPDATE ir_module_module SET {names} WHERE name = ?", values)  # noqa: S608 - fixed names
    if installed:
        _ship(env)
        receipts.adopt_earlier_leads(replace(env, has_addon=True))
    else:
        _drop(env)


def _ship(env: Env) -> None:
    """Make the activity types of the addon's data file."""
    for name, values in ACTIVITY_TYPES.items():
        [made] = create(env, TYPE, [{**USUAL, "summary": values["name"], **values}])
        named = {"module": MODULE, "name": name, "model": TYPE, "res_id": made}
        create(env, "ir.model.data", [{**named, "noupdate": True}])


def _drop(env: Env) -> None:
    """Columns and tables go, as from a real database; leads and their external ids stay."""
    shipped = env.rows("SELECT res_id FROM ir_model_data WHERE module = ?", [MODULE])
    if shipped:
        unlink(env, TYPE, [row["res_id"] for row in shipped])
    plain = models(with_addon=False)
    for name, model in models().items():
        if name not in plain:
            env.run(f"DELETE FROM {model.table}")  # noqa: S608 - schema names
            continue
        added = [one.column for one in model.columns if one.name not in plain[name].fields]
        if added:
            emptied = ", ".join(f"{column} = NULL" for column in added)
            env.run(f"UPDATE {model.table} SET {emptied}")  # noqa: S608 - schema names


def install(env: Env, model: str, ids: list[int]) -> Vals:
    """`button_immediate_install`."""
    return _switched(env, ids, installed=True)


def uninstall(env: Env, model: str, ids: list[int]) -> Vals:
    """`button_immediate_uninstall`."""
    return _switched(env, ids, installed=False)


def _switched(env: Env, ids: list[int], *, installed: bool) -> Vals:
    names = [env.rows("SELECT name FROM ir_module_module WHERE id = ?", [one]) for one in ids]
    if [row["name"] for rows in names for row in rows] != [MODULE]:
        raise UserFailure(f"The demo can install and uninstall {MODULE} only.")
    switch(env, installed=installed)
    return dict(RELOAD)


def probe(env: Env, model: str) -> Vals:
    """Say that the addon is there."""
    return {"version": VERSION, "is_sending": False}


def clock(env: Env, model: str) -> int:
    """Give milliseconds since 1970."""
    now = datetime.strptime(env.now, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    return int(now.timestamp() * 1000)
