"""`g.assistant.alert.assistant_show`: alerts onto leads, as the addon shows them.

As odoo-addon/g_assistant_connector, models/g_assistant_alert_show.py. Nobody answers them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.failures import ValidationFailure
from deploy.local.demo.odoo.records import create, write
from deploy.local.demo.odoo.scoring import HIGHEST_ID, RowRefused, moment, text, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.local.demo.odoo.env import Env, Vals

MODEL: Final = "g.assistant.alert"
MOST: Final = 100
LIVE: Final = frozenset({"open", "acknowledged", "snoozed"})
CHOICES: Final = {
    "severity": frozenset({"normal", "urgent"}),
    "status": LIVE | {"done", "dismissed", "over"},
}


def show(env: Env, model: str, alerts: Any) -> list[Vals]:
    """Give one answer for each alert, in order; a bad one does not stop its neighbours."""
    if not isinstance(alerts, list) or len(alerts) > MOST:
        raise ValidationFailure(f"The alerts must be a list of at most {MOST}.")
    return [_answer(env, row) for row in alerts]


def _answer(env: Env, row: Any) -> Vals:
    try:
        key, lead_id, values = _read(row)
    except RowRefused as refused:
        return {"state": "refused", "reason": str(refused)}
    found = env.rows("SELECT * FROM g_assistant_alert WHERE key = ?", [key])
    if not found:
        if not env.rows("SELECT 1 FROM crm_lead WHERE id = ?", [lead_id]):
            return {"state": "gone"}
        create(env, MODEL, [{"key": key, "lead_id": lead_id, **values}])
        return {"state": "written"}
    if found[0]["done_by_id"]:
        if values["status"] in LIVE:
            return {"state": "same"}
        del values["done_at"]
    if all((value or None) == found[0][name] for name, value in values.items()):
        return {"state": "same"}
    write(env, MODEL, [found[0]["id"]], values)
    return {"state": "written"}


def _read(row: Any) -> tuple[str, int, Vals]:
    if not isinstance(row, dict):
        raise RowRefused("an alert must be an object")
    key = text(row, "key")
    if not key:
        raise RowRefused("key: is missing")
    texts = ("cause", "cause_title", "title", "explanation", "proposed_action")
    values: Vals = {name: text(row, name) or False for name in texts}
    values |= {name: _one_of(row, name) for name in CHOICES}
    values |= {"title": values["title"] or "?", "raised_at": moment(row, "raised_at")}
    values["snoozed_until"] = _moment_or_none(row, "snoozed_until")
    values["done_at"] = _moment_or_none(row, "closed_at")
    return key, whole(row, "lead_id", 1, HIGHEST_ID), values


def _one_of(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or value not in CHOICES[name]:
        raise RowRefused(f"{name}: unknown")
    return value


def _moment_or_none(row: Mapping[str, Any], name: str) -> Any:
    return moment(row, name) if row.get(name) else False
