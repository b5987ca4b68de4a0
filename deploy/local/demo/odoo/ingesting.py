"""`g.assistant.receipt.ingest`: Meta leads in, each once, with receipt and external id.

Answers as the addon's do (odoo-addon/g_assistant_connector, models/g_assistant_ingest.py). Calls
run one after the other here, so no race is lost that a real Odoo would run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import receipts
from deploy.local.demo.odoo.failures import Failure, ValidationFailure
from deploy.local.demo.odoo.ingest_row import LeadRow, RowRefused, read_row
from deploy.local.demo.odoo.links import marks
from deploy.local.demo.odoo.records import create, write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

MOST: Final = 1000
MODELS: Final = {
    "campaign": "utm.campaign",
    "source": "utm.source",
    "medium": "utm.medium",
    "tag": "crm.tag",
}
GONE: Final = {"id": False, "state": "gone"}


def ingest(env: Env, model: str, leads: Any) -> list[Vals]:
    """Give one answer for each lead, in order; a bad one does not stop its neighbours."""
    if not isinstance(leads, list) or len(leads) > MOST:
        raise ValidationFailure(f"The leads must be a list of at most {MOST}.")
    quiet = env.with_context(tracking_disable=True, g_assistant_by_us=True)
    return [_answer(quiet, lead) for lead in leads]


def _answer(env: Env, lead: Any) -> Vals:
    env.run("SAVEPOINT lead")
    try:
        row = read_row(env, lead)
        answer = _found(env, row) or _created(env, row)
    except (Failure, RowRefused, ValueError) as refusal:
        env.run("ROLLBACK TO lead")
        answer = {"id": False, "state": "refused", "reason": str(refusal), "fields": []}
        answer["fields"] = list(getattr(refusal, "fields", ()))
    env.run("RELEASE lead")
    return answer


def _found(env: Env, row: LeadRow) -> Vals | None:
    """Answer for a lead that is known: by its receipt, else by the external id of `load`."""
    receipt = receipts.find(env, row.tenant, row.leadgen_id)
    if receipt is not None and receipt["lead_id"]:
        state = "merged" if receipt["is_merged"] else "known"
        return {"id": receipt["lead_id"], "state": state}
    named = _named(env, row.external_name, "crm.lead")
    if named is None:
        return None if receipt is None else dict(GONE)
    lead = _there(env, "crm.lead", named)
    receipts.write(env, row.tenant, row.leadgen_id, row.page_id, lead)
    if lead is None:
        return dict(GONE)
    if not env.rows("SELECT 1 FROM crm_lead WHERE id = ? AND meta_leadgen_id > ''", [lead]):
        write(env, "crm.lead", [lead], row.meta_values)
    return {"id": lead, "state": "known"}


def _created(env: Env, row: LeadRow) -> Vals:
    _refuse_incomplete(env, row)
    values = {"user_id": False, **row.values, **row.meta_values}
    for kind, key, name in row.utm:
        values[f"{kind}_id"] = _reference(env, kind, key, name)
    if row.tags:
        tags = [_reference(env, "tag", key, name) for key, name in row.tags]
        values["tag_ids"] = [[6, 0, tags]]
    if row.note:
        values["description"] = row.note
    [lead] = create(env, "crm.lead", [values])
    _name(env, row.external_name, "crm.lead", lead)
    receipts.write(env, row.tenant, row.leadgen_id, row.page_id, lead)
    return {"id": lead, "state": "new"}


def _refuse_incomplete(env: Env, row: LeadRow) -> None:
    fields = env.model("crm.lead").fields
    absent = [
        name
        for name, value in row.values.items()
        if value
        and fields[name].type == "many2one"
        and _there(env, fields[name].relation, value) is None
    ]
    if absent:
        raise RowRefused(f"There is no such record: {', '.join(absent)}", *absent)
    if "name" in row.values and not str(row.values["name"] or "").strip():
        raise RowRefused("A lead needs a title.", "name")


def _reference(env: Env, kind: str, key: str, name: str) -> int:
    """Find by external id, then (not a campaign) by name; else make it under the external id."""
    model = MODELS[kind]
    named = _named(env, key, model)
    if named is not None and _there(env, model, named) is not None:
        return named
    if kind != "campaign":
        table = env.model(model).table
        rows = env.rows(f"SELECT id FROM {table} WHERE name = ? ORDER BY id LIMIT 1", [name])  # noqa: S608 - schema names
        if rows:
            return int(rows[0]["id"])
    [made] = create(env, model, [{"title" if kind == "campaign" else "name": name}])
    _name(env, key, model, made)
    return made


def _there(env: Env, model: str, record_id: int) -> int | None:
    table = env.model(model).table
    found = env.rows(f"SELECT id FROM {table} WHERE id IN ({marks([record_id])})", [record_id])  # noqa: S608 - schema names
    return int(found[0]["id"]) if found else None


def _named(env: Env, name: str, model: str) -> int | None:
    """Give the record id that an external id has, whether or not the record is there."""
    rows = env.rows(
        "SELECT model, res_id FROM ir_model_data WHERE module = ? AND name = ?",
        [receipts.MODULE, name],
    )
    if rows and rows[0]["model"] != model:
        raise ValidationFailure(f"The external id {name} is that of another record.")
    return int(rows[0]["res_id"]) if rows else None


def _name(env: Env, name: str, model: str, record_id: int) -> None:
    """Share the row with `load`, whose calls under way lose their race for it."""
    row = {"module": receipts.MODULE, "name": name, "model": model, "res_id": record_id}
    env.run("DELETE FROM ir_model_data WHERE module = ? AND name = ?", [receipts.MODULE, name])
    create(env, "ir.model.data", [row | {"noupdate": True}])
    env.note_made(f"{receipts.MODULE}.{name}")
