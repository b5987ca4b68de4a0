"""What our user must be allowed in Odoo: each model that this package touches, and how.

`has_access` is Odoo 18's; before that it is `check_access_rights`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.watched import MissingRight
from shared.odoo_client import AccessDenied, BadReply, NoSuchMethod

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.odoo_client import OdooClient

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "crm.lead": ("read", "create", "write"),
    "crm.stage": ("read",),
    "crm.tag": ("read", "create"),
    "crm.team": ("read",),
    "mail.activity": ("read", "create", "unlink"),
    "mail.message": ("read", "create"),
    "res.country": ("read",),
    "res.country.state": ("read",),
    "res.partner": ("read",),
    "res.users": ("read",),
}
WITHOUT_ADDON: Mapping[str, tuple[str, ...]] = {
    "utm.campaign": ("read", "create"),
    "utm.medium": ("read", "create"),
    "utm.source": ("read", "create"),
}
"""The addon makes these itself, with its own rights."""
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
SINGLETON_SINCE = 18
"""`has_group` is asked of one user from Odoo 18 on; before, of the model."""


class Rights:
    """Asks Odoo what our user may do."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client
        self._is_old = False

    def missing(self, *, has_addon: bool) -> Sequence[MissingRight]:
        """Give what is missing, model by model; nothing is written to find out."""
        wanted = {**ALWAYS} if has_addon else {**ALWAYS, **WITHOUT_ADDON}
        found = {
            model: tuple(one for one in operations if not self._may(model, one))
            for model, operations in sorted(wanted.items())
        }
        return tuple(MissingRight(model, lacking) for model, lacking in found.items() if lacking)

    def sees_all_leads(self) -> bool:
        """Tell whether our user is in the group, or in one that implies it."""
        client = self._client
        context = client.call("res.users", "context_get", idempotent=True)
        user_id = context.get("uid") if isinstance(context, dict) else None
        if not isinstance(user_id, int):
            raise BadReply("the context names no user")
        is_old = client.capabilities().version.major < SINGLETON_SINCE
        ids = None if is_old else [user_id]
        asked = client.call(
            "res.users", "has_group", ids=ids, group_ext_id=ALL_LEADS, idempotent=True
        )
        return asked is True

    def _may(self, model: str, operation: str) -> bool:
        try:
            return self._asked(model, operation) is True
        except AccessDenied:
            return False

    def _asked(self, model: str, operation: str) -> object:
        if not self._is_old:
            try:
                return self._client.call(
                    model, "has_access", ids=[], operation=operation, idempotent=True
                )
            except NoSuchMethod:
                self._is_old = True
        return self._client.call(
            model,
            "check_access_rights",
            operation=operation,
            raise_exception=False,
            idempotent=True,
        )
