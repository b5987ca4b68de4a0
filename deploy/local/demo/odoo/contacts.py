"""What the addon keeps on a lead of each message: when there was contact, and who wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.env import Hooks
from deploy.local.demo.odoo.messages import completed
from deploy.local.demo.odoo.records import store_computed

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

WRITTEN: Final = {"email", "comment"}
HELD: Final = {"phonecall", "meeting"}
_FOUND: Final = (
    "SELECT m.*, p.partner_share, s.internal, t.category, s.id IS NOT NULL AS is_filed"
    " FROM mail_message m LEFT JOIN res_partner p ON p.id = m.author_id"
    " LEFT JOIN mail_message_subtype s ON s.id = m.subtype_id"
    " LEFT JOIN mail_activity_type t ON t.id = m.mail_activity_type_id"
)


def _after_create(env: Env, ids: list[int]) -> None:
    if not env.has_addon:
        return
    marks = ", ".join("?" * len(ids))
    for row in env.rows(f"{_FOUND} WHERE m.id IN ({marks}) AND m.model = 'crm.lead'", ids):
        _note(env, row)


def _note(env: Env, row: Any) -> None:
    is_by_customer = row["message_type"] in WRITTEN and (
        not row["author_id"] or row["partner_share"]
    )
    if is_by_customer or _is_seen(row) or row["category"] in HELD:
        at = min(row["date"][:19], env.now[:19])
        noted: Vals = {"last_customer_contact_at": at}
        noted |= {"last_customer_message_at": at} if is_by_customer else {}
        _move_on(env, row["res_id"], noted)


def _is_seen(row: Any) -> bool:
    if row["message_type"] == "email_outgoing":
        return bool(row["author_id"] and not row["partner_share"])
    is_open = row["is_filed"] and not row["internal"] and not row["is_internal"]
    return row["message_type"] in WRITTEN and bool(is_open)


def _move_on(env: Env, lead_id: int, noted: Vals) -> None:
    """Only forwards, and past `write_date`."""
    for lead in env.rows("SELECT * FROM crm_lead WHERE id = ?", [lead_id]):
        newer = {name: at for name, at in noted.items() if at > (lead[name] or "")}
        if newer:
            store_computed(env, "crm.lead", lead_id, newer)


HOOKS: Final = Hooks(before_create=completed, after_create=_after_create)
