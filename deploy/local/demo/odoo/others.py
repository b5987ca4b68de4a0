"""What the other models do besides storing: partners, users, campaigns, external ids."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from deploy.local.demo.odoo import contact
from deploy.local.demo.odoo.env import Hooks
from deploy.local.demo.odoo.records import create, store_computed

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Vals

COLOURS: Final = 11


def _numbered(model: str) -> Callable[[Env, list[Vals]], list[Vals]]:
    """Names of utm records are unique: the next one of `Facebook` is `Facebook [2]`."""

    def before_create(env: Env, vals_list: list[Vals]) -> list[Vals]:
        table = env.model(model).table
        taken = {row["name"] for row in env.rows(f"SELECT name FROM {table}")}  # noqa: S608 - schema names
        return [vals | {"name": _free(taken, vals.get("name"))} for vals in vals_list]

    return before_create


def _free(taken: set[str], name: object) -> object:
    if not isinstance(name, str) or not name:
        return name
    bare = re.sub(r" \[\d+\]$", "", name)
    numbered = (bare if n == 1 else f"{bare} [{n}]" for n in itertools.count(1))
    free = name if name not in taken else next(one for one in numbered if one not in taken)
    taken.add(free)
    return free


def _campaigns(env: Env, vals_list: list[Vals]) -> list[Vals]:
    """`title` names a campaign where `name` does not, and the other way round."""
    full = [
        {"user_id": env.uid, "stage_id": 1}
        | vals
        | {
            "name": vals.get("name") or vals.get("title"),
            "title": vals.get("title") or vals.get("name"),
        }
        for vals in vals_list
    ]
    return _numbered("utm.campaign")(env, full)


def _partners_after(env: Env, ids: list[int]) -> None:
    for one in ids:
        [row] = env.rows(
            "SELECT p.*, EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id"
            " AND NOT COALESCE(u.share, 0)) AS is_colleague, c.code AS country FROM res_partner p"
            " LEFT JOIN res_country c ON c.id = p.country_id WHERE p.id = ?",
            [one],
        )
        computed = {
            "complete_name": row["name"],
            "partner_share": not row["is_colleague"],
            "email_normalized": contact.email_normalized(row["email"]),
            "phone_sanitized": contact.phone_e164(row["phone"], row["country"])
            if row["phone"]
            else None,
        }
        store_computed(env, "res.partner", one, computed)


def _users(env: Env, vals_list: list[Vals]) -> list[Vals]:
    return [_with_partner(env, vals) for vals in vals_list]


def _with_partner(env: Env, vals: Vals) -> Vals:
    full = {"company_id": 1, "notification_type": "email", "lang": "en_US"} | vals
    full["name"] = full.get("name") or full.get("login")
    full.setdefault("company_ids", [[6, 0, [full["company_id"]]]])
    if not full.get("partner_id"):
        partner = {"name": full["name"], "email": full.get("email") or full.get("login")}
        [full["partner_id"]] = create(env, "res.partner", [partner])
    return full


def _users_after(env: Env, ids: list[int]) -> None:
    marks = ", ".join("?" * len(ids))
    rows = env.rows(f"SELECT partner_id FROM res_users WHERE id IN ({marks})", ids)  # noqa: S608 - marks only
    _partners_after(env, [row["partner_id"] for row in rows])


def _external_ids_after(env: Env, ids: list[int]) -> None:
    marks = ", ".join("?" * len(ids))
    env.run(
        f"UPDATE ir_model_data SET complete_name = module || '.' || name WHERE id IN ({marks})",  # noqa: S608 - marks only
        ids,
    )


def _tags(env: Env, vals_list: list[Vals]) -> list[Vals]:
    return [{"color": 1 + len(str(vals.get("name"))) % COLOURS} | vals for vals in vals_list]


HOOKS: Final = {
    "utm.source": Hooks(before_create=_numbered("utm.source")),
    "utm.medium": Hooks(before_create=_numbered("utm.medium")),
    "utm.campaign": Hooks(before_create=_campaigns),
    "res.partner": Hooks(after_create=_partners_after, after_write=_partners_after),
    "res.users": Hooks(before_create=_users, after_create=_users_after),
    "ir.model.data": Hooks(after_create=_external_ids_after, after_write=_external_ids_after),
    "crm.tag": Hooks(before_create=_tags),
}
