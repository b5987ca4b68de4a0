"""Users of the demo: one database, one key, one administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env

DATABASE: Final = "demo"
LOGIN: Final = "admin"
API_KEY: Final = "demo-odoo-key"
ADMIN_ID: Final = 2
GROUPS: Final = frozenset(
    {
        "base.group_user",
        "base.group_system",
        "base.group_erp_manager",
        "sales_team.group_sale_salesman",
        "sales_team.group_sale_salesman_all_leads",
        "sales_team.group_sale_manager",
    }
)
RANKED: Final = (
    "base.group_user",
    "sales_team.group_sale_salesman",
    "sales_team.group_sale_salesman_all_leads",
    "sales_team.group_sale_manager",
)
"""Each implies those before it; every user of the demo has the first."""


def has_group(env: Env, model: str, ids: list[int], group_ext_id: str) -> bool:
    """Whether one user belongs to a group."""
    if len(ids) != 1:
        many = "".join(f"{one}, " for one in ids).rstrip(" ")
        raise ValueError(f"Expected singleton: res.users({many})")
    return group_ext_id in (env.groups if ids[0] == env.uid else _groups_of(env, ids[0]))


def _groups_of(env: Env, user_id: int) -> frozenset[str]:
    """Give the groups of a user that somebody has made, with those that they imply."""
    rows = env.rows(
        "SELECT d.complete_name AS name FROM res_users__group_ids g JOIN ir_model_data d"
        " ON d.res_id = g.other AND d.model = 'res.groups' WHERE g.record = ?",
        [user_id],
    )
    highest = max((RANKED.index(row["name"]) for row in rows if row["name"] in RANKED), default=0)
    return frozenset(RANKED[: highest + 1])


def context_get(env: Env, model: str) -> dict[str, Any]:
    """Give the user's language, time zone and id."""
    return {"lang": "en_US", "tz": False, "uid": env.uid}
