"""Odoo's own faults on demand, beside those every server can have (deploy/local/demo/faults.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.faults import FAULT_KEY, Rule
from deploy.local.demo.odoo.failures import (
    AccessFailure,
    Failure,
    LockFailure,
    serialization_failure,
    web_failure,
)
from deploy.local.demo.odoo.loading import lost_race

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Request

LOAD_CONFLICT: Final = "load_conflict"
"""A concurrent `load` won: HTTP 200 with `ids` False."""
NO_RIGHT: Final = "no_right"
"""For `has_access`: our user may not."""


def _invalid_field() -> Exception:
    return ValueError("Invalid field 'demo' in 'crm.lead'")


def _denied() -> Failure:
    return web_failure("Unauthorized", 401, "Invalid apikey")


FAILURES: Final[dict[str, Callable[[], Exception]]] = {
    "lock_error": lambda: LockFailure("Cannot grab a lock on records"),
    "serialization_failure": serialization_failure,
    "value_error": _invalid_field,
    "access_error": lambda: AccessFailure(
        "You are not allowed to modify 'Lead' (crm.lead) records."
    ),
    "invalid_key": _denied,
}
"""409, 500 to be repeated, 500 for ever, 403 and 401."""
NAMES: Final = frozenset({*FAILURES, LOAD_CONFLICT, NO_RIGHT})


def _rule(request: Request) -> Rule | None:
    rule = request.environ.get(FAULT_KEY)
    return rule if isinstance(rule, Rule) else None


def act(request: Request) -> None:
    """Raise the failure that was ordered for this request."""
    rule = _rule(request)
    if rule is not None and rule.fault in FAILURES:
        failure = FAILURES[rule.fault]()
        raise failure


def acted_out(request: Request) -> Any:
    """Give the answer that was ordered instead of the true one, or None."""
    rule = _rule(request)
    if rule is not None and rule.fault == NO_RIGHT:
        return False
    return lost_race() if rule is not None and rule.fault == LOAD_CONFLICT else None
