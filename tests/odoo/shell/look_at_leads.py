"""Runs in Odoo's shell when the addon has gone: what is left of the leads."""

from __future__ import annotations

from typing import Any


def run(env: Any) -> dict[str, Any]:
    leads = env["crm.lead"].with_context(active_test=False)
    ours = env["ir.model.data"].search([("module", "=", "__metalead__")])
    again = ["__metalead__.lead_life_70000", "Another name", "lead"]
    loaded = leads.with_context(mode="update", noupdate=True).load(["id", "name", "type"], [again])
    return {
        "external_ids": ours.mapped("complete_name"),
        "leads": leads.search_count([]),
        "loaded_again": loaded["ids"][0],
        "archived_users": [_user(one) for one in _archived(env)],
        "messages": env["mail.message"].search_count([("model", "=", "crm.lead")]),
    }


def _archived(env: Any) -> Any:
    login = [("login", "=like", "g\\_assistant%")]
    return env["res.users"].with_context(active_test=False).search(login)


def _user(user: Any) -> dict[str, Any]:
    assert not user.active
    groups = user.group_ids.get_external_id().values()
    return {
        "name": user.name,
        "login": user.login,
        "keys": len(user.api_key_ids),
        "groups": sorted(groups),
    }
