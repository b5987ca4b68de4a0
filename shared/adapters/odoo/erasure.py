"""A to-do on a lead whose person asked to be erased: what the law allows is for a person to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.references import PREFIX
from shared.errors import PermanentError
from shared.odoo_client import KeyedRow, Ref, Refused, XmlId, external_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from shared.adapters.odoo.note import NoteWriter
    from shared.domain.ids import CrmLeadId
    from shared.odoo_client import OdooClient

_ARCHIVED_TOO = {"active_test": False}


class ErasureAsker:
    """Plan the to-do, once a lead."""

    def __init__(self, client: OdooClient, notes: NoteWriter, tenant: str) -> None:
        self._client = client
        self._notes = notes
        self._tenant = tenant

    def ask(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        """Plan it for the owner, else the team's leader, else our own user; never for nobody."""
        found = self._client.search_read(
            "crm.lead",
            [["id", "=", crm_lead_id]],
            ["user_id", "team_id"],
            context=_ARCHIVED_TOO,
        )
        if not found:
            return
        key = external_id(PREFIX, f"erasure_{self._tenant}_{crm_lead_id}")
        row = KeyedRow(key, self._todo(crm_lead_id, asked_on, self._responsible(found[0])))
        (made,) = self._client.insert_or_get("mail.activity", [row], context=OUR_WRITE)
        if isinstance(made, Refused):
            # Odoo's own words may name the person, whom we have just forgotten.
            about = f" ({', '.join(made.fields)})" if made.fields else ""
            text = f"Odoo refused the to-do that asks for an erasure{about}"
            raise PermanentError(text, code="odoo_invalid")

    def _todo(
        self, crm_lead_id: CrmLeadId, asked_on: date, responsible: int | None
    ) -> dict[str, object]:
        todo: dict[str, object] = {
            "res_model_id": XmlId("crm.model_crm_lead"),
            "res_id": crm_lead_id,
            "summary": self._notes.word("erasure"),
            "note": self._notes.erasure(asked_on),
            "activity_type_id": XmlId("mail.mail_activity_data_todo"),
            "date_deadline": asked_on,
        }
        return todo if responsible is None else todo | {"user_id": responsible}

    def _responsible(self, lead: Mapping[str, object]) -> int | None:
        owner, team = lead["user_id"], lead["team_id"]
        if isinstance(owner, Ref):
            return owner.id
        if not isinstance(team, Ref):
            return None
        teams = self._client.search_read(
            "crm.team", [["id", "=", team.id]], ["user_id"], context=_ARCHIVED_TOO
        )
        leader = teams[0]["user_id"] if teams else None
        return leader.id if isinstance(leader, Ref) else None
