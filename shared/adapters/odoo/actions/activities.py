"""Planned steps: made once a key, with Odoo's table of external ids as the judge."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.action_ports import MadeActivity
from shared.adapters.odoo.actions.assignees import SEEN_BY, Assignees
from shared.adapters.odoo.actions.leads import ARCHIVED_TOO
from shared.adapters.odoo.actions.texts import as_alert, as_html, shows_alert
from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.references import PREFIX
from shared.errors import CrmLeadGone, PermanentError
from shared.odoo_client import (
    AccessDenied,
    BadReply,
    KeyedRow,
    MissingRecord,
    NoSuchMethod,
    Ref,
    Refused,
    XmlId,
    external_id,
    storable,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shared.adapters.odoo.actions.leads import Leads
    from shared.adapters.odoo.addon import Addon
    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.orders import CreateActivity, StepKind
    from shared.domain.ids import CrmLeadId
    from shared.odoo_client import Inserted, OdooClient
    from shared.ports import Clock

TODO = "mail.mail_activity_data_todo"
"""The type that Odoo does not let anybody delete."""
TYPES: Mapping[StepKind, str] = MappingProxyType(
    {
        "todo": TODO,
        "call": "mail.mail_activity_data_call",
        "email": "mail.mail_activity_data_email",
        "meeting": "mail.mail_activity_data_meeting",
        "answer": "mail.mail_activity_data_email",
        "review": TODO,
    }
)
TYPES_OF_ADDON: Mapping[StepKind, str] = MappingProxyType(
    {
        "call": "g_assistant_connector.mail_activity_type_call_lead",
        "answer": "g_assistant_connector.mail_activity_type_answer_customer",
        "review": "g_assistant_connector.mail_activity_type_review_lead",
    }
)
SILENT = {**OUR_WRITE, "mail_activity_quick_update": True}
"""Odoo writes no e-mail to the person whom the step is for (mail.activity, create; Odoo 12 on)."""


class Activities:
    """Makes and takes away steps on leads."""

    def __init__(
        self, client: OdooClient, addon: Addon, leads: Leads, tenant: str, clock: Clock
    ) -> None:
        self._client = client
        self._addon = addon
        self._leads = leads
        self._clock = clock
        self._assignees = Assignees(client)
        self._tenant = tenant

    def create(self, key: ActionKey, order: CreateActivity) -> MadeActivity:
        """Plan it, or give the one of this key.

        Odoo 19 archives what is done and keeps its external id; Odoo 16 and earlier delete it, so
        that the same key makes another there.
        """
        lead = self._leads.read(order.crm_lead_id, SEEN_BY)
        self._assignees.check(order.user_id, lead)
        made = self._insert(key, order, self._type(order.step))
        if isinstance(made, Refused) and "activity_type_id" in made.fields:
            made = self._insert(key, order, TODO)
        if isinstance(made, Refused):
            self._leads.read(order.crm_lead_id, SEEN_BY)
            # Odoo's own words may quote the summary.
            about = f" ({', '.join(made.fields)})" if made.fields else ""
            raise PermanentError(f"Odoo refused the planned step{about}", code="odoo_invalid")
        return MadeActivity(made.id, self._made_at(made.id))

    def hand(
        self, crm_lead_id: CrmLeadId, activity_id: int, user_id: int, former: Collection[int]
    ) -> bool:
        """Set its user while it is open, shows an alert and is one of the former users'.

        Odoo writes him no e-mail: he is told of the alert by ourselves.
        """
        lead = self._leads.read(crm_lead_id, SEEN_BY)
        domain = [["id", "=", activity_id], ["res_model", "=", "crm.lead"]]
        rows = self._client.search_read("mail.activity", domain, ["user_id", "automated", "note"])
        users = [row["user_id"] for row in rows if shows_alert(row)]
        holders = [one.id for one in users if isinstance(one, Ref)]
        if user_id in holders or not set(holders) & set(former):
            return False
        self._assignees.check(user_id, lead)
        try:
            self._client.write(
                "mail.activity",
                [activity_id],
                {"user_id": user_id},
                context=SILENT,
                idempotent=True,
            )
        except MissingRecord:
            return False
        return True

    def cancel(self, crm_lead_id: CrmLeadId, activity_id: int) -> bool:
        """Delete it while it is open and on this lead; False else.

        What shows an alert is ours wherever it stands: a merge moves a lead's steps to another.
        """
        domain = [["id", "=", activity_id], ["res_model", "=", "crm.lead"]]
        rows = self._client.search_read("mail.activity", domain, ["res_id", "automated", "note"])
        if not any(row["res_id"] == crm_lead_id or shows_alert(row) for row in rows):
            self._leads.read(crm_lead_id, ["name"])
            return False
        try:
            self._take_away(crm_lead_id, activity_id)
        except MissingRecord:
            return False
        return True

    def _take_away(self, crm_lead_id: CrmLeadId, activity_id: int) -> None:
        try:
            self._client.call("mail.activity", "action_cancel", ids=[activity_id], context=SILENT)
        except NoSuchMethod:  # Odoo 16 and earlier
            self._leads.write(crm_lead_id, {"activity_ids": [[2, activity_id, 0]]})

    def _type(self, step: StepKind) -> str:
        has_own = step in TYPES_OF_ADDON and self._addon.answer() is not None
        return TYPES_OF_ADDON[step] if has_own else TYPES[step]

    def _insert(
        self, key: ActionKey, order: CreateActivity, activity_type: str
    ) -> Inserted | Refused:
        values: dict[str, object] = {
            "res_model_id": XmlId("crm.model_crm_lead"),
            "res_id": order.crm_lead_id,
            "user_id": order.user_id,
            "activity_type_id": XmlId(activity_type),
            "summary": storable(order.summary),
            "note": (as_alert if order.is_alert else as_html)(order.note),
            "date_deadline": order.due_on,
            "automated": order.is_alert,
        }
        row = KeyedRow(external_id(PREFIX, f"activity_{self._tenant}_{key}"), values)
        try:
            (made,) = self._client.insert_or_get("mail.activity", [row], context=SILENT)
        except AccessDenied:
            self._leads.read(order.crm_lead_id, SEEN_BY)
            raise
        return made

    def _made_at(self, activity_id: int) -> datetime:
        """Give it by Odoo's clock where the addon gives revisions by it, else by ours, as those are."""
        rows = self._client.search_read(
            "mail.activity", [["id", "=", activity_id]], ["create_date"], context=ARCHIVED_TOO
        )
        if not rows:
            raise CrmLeadGone("the lead went with the step that was just planned on it")
        made_at = rows[0]["create_date"]
        if not isinstance(made_at, datetime):
            raise BadReply("a planned step has no time at which it was made")
        return self._clock.now() if self._addon.answer() is None else made_at
