"""A sales team of a test's own in a real Odoo: an owner, a colleague, a leader."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.odoo_client import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.odoo_client import OdooClient

_QUIET = {"no_reset_password": True, "mail_create_nolog": True}
_SALESMAN, _LEADER = "group_sale_salesman", "group_sale_manager"
_EVERY = {"active_test": False}


@dataclass(frozen=True, slots=True)
class Person:
    """A user of Odoo."""

    id: int
    login: str
    partner_id: int

    @property
    def email(self) -> str:
        return f"{self.login}@example.com"


@dataclass(frozen=True, slots=True)
class SalesTeam:
    """Who works in it, and what an administrator does and sees."""

    client: OdooClient
    id: int
    owner: Person
    colleague: Person
    leader: Person

    def opportunity(self, **values: object) -> int:
        """Create one of the owner's, of which Odoo tells nobody."""
        row = {
            "name": f"Villa {self.owner.login}",
            "type": "opportunity",
            "user_id": self.owner.id,
            "team_id": self.id,
            **values,
        }
        (made,) = self.client.create_many("crm.lead", [row], context={"tracking_disable": True})
        return made

    def activities(self, lead: int) -> list[Mapping[str, object]]:
        """Give the planned steps of a lead, the done ones too."""
        domain = [["res_model", "=", "crm.lead"], ["res_id", "=", lead]]
        fields = ["id", "user_id", "automated", "active", "summary", "activity_category"]
        found = self.client.search_read("mail.activity", domain, fields, order="id", context=_EVERY)
        return list(found)

    def told_by_odoo(self) -> int:
        """Count what Odoo itself told these people, by e-mail or in its inbox."""
        people = [self.owner.partner_id, self.colleague.partner_id, self.leader.partner_id]
        return self.client.search_count("mail.notification", [["res_partner_id", "in", people]])


def sales_team(client: OdooClient) -> SalesTeam:
    """Make one, with people whom nobody has met."""
    mark = uuid.uuid4().hex[:8]
    owner, colleague = (_person(client, f"{who}{mark}", _SALESMAN) for who in ("huda", "omar"))
    leader = _person(client, f"sami{mark}", _LEADER)
    row = {
        "name": f"Team {mark}",
        "user_id": leader.id,
        "member_ids": [[6, 0, [owner.id, colleague.id]]],
    }
    (team,) = client.create_many("crm.team", [row])
    return SalesTeam(client, team, owner, colleague, leader)


def _person(client: OdooClient, login: str, group: str) -> Person:
    named = [["module", "=", "sales_team"], ["name", "=", group]]
    [found] = client.search_read("ir.model.data", named, ["res_id"])
    row = {
        "login": login,
        "name": login.title(),
        "email": f"{login}@example.com",
        "lang": "en_US",
        "tz": "Asia/Riyadh",
        "group_ids": [[6, 0, [found["res_id"]]]],
    }
    (made,) = client.create_many("res.users", [row], context=_QUIET)
    [user] = client.read("res.users", [made], ["partner_id"])
    partner = user["partner_id"]
    assert isinstance(partner, Ref)
    return Person(made, login, partner.id)
