"""The CrmActions port on Odoo, with or without the addon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.actions.activities import Activities
from shared.adapters.odoo.actions.alerts import ShownAlerts
from shared.adapters.odoo.actions.changes import Changes
from shared.adapters.odoo.actions.leads import Leads
from shared.adapters.odoo.actions.texts import as_html
from shared.adapters.odoo.addon import OUR_WRITE, Addon
from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.load_gate import id_or_refusal
from shared.adapters.odoo.references import PREFIX
from shared.domain.acting.notice import CustomerContact
from shared.odoo_client import KeyedRow, Ref, XmlId, external_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal

    from shared.action_ports import Before, MadeActivity
    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.notice import AlertWords
    from shared.domain.acting.orders import CreateActivity
    from shared.domain.alerts.alert import Alert
    from shared.domain.ids import CrmLeadId
    from shared.odoo_client import OdooClient
    from shared.ports import Clock

_CONTACT = (
    *("contact_name", "partner_id", "email_normalized", "phone_sanitized", "lang_code"),
    *("is_blacklisted", "phone_sanitized_blacklisted"),
)


class OdooActions:
    """Planned steps, notes and changes on leads; safe between threads."""

    def __init__(self, client: OdooClient, *, tenant: str, clock: Clock) -> None:
        self._client = client
        self._tenant = tenant
        addon = Addon(client, clock)
        self._leads = Leads(client)
        self._activities = Activities(client, addon, self._leads, tenant, clock)
        self._changes = Changes(client, self._leads)
        self._alerts = ShownAlerts(addon)

    def create_activity(self, key: ActionKey, order: CreateActivity) -> MadeActivity:
        """Plan a step, once a key.

        Raises BadInput (`assignee_archived`, `assignee_sees_not`) for a person whom it cannot
        be planned for.
        """
        with translated():
            return self._activities.create(key, order)

    def cancel_activity(self, crm_lead_id: CrmLeadId, activity_id: int) -> bool:
        """Take a step away; False where it is done, gone, or another record's and no alert's."""
        with translated():
            return self._activities.cancel(crm_lead_id, activity_id)

    def hand_activity(
        self, crm_lead_id: CrmLeadId, activity_id: int, user_id: int, former: Collection[int]
    ) -> bool:
        """Give a step to another user.

        False where it is done, gone, or nobody's of the former; raises BadInput
        (`assignee_archived`, `assignee_sees_not`).
        """
        with translated():
            return self._activities.hand(crm_lead_id, activity_id, user_id, former)

    def log_note(self, key: ActionKey, crm_lead_id: CrmLeadId, text: str) -> None:
        """Write an internal note, once a key."""
        values = {
            "model": "crm.lead",
            "res_id": crm_lead_id,
            "body": as_html(text),
            "message_type": "comment",
            "subtype_id": XmlId("mail.mt_note"),
        }
        row = KeyedRow(external_id(PREFIX, f"note_{self._tenant}_{key}"), values)
        with translated():
            self._leads.read(crm_lead_id, ["name"])
            (made,) = self._client.insert_or_get("mail.message", [row], context=OUR_WRITE)
        outcome = id_or_refusal(made)
        if isinstance(outcome, Exception):
            raise outcome

    def assign(self, crm_lead_id: CrmLeadId, user_id: int | None) -> Before:
        """Set the owner, whom Odoo tells; raises BadInput (`assignee_archived`)."""
        with translated():
            return self._changes.assign(crm_lead_id, user_id)

    def move_stage(self, crm_lead_id: CrmLeadId, stage_id: int) -> Before:
        """Set the stage; raises BadInput (`stage_unknown`)."""
        with translated():
            return self._changes.move_stage(crm_lead_id, stage_id)

    def tag(self, crm_lead_id: CrmLeadId, name: str) -> Before:
        """Put a tag on."""
        with translated():
            return self._changes.tag(crm_lead_id, name)

    def untag(self, crm_lead_id: CrmLeadId, name: str) -> None:
        """Take a tag off; one that is not on it is no fault."""
        with translated():
            self._changes.untag(crm_lead_id, name)

    def set_field(
        self, crm_lead_id: CrmLeadId, field: str, value: Decimal | date | str | None
    ) -> Before:
        """Set a field; raises BadInput (`field_value`) for what it cannot hold."""
        with translated():
            return self._changes.set_field(crm_lead_id, field, value)

    def show_alert(self, alert: Alert, words: AlertWords) -> None:
        """Let the lead show the alert; nothing without the addon."""
        with translated():
            self._alerts.show(alert, words)

    def contact(self, crm_lead_id: CrmLeadId) -> CustomerContact:
        """Read how the customer can be reached; on either blacklist is opted out of all."""
        with translated():
            row = self._leads.read(crm_lead_id, _CONTACT)
        partner = row["partner_id"]
        partner_name = partner.name if isinstance(partner, Ref) else None
        blacklists = (row.get("is_blacklisted"), row.get("phone_sanitized_blacklisted"))
        return CustomerContact(
            name=_text(row["contact_name"]) or _text(partner_name),
            email=_text(row["email_normalized"]),
            phone=_text(row["phone_sanitized"]),
            language=_text(row.get("lang_code")),
            is_opted_out=any(blacklists),
        )


def _text(value: object) -> str | None:
    return str(value) if value else None
