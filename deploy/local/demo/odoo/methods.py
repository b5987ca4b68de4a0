"""The methods that can be called from outside, by model, with Odoo's own signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import addon, contacts, leads, messages, users
from deploy.local.demo.odoo.every_model import METHODS
from deploy.local.demo.odoo.failures import AccessFailure, NoMethod
from deploy.local.demo.odoo.ingesting import ingest
from deploy.local.demo.odoo.merging import merge
from deploy.local.demo.odoo.method import Method, on_model, on_records
from deploy.local.demo.odoo.others import HOOKS as OTHER_HOOKS
from deploy.local.demo.odoo.scoring import write_scores
from deploy.local.demo.odoo.showing import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.local.demo.odoo.env import Env, Hooks

HOOKS: Final[Mapping[str, Hooks]] = {
    "crm.lead": leads.HOOKS,
    "mail.activity": messages.ACTIVITY_HOOKS,
    "mail.message": contacts.HOOKS,
    **OTHER_HOOKS,
}
NOT_CALLABLE: Final = {"init", "browse", "sudo", "with_context", "with_env", "mapped", "filtered"}


def find(model: str, name: str) -> Method:
    """Give a method; raises AccessFailure for a private one, AttributeError for none."""
    if name.startswith("_") or name in NOT_CALLABLE:
        raise AccessFailure(
            f"Private methods (such as '{model}.{name}') cannot be called remotely."
        )
    for methods in (_OF_MODEL.get(model, {}), METHODS):
        if name in methods:
            return methods[name]
    raise AttributeError(f"The method '{model}.{name}' does not exist")


def _message_post(env: Env, model: str, ids: list[int], **kwargs: Any) -> list[int]:
    return messages.post(env, model, ids, kwargs)


def _activity_schedule(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    ids: list[int],
    act_type_xmlid: str = "",
    date_deadline: Any = None,
    summary: str = "",
    note: str = "",
    **act_values: Any,
) -> list[int]:
    values = {"date_deadline": date_deadline, "summary": summary, "note": note, **act_values}
    return messages.schedule(env, model, ids, act_type_xmlid, values)


def _action_set_lost(env: Env, model: str, ids: list[int], **additional_values: Any) -> None:
    leads.set_lost(env, ids, additional_values)


def _action_set_won(env: Env, model: str, ids: list[int]) -> bool:
    leads.set_won(env, ids)
    return True


def _merge_opportunity(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    ids: list[int],
    user_id: Any = False,
    team_id: Any = False,
    auto_unlink: bool = True,
) -> list[int]:
    return merge(env, ids, user_id=user_id, team_id=team_id, auto_unlink=auto_unlink)


def _action_feedback(
    env: Env, model: str, ids: list[int], feedback: Any = False, attachment_ids: Any = None
) -> int | bool:
    return messages.done(env, ids, feedback)


def _action_done(env: Env, model: str, ids: list[int]) -> int | bool:
    return messages.done(env, ids, feedback=False)


def _action_cancel(env: Env, model: str, ids: list[int]) -> None:
    messages.cancel(env, ids)


def _assistant_tracked(env: Env, model: str, lead_ids: Any) -> list[Any]:
    """The addon's; the demo tracks nothing."""
    if not env.has_addon:
        raise NoMethod(f"The method '{model}.assistant_tracked' does not exist")
    return []


_POSTING: Final = {
    "message_post": on_records(_message_post),
    "activity_schedule": on_records(_activity_schedule),
}
_OF_MODEL: Final[Mapping[str, Mapping[str, Method]]] = {
    "crm.lead": {
        **_POSTING,
        "action_set_lost": on_records(_action_set_lost),
        "action_set_won": on_records(_action_set_won),
        "merge_opportunity": on_records(_merge_opportunity),
        "assistant_write_scores": on_model(write_scores),
        "assistant_tracked": on_model(_assistant_tracked),
    },
    "res.partner": _POSTING,
    "mail.activity": {
        "action_feedback": on_records(_action_feedback),
        "action_done": on_records(_action_done),
        "action_cancel": on_records(_action_cancel),
    },
    "ir.module.module": {
        "button_immediate_install": on_records(addon.install),
        "button_immediate_uninstall": on_records(addon.uninstall),
    },
    "g.assistant.receipt": {"probe": on_model(addon.probe), "ingest": on_model(ingest)},
    "g.assistant.alert": {"assistant_show": on_model(show)},
    "g.assistant.event": {"clock": on_model(addon.clock)},
    "res.users": {
        "has_group": on_records(users.has_group),
        "context_get": on_model(users.context_get),
    },
}
