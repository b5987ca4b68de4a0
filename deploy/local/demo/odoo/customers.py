"""What a lead takes from its customer, and what the customer takes from the lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import contact
from deploy.local.demo.odoo.records import write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

TAKEN: Final = {"email_from": "email", "phone": "phone", "function": "function"}
"""Fields of a lead that its partner fills."""
ADDRESS: Final = ("street", "street2", "city", "zip", "state_id", "country_id")


def taken_from_partner(env: Env, vals: Vals) -> Vals:
    """Give what the partner fills in a lead; what is sent along stays."""
    partner = _partner(env, vals.get("partner_id"))
    if partner is None:
        return {}
    given = {ours: partner[theirs] for ours, theirs in TAKEN.items()}
    given["partner_name" if partner["is_company"] else "contact_name"] = partner["name"]
    if any(partner[name] for name in ADDRESS):
        given |= {name: partner[name] for name in ADDRESS}
    return {key: value for key, value in given.items() if value and key not in vals}


def give_to_partner(env: Env, partner_id: Any, vals: Vals) -> None:
    """A new e-mail or phone of a lead overwrites its customer's, as in a real Odoo."""
    partner = _partner(env, partner_id)
    if partner is None:
        return
    changed: Vals = {}
    email, phone = vals.get("email_from"), vals.get("phone")
    if email and contact.email_normalized(email) != partner["email_normalized"]:
        changed["email"] = email
    if phone and phone not in {partner["phone"], partner["phone_sanitized"]}:
        changed["phone"] = phone
    if changed:
        write(env, "res.partner", [partner["id"]], changed)


def _partner(env: Env, partner_id: Any) -> Any:
    rows = env.rows("SELECT * FROM res_partner WHERE id = ?", [partner_id]) if partner_id else []
    return rows[0] if rows else None
