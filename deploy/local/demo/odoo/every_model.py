"""The methods that every model has, with Odoo's own signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import leads, reading, records
from deploy.local.demo.odoo.grouping import formatted_read_group, read_group
from deploy.local.demo.odoo.loading import load
from deploy.local.demo.odoo.method import on_model, on_records
from deploy.local.demo.odoo.schema import describe

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals


def _create(env: Env, model: str, vals_list: Any) -> list[int]:
    return records.create(env, model, [vals_list] if isinstance(vals_list, dict) else vals_list)


def _write(env: Env, model: str, ids: list[int], vals: Vals) -> bool:
    if ids:
        records.write(env, model, ids, vals)
    return True


def _unlink(env: Env, model: str, ids: list[int]) -> bool:
    if ids:
        records.unlink(env, model, ids)
    return True


def _read(
    env: Env, model: str, ids: list[int], fields: Any = None, load: Any = reading.NAMED
) -> Any:
    return reading.read(env, model, ids, fields, load)


def _search(  # noqa: PLR0917 - Odoo's own signature
    env: Env, model: str, domain: Any, offset: Any = 0, limit: Any = None, order: Any = None
) -> Any:
    return reading.search(env, model, domain, offset=offset, limit=limit, order=order)


def _search_count(env: Env, model: str, domain: Any, limit: Any = None) -> int:
    return reading.search_count(env, model, domain, limit=limit)


def _search_read(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    domain: Any = None,
    fields: Any = None,
    offset: Any = 0,
    limit: Any = None,
    order: Any = None,
    load: Any = reading.NAMED,
) -> Any:
    return reading.search_read(
        env, model, domain, fields, offset=offset, limit=limit, order=order, load=load
    )


def _fields_get(env: Env, model: str, allfields: Any = None, attributes: Any = None) -> Any:
    described = {
        name: describe(one)
        for name, one in env.model(model).fields.items()
        if not allfields or name in allfields
    }
    if not attributes:
        return described
    return {
        name: {key: value for key, value in one.items() if key in attributes}
        for name, one in described.items()
    }


def _default_get(env: Env, model: str, fields: list[str]) -> Vals:
    known: Vals = {"active": True} if "active" in env.model(model).fields else {}
    known |= {"date": env.now[:19]} if model == "mail.message" else {}
    defaults = leads.default_values(env) if model == "crm.lead" else known
    return {name: defaults[name] for name in defaults if name in fields}


def _name_search(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    name: Any = "",
    domain: Any = None,
    operator: str = "ilike",
    limit: Any = 100,
) -> list[list[Any]]:
    title = env.model(model).title
    named = [[title, operator, name]] if name else []
    ids = reading.search(env, model, [*(domain or []), *named], limit=limit)
    names = reading.titles(env, model, ids)
    return [[one, names[one]] for one in ids]


def _name_create(env: Env, model: str, name: Any) -> list[Any]:
    [made] = records.create(env, model, [{env.model(model).title: name}])
    return [made, reading.titles(env, model, [made])[made]]


def _has_access(env: Env, model: str, ids: list[int], operation: str) -> bool:
    return True


def _toggle_active(env: Env, model: str, ids: list[int]) -> None:
    records.check_exist(env, env.model(model), ids)
    for row in reading.read(env, model, ids, ["active"]):
        _set_active(env, model, [row["id"]], is_active=not row["active"])


def _archive(env: Env, model: str, ids: list[int]) -> None:
    _set_active(env, model, ids, is_active=False)


def _unarchive(env: Env, model: str, ids: list[int]) -> None:
    _set_active(env, model, ids, is_active=True)


def _set_active(env: Env, model: str, ids: list[int], *, is_active: bool) -> None:
    if model == "crm.lead":
        leads.set_active(env, ids, is_active=is_active)
    elif ids:
        records.write(env, model, ids, {"active": is_active})


METHODS: Final = {
    "create": on_model(_create),
    "write": on_records(_write),
    "unlink": on_records(_unlink),
    "read": on_records(_read),
    "search": on_model(_search),
    "search_count": on_model(_search_count),
    "search_read": on_model(_search_read),
    "fields_get": on_model(_fields_get),
    "default_get": on_model(_default_get),
    "name_search": on_model(_name_search),
    "name_create": on_model(_name_create),
    "load": on_model(load),
    "formatted_read_group": on_model(formatted_read_group),
    "read_group": on_model(read_group),
    "has_access": on_records(_has_access),
    "toggle_active": on_records(_toggle_active),
    "action_archive": on_records(_archive),
    "action_unarchive": on_records(_unarchive),
}
