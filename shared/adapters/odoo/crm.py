"""The Crm port on Odoo: every lead, note and to-do goes through keyed insert-or-get.

Leads have two gates with one key: the addon's `ingest` where it is installed, else `load()`
(docs/adr/0009-two-gates-into-odoo.md).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.adapters.odoo.addon import OUR_WRITE, Addon, GateShut
from shared.adapters.odoo.erasure import ErasureAsker
from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.grouping import Grouped
from shared.adapters.odoo.ingest_gate import IngestGate
from shared.adapters.odoo.lead_values import LeadValues
from shared.adapters.odoo.load_gate import ROWS_A_CALL, LoadGate, id_or_refusal
from shared.adapters.odoo.lookups import Lookups
from shared.adapters.odoo.note import NoteWriter
from shared.adapters.odoo.persons import Persons
from shared.adapters.odoo.references import PREFIX
from shared.adapters.odoo.refusals import REFUSED, told_without
from shared.domain.crm import PersonInCrm
from shared.domain.ids import CrmLeadId
from shared.errors import CrmLeadGone, PermanentError
from shared.odoo_client import KeyedRow, Ref, XmlId, external_id

if TYPE_CHECKING:
    from datetime import date

    from shared.domain.crm import LeadOrder, SubmissionOrder
    from shared.domain.person import PersonKeys
    from shared.odoo_client import OdooClient
    from shared.ports import Clock


class OdooCrm:
    """Leads, people and notes in Odoo."""

    def __init__(
        self, client: OdooClient, *, language: str, time_zone: str, tenant: str, clock: Clock
    ) -> None:
        self._client = client
        self._tenant = tenant
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._notes = notes = NoteWriter(language, time_zone)
        self._lookups = lookups = Lookups(client)
        self._addon = Addon(client, clock)
        values = LeadValues(client, lookups)
        self._ingest = IngestGate(self._addon, tenant=tenant, values=values, notes=notes)
        self._load = LoadGate(client, tenant=tenant, values=values, lookups=lookups, notes=notes)
        self._erasure = ErasureAsker(client, notes, tenant)
        self._find = Grouped(Persons(client, lookups).find, at_most=ROWS_A_CALL)

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        """Look a person up; nothing is asked of Odoo for somebody without e-mail and phone."""
        if keys.is_empty:
            return PersonInCrm()
        with translated():
            return self._find(keys)

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        """Insert the lead under its key, or give the one that is there.

        With the addon also the one that it was merged into, and `deleted_in_crm` for one that
        was deleted; without it such a lead is made anew.
        """
        with translated(), told_without(order.lead):
            try:
                return CrmLeadId(self._put(order))
            except PermanentError as error:
                if error.code != REFUSED:
                    raise
                # Perhaps somebody deleted a campaign, a tag or the customer that we remember.
                self._lookups.forget()
                return CrmLeadId(self._put(self._without_gone(order)))

    def _put(self, order: LeadOrder) -> int:
        """Take the addon's gate while it is open; the other one writes under the same key."""
        if self._addon.answer() is not None:
            with suppress(GateShut):
                return self._ingest.put(order)
        return self._load.put(order)

    def _without_gone(self, order: LeadOrder) -> LeadOrder:
        if order.partner_id is None or self._exists("res.partner", order.partner_id):
            return order
        return order.model_copy(update={"partner_id": None})

    def _exists(self, model: str, record_id: int) -> bool:
        domain = [["id", "=", record_id]]
        return self._client.search_count(model, domain, context={"active_test": False}) > 0

    def add_submission(self, order: SubmissionOrder) -> None:
        """Write the answers as a note and give the owner a to-do for today, each once."""
        with translated(), told_without(order.lead):
            found = self._client.search_read(
                "crm.lead",
                [["id", "=", order.onto]],
                ["user_id"],
                context={"active_test": False},
            )
            if not found:
                raise CrmLeadGone("the opportunity was merged or deleted in Odoo")
            self._keyed("mail.message", self._row("answers", order, self._message(order)))
            owner = found[0]["user_id"]
            if isinstance(owner, Ref):
                activity = self._activity(order, owner.id)
                self._keyed("mail.activity", self._row("returned", order, activity))

    def ask_for_erasure(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        """Plan a to-do for the lead's owner or its team's leader, once; none for a lead that is gone."""
        with translated():
            self._erasure.ask(crm_lead_id, asked_on)

    def _message(self, order: SubmissionOrder) -> dict[str, object]:
        return {
            "model": "crm.lead",
            "res_id": order.onto,
            "body": self._notes.returned(order.lead),
            "message_type": "comment",
            "subtype_id": XmlId("mail.mt_note"),
        }

    def _activity(self, order: SubmissionOrder, owner_id: int) -> dict[str, object]:
        return {
            "res_model_id": XmlId("crm.model_crm_lead"),
            "res_id": order.onto,
            "summary": self._notes.word("new_answers"),
            "activity_type_id": XmlId("mail.mail_activity_data_todo"),
            "user_id": owner_id,
            "date_deadline": self._clock.now().astimezone(self._zone).date(),
        }

    def _row(self, kind: str, order: SubmissionOrder, values: dict[str, object]) -> KeyedRow:
        name = f"{kind}_{self._tenant}_{order.lead.leadgen_id}"
        return KeyedRow(external_id(PREFIX, name), values)

    def _keyed(self, model: str, row: KeyedRow) -> None:
        (made,) = self._client.insert_or_get(model, [row], context=OUR_WRITE)
        outcome = id_or_refusal(made)
        if isinstance(outcome, Exception):
            raise outcome
