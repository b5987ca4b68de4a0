"""The Crm port on Odoo: every lead, note and to-do goes through keyed insert-or-get."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.grouping import Grouped
from shared.adapters.odoo.lead_values import lead_values
from shared.adapters.odoo.lookups import PREFIX, Lookups
from shared.adapters.odoo.note import NoteWriter
from shared.adapters.odoo.persons import Persons
from shared.adapters.odoo.refusals import REFUSED, told_without
from shared.domain.crm import PersonInCrm
from shared.domain.ids import CrmLeadId
from shared.errors import CrmLeadGone, PermanentError
from shared.odoo_client import KeyedRow, Ref, Refused, XmlId, external_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.crm import LeadOrder, SubmissionOrder
    from shared.domain.person import PersonKeys
    from shared.odoo_client import Inserted, OdooClient
    from shared.ports import Clock

_ROWS_A_CALL = 50
"""Enough for ten times the throughput of single calls; a bad row costs few repeats."""


class OdooCrm:
    """Leads, people and notes in Odoo."""

    def __init__(
        self, client: OdooClient, *, language: str, time_zone: str, tenant: str, clock: Clock
    ) -> None:
        self._client = client
        self._tenant = tenant
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._notes = NoteWriter(language, time_zone)
        self._lookups = Lookups(client)
        self._lead_type: str | None = None
        self._find = Grouped(Persons(client, self._lookups).find, at_most=_ROWS_A_CALL)
        self._insert = Grouped(self._insert_many, at_most=_ROWS_A_CALL)

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        """Look a person up; nothing is asked of Odoo for somebody without e-mail and phone."""
        if keys.is_empty:
            return PersonInCrm()
        with translated():
            return self._find(keys)

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        """Insert the lead under its key, or give the one that is there."""
        with translated(), told_without(order.lead):
            try:
                return CrmLeadId(self._insert(self._lead_row(order)))
            except PermanentError:
                # Perhaps somebody deleted a campaign, a tag or the customer that we remember.
                self._lookups.forget()
                return CrmLeadId(self._insert(self._lead_row(self._without_gone(order))))

    def _without_gone(self, order: LeadOrder) -> LeadOrder:
        if order.partner_id is None or self._exists("res.partner", order.partner_id):
            return order
        return order.model_copy(update={"partner_id": None})

    def _exists(self, model: str, record_id: int) -> bool:
        domain = [["id", "=", record_id]]
        return self._client.search_count(model, domain, context={"active_test": False}) > 0

    def _lead_row(self, order: LeadOrder) -> KeyedRow:
        values = lead_values(
            order, lead_type=self._type(), lookups=self._lookups, notes=self._notes
        )
        return self._row("lead", order, values)

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

    def _row(
        self, kind: str, order: LeadOrder | SubmissionOrder, values: dict[str, object]
    ) -> KeyedRow:
        name = f"{kind}_{self._tenant}_{order.lead.leadgen_id}"
        return KeyedRow(external_id(PREFIX, name), values)

    def _insert_many(self, rows: Sequence[KeyedRow]) -> list[int | Exception]:
        return [_id_or_refusal(made) for made in self._client.insert_or_get("crm.lead", rows)]

    def _keyed(self, model: str, row: KeyedRow) -> None:
        (made,) = self._client.insert_or_get(model, [row])
        _raise(_id_or_refusal(made))

    def _type(self) -> str:
        """Lead or opportunity, as this Odoo's own default is (its setting "Leads")."""
        if self._lead_type is None:
            defaults = self._client.call("crm.lead", "default_get", fields=["type"])
            found = defaults.get("type") if isinstance(defaults, dict) else None
            self._lead_type = str(found or "opportunity")
        return self._lead_type


def _id_or_refusal(made: Inserted | Refused) -> int | Exception:
    if isinstance(made, Refused):
        return PermanentError(f"Odoo refused the record: {made.reason}", code=REFUSED)
    return made.id


def _raise(outcome: int | Exception) -> None:
    if isinstance(outcome, Exception):
        raise outcome
