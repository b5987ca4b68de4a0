"""Messages and activities of a record."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.env import Hooks
from deploy.local.demo.odoo.failures import AccessFailure, ConstraintFailure
from deploy.local.demo.odoo.records import check_exist, create, unlink, write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

NOTE: Final = "mail.mt_note"
NOT_LINKED: Final = "Activities have to be linked to records with a not null res_id."
NO_ACCESS: Final = (
    "The requested operation cannot be completed due to security restrictions."
    " Please contact your system administrator.\n\n"
    "(Document type: Activity, Operation: create)\n\nRecords: {ids}, User: {uid}"
)


def xmlid_target(env: Env, xmlid: str) -> int | None:
    """Give the record that an external id names."""
    rows = env.rows("SELECT res_id FROM ir_model_data WHERE complete_name = ?", [xmlid])
    return rows[0]["res_id"] if rows else None


def log_note(env: Env, model: str, record_id: int, body: str, **values: object) -> int:
    """Write a message onto a record; `body` is HTML."""
    message = {
        "model": model,
        "res_id": record_id,
        "body": body,
        "message_type": "notification",
        "subtype_id": xmlid_target(env, NOTE),
        "author_id": _partner(env),
        "date": env.now[:19],
        "record_name": _title(env, model, record_id),
    }
    [made] = create(env, "mail.message", [message | values])
    return made


def _partner(env: Env) -> int | None:
    rows = env.rows("SELECT partner_id FROM res_users WHERE id = ?", [env.uid])
    return rows[0]["partner_id"] if rows else None


def completed(env: Env, vals_list: list[Vals]) -> list[Vals]:
    """A message is the user's own, and of now, unless something else is said."""
    usual = {"author_id": _partner(env), "date": env.now[:19]}
    return [usual | vals for vals in vals_list]


def _title(env: Env, model: str, record_id: int) -> str:
    known = env.model(model)
    sql = f"SELECT {known.title} AS title FROM {known.table} WHERE id = ?"  # noqa: S608 - schema names
    rows = env.rows(sql, [record_id])
    return rows[0]["title"] if rows else ""


def post(env: Env, model: str, ids: list[int], values: Vals) -> list[int]:
    """Post a message: plain text becomes a paragraph, HTML only with `body_is_html`."""
    check_exist(env, env.model(model), ids)
    body = values.pop("body", "")
    if not values.pop("body_is_html", False):
        body = f"<p>{html.escape(str(body), quote=False)}</p>" if body else ""
    xmlid = values.pop("subtype_xmlid", "") or NOTE
    kept = {key: value for key, value in values.items() if key in env.model("mail.message").fields}
    chosen = {"subtype_id": xmlid_target(env, xmlid), **kept}
    return [log_note(env, model, one, body, **chosen) for one in ids]


def schedule(env: Env, model: str, ids: list[int], xmlid: str, values: Vals) -> list[int]:
    """Plan one activity on each record."""
    check_exist(env, env.model(model), ids)
    kind = xmlid_target(env, xmlid) or values.get("activity_type_id") or TO_DO
    rows = env.rows("SELECT summary FROM mail_activity_type WHERE id = ?", [kind])
    planned = {
        "activity_type_id": kind,
        "res_model_id": _model_id(env, model),
        "date_deadline": env.now[:10],
        "automated": True,
        "summary": rows[0]["summary"] if rows else False,
    }
    planned |= {key: value for key, value in values.items() if value}
    return create(env, "mail.activity", [{**planned, "res_id": one} for one in ids])


TO_DO: Final = 4


def _model_id(env: Env, model: str) -> int:
    return int(env.rows("SELECT id FROM ir_model WHERE model = ?", [model])[0]["id"])


def done(env: Env, ids: list[int], feedback: Any) -> int | bool:
    """Mark activities as done, with a message each; give the last message's id."""
    check_exist(env, env.model("mail.activity"), ids)
    message: int | bool = False
    for row in _activities(env, ids):
        note = html.escape(str(feedback), quote=False) if feedback else ""
        body = f"<div><p><span>{html.escape(row['kind'] or '')}</span> done</p><p>{note}</p></div>"
        activities = xmlid_target(env, "mail.mt_activities")
        of = {"subtype_id": activities, "mail_activity_type_id": row["activity_type_id"]}
        message = log_note(env, row["res_model"], row["res_id"], body, **of)
    finished = {"active": False, "date_done": env.now[:10], "feedback": feedback}
    write(env, "mail.activity", ids, finished)
    return message


def cancel(env: Env, ids: list[int]) -> None:
    """Delete activities that are not done."""
    check_exist(env, env.model("mail.activity"), ids)
    if is_open := [row["id"] for row in _activities(env, ids) if row["active"]]:
        unlink(env, "mail.activity", is_open)


def _activities(env: Env, ids: list[int]) -> list[Any]:
    marks = ", ".join("?" * len(ids))
    return env.rows(
        "SELECT a.*, t.name AS kind FROM mail_activity a"  # noqa: S608 - marks only
        f" LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id WHERE a.id IN ({marks})",
        ids,
    )


def _before_create(env: Env, vals_list: list[Vals]) -> list[Vals]:
    return [_linked(env, vals) for vals in vals_list]


def _linked(env: Env, vals: Vals) -> Vals:
    """The model comes from `res_model_id` alone; a given `res_model` is computed over."""
    rows = env.rows("SELECT model FROM ir_model WHERE id = ?", [vals.get("res_model_id")])
    model = rows[0]["model"] if rows else None
    if model is None or not vals.get("res_id"):
        raise ConstraintFailure(NOT_LINKED)
    target = env.model(model)
    if not env.rows(f"SELECT 1 FROM {target.table} WHERE id = ?", [vals["res_id"]]):  # noqa: S608 - schema names
        raise AccessFailure(NO_ACCESS.format(ids=vals["res_id"], uid=env.uid))
    named = {"res_model": model, "res_name": _title(env, model, vals["res_id"])}
    return {"date_deadline": env.now[:10]} | vals | named


def _state(env: Env, ids: list[int]) -> dict[int, str]:
    return {row["id"]: _state_of(env, row) for row in _activities(env, ids)}


def _state_of(env: Env, row: Any) -> str:
    if not row["active"]:
        return "done"
    day, today = row["date_deadline"], env.now[:10]
    return "today" if day == today else "planned" if day > today else "overdue"


ACTIVITY_HOOKS: Final = Hooks(before_create=_before_create, computed={"state": _state})
