"""The addon's receipts: which Meta leads were taken in, and what became of them.

A receipt outlives its lead: `lead_id` empty is a lead that was deleted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.links import marks
from deploy.local.demo.odoo.records import create

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env

MODULE: Final = "__metalead__"
"""Module part of the external ids that `load` and `ingest` share."""
NAME: Final = re.compile(r"lead_([a-z0-9_-]{1,40})_([0-9A-Za-z]{1,64})")


def find(env: Env, tenant: str, leadgen_id: str) -> Any:
    """Give the receipt of a Meta lead, or None."""
    rows = env.rows(
        "SELECT * FROM g_assistant_receipt WHERE tenant = ? AND leadgen_id = ?",
        [tenant, leadgen_id],
    )
    return rows[0] if rows else None


def write(env: Env, tenant: str, leadgen_id: str, page_id: str | None, lead: int | None) -> None:
    """Write a receipt, or put another lead into the one that is there."""
    known = find(env, tenant, leadgen_id)
    if known is not None:
        env.run("UPDATE g_assistant_receipt SET lead_id = ? WHERE id = ?", [lead, known["id"]])
        return
    row = {"tenant": tenant, "leadgen_id": leadgen_id, "page_id": page_id, "lead_id": lead}
    create(env, "g.assistant.receipt", [row])


def make_missing(env: Env, leads: list[int] | None = None) -> None:
    """Write the receipts of leads that came by `load`; of all of them where none are named."""
    rows = env.rows(
        "SELECT d.name, l.id FROM ir_model_data d JOIN crm_lead l ON l.id = d.res_id"
        " WHERE d.module = ? AND d.model = 'crm.lead' ORDER BY d.name",
        [MODULE],
    )
    for row in rows:
        found = NAME.fullmatch(row["name"]) if leads is None or row["id"] in leads else None
        if found is not None and find(env, *found.groups()) is None:
            write(env, found[1], found[2], None, row["id"])


def adopt_earlier_leads(env: Env) -> None:
    """Know the leads from before the addon, by their external ids."""
    make_missing(env)
    env.run(
        "UPDATE crm_lead SET meta_leadgen_id = (SELECT r.leadgen_id FROM g_assistant_receipt r"
        " WHERE r.lead_id = crm_lead.id ORDER BY r.id LIMIT 1) WHERE meta_leadgen_id IS NULL"
    )


def before_unlink(env: Env, leads: list[int]) -> None:
    """See that each lead which goes leaves a receipt."""
    if env.has_addon:
        make_missing(env, leads)


def move(env: Env, head: int, tails: list[int]) -> None:
    """Let the receipts and external ids of merged leads name the one that stays."""
    if not env.has_addon:
        return
    make_missing(env, [head, *tails])
    places = marks(tails)
    env.run(
        "UPDATE g_assistant_receipt SET lead_id = ?, is_merged = 1"  # noqa: S608 - marks only
        f" WHERE lead_id IN ({places})",
        [head, *tails],
    )
    env.run(
        "UPDATE ir_model_data SET res_id = ? WHERE module = ? AND model = 'crm.lead'"  # noqa: S608 - marks only
        f" AND res_id IN ({places})",
        [head, MODULE, *tails],
    )
