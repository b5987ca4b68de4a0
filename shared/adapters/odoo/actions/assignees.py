"""Who can be given a lead or a step: somebody who works in Odoo and may see the lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.actions.leads import ARCHIVED_TOO
from shared.adapters.odoo.rights import ALL_LEADS, SINGLETON_SINCE
from shared.errors import BadInput
from shared.odoo_client import Ref

if TYPE_CHECKING:
    from shared.adapters.odoo.actions.leads import Row
    from shared.odoo_client import OdooClient

SALESPERSON = "sales_team.group_sale_salesman"
SEEN_BY = ("user_id", "company_id")
"""Fields of a lead that decide who may see it."""


class Assignees:
    """Asks Odoo about users.

    Odoo 19 plans a step for whoever is named, and he finds a record that he may not open. (Odoo 18
    and earlier refuse that by themselves.) Of its record rules we know those that it ships.
    """

    def __init__(self, client: OdooClient) -> None:
        self._client = client

    def check(self, user_id: int, lead: Row) -> None:
        """Raise BadInput (`assignee_archived`, `assignee_sees_not`) for whom it is no use."""
        user = self.working(user_id)
        company, companies = lead["company_id"], user["company_ids"]
        if isinstance(company, Ref) and isinstance(companies, list) and company.id not in companies:
            raise _sees_not()
        owner = lead["user_id"]
        if isinstance(owner, Ref) and owner.id == user_id:
            return
        if not self._may_see(user_id, SALESPERSON if owner is None else ALL_LEADS):
            raise _sees_not()

    def working(self, user_id: int) -> Row:
        """Give the user; raises BadInput (`assignee_archived`) for who works in Odoo no more."""
        fields = ["active", "share", "company_ids"]
        found = self._client.search_read(
            "res.users", [["id", "=", user_id]], fields, context=ARCHIVED_TOO
        )
        if not found or not found[0]["active"] or found[0]["share"]:
            raise BadInput("the user does not work in Odoo any more", code="assignee_archived")
        return found[0]

    def _may_see(self, user_id: int, group: str) -> bool:
        if self._client.version().major < SINGLETON_SINCE:
            return True
        said = self._client.call(
            "res.users", "has_group", ids=[user_id], group_ext_id=group, idempotent=True
        )
        return said is True


def _sees_not() -> BadInput:
    return BadInput("the user may not see this lead in Odoo", code="assignee_sees_not")
