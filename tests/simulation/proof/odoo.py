"""A stand-in for Odoo with its two gates, its people and what it reports.

With the addon a receipt stays when a lead is merged or deleted; without it the external id goes
with the lead, as after `load()`. `test_crm_stand_in.py` and `test_proof_stand_ins.py` hold it to
what the real adapter does on the demo Odoo.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from shared.domain.crm import CrmRecord, PersonInCrm
from shared.domain.ids import CrmLeadId
from shared.errors import CrmLeadGone, PermanentError
from tests.simulation.proof.reports import Reporter
from tests.simulation.stand_ins import CrmLead, _matched_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from shared.domain.crm import LeadOrder, SubmissionOrder
    from shared.domain.ids import LeadKey
    from shared.domain.person import PersonKeys
    from tests.simulation.stand_ins import GivenClock

REFUSED_NAME = "Refused by a rule"


@dataclass
class Record(CrmLead):
    """A lead, and the keys of all that were merged into it."""

    outcome: str = "open"
    absorbed: set[LeadKey] = field(default_factory=set)

    @property
    def keys(self) -> set[LeadKey]:
        return self.absorbed | {self.key}


class OdooStandIn:
    """Leads, notes and to-dos in dicts, each under its key, as Odoo keeps them."""

    def __init__(self, clock: GivenClock, *, has_addon: bool) -> None:
        self.has_addon = has_addon
        self.leads: dict[CrmLeadId, Record] = {}
        self.notes: dict[LeadKey, CrmLeadId] = {}
        self.todos: dict[LeadKey, CrmLeadId] = {}
        self.made: Counter[LeadKey] = Counter()
        """How often the answers of a key were written, as a lead or as a note."""
        self.asked_to_erase: set[CrmLeadId] = set()
        self.edits: dict[CrmLeadId, str] = {}
        """What a person wrote last over what we had written."""
        self.headed: dict[CrmLeadId, CrmLeadId] = {}
        """Where each lead that was merged went to."""
        self.unreported_merges: set[CrmLeadId] = set()
        self.stood_in: dict[LeadKey, set[CrmLeadId]] = {}
        self._clock = clock
        self._ids = count(1)
        self._external: dict[LeadKey, CrmLeadId] = {}
        self._receipts: dict[LeadKey, CrmLeadId | None] = {}
        self.reporter = Reporter(clock, self)

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        return PersonInCrm(records=tuple(self._found(keys)))

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        """Insert, or get what is there under the key; never overwrite."""
        known = self._external.get(order.key)
        if known is not None:
            if self.has_addon:
                self._receipts[order.key] = known
            return known
        if self.has_addon and order.key in self._receipts:
            received = self._receipts[order.key]
            if received is None:
                raise PermanentError("somebody deleted it there", code="deleted_in_crm")
            return received
        return self.insert(order)

    def insert(self, order: LeadOrder) -> CrmLeadId:
        """Make a lead, whatever is there."""
        person = order.lead.person
        if person.full_name == REFUSED_NAME:
            raise PermanentError("Odoo refused the record", code="odoo_invalid")
        lead_id = CrmLeadId(next(self._ids))
        self.leads[lead_id] = Record(
            lead_id,
            order.key,
            person.full_name,
            person.email,
            person.phone,
            self._clock.now(),
        )
        self._external[order.key] = lead_id
        if self.has_addon:
            self._receipts[order.key] = lead_id
        self._note_made(order.key, lead_id)
        self.reporter.changed(lead_id, "created", by_us=True)
        return lead_id

    def add_submission(self, order: SubmissionOrder) -> None:
        lead = self.leads.get(order.onto)
        if lead is None:
            raise CrmLeadGone("the opportunity is gone")
        if order.key not in self.notes:
            self.notes[order.key] = order.onto
            self._note_made(order.key, order.onto)
        if lead.owner is not None:
            self.todos.setdefault(order.key, order.onto)

    def ask_for_erasure(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        """A to-do for its owner; for a lead that is gone nothing is to be done."""
        self.asked_to_erase.add(crm_lead_id)

    def edit(self, lead_id: CrmLeadId, name: str) -> None:
        """A salesperson writes another name and takes the lead over."""
        lead = self.leads[lead_id]
        lead.contact_name, lead.owner = name, "huda"
        self.edits[lead_id] = name
        self.reporter.changed(lead_id, "updated")

    def close(self, lead_id: CrmLeadId, outcome: str) -> None:
        """It is won, or lost (then Odoo archives it)."""
        lead = self.leads[lead_id]
        lead.outcome, lead.is_open = outcome, False
        self.reporter.changed(lead_id, outcome)

    def merge(self, tail: CrmLeadId, head: CrmLeadId) -> None:
        """The tail goes with its external ids; its notes go to the head; receipts follow."""
        gone = self.leads.pop(tail)
        self.edits.pop(tail, None)
        self.headed[tail] = head
        self.leads[head].absorbed |= gone.keys
        for key in gone.keys:
            self._stands(key, head)
        for key in [key for key, onto in self.notes.items() if onto == tail]:
            self.notes[key] = head
            self._stands(key, head)
        if tail in self.asked_to_erase:  # activities go along
            self.asked_to_erase.add(head)
        self._forget(tail, head)
        if not self.reporter.changed(tail, "merged", merged_into=head):
            self.unreported_merges.add(tail)

    def delete(self, lead_id: CrmLeadId) -> None:
        del self.leads[lead_id]
        self.edits.pop(lead_id, None)
        self.notes = {key: onto for key, onto in self.notes.items() if onto != lead_id}
        self.todos = {key: onto for key, onto in self.todos.items() if onto != lead_id}
        self._forget(lead_id, None)
        self.reporter.changed(lead_id, "deleted")

    def toggle_addon(self) -> None:
        """Uninstalling drops the receipts and what was not reported yet."""
        self.has_addon = not self.has_addon
        if not self.has_addon:
            self._receipts.clear()
            self.reporter.forget()

    def keys_at(self, lead_id: CrmLeadId) -> set[LeadKey]:
        """Whose answers stand in a lead."""
        noted = {key for key, onto in self.notes.items() if onto == lead_id}
        return self.leads[lead_id].keys | noted

    def holds(self, key: LeadKey) -> list[CrmLeadId]:
        """Where the answers of this key stand: leads of their own, and notes."""
        own = [lead.id for lead in self.leads.values() if key in lead.keys]
        return own + ([self.notes[key]] if key in self.notes else [])

    def _found(self, keys: PersonKeys) -> Iterator[CrmRecord]:
        for lead in sorted(self.leads.values(), key=lambda one: one.id, reverse=True):
            if by := _matched_by(lead, keys):
                yield CrmRecord(
                    id=lead.id,
                    is_open=lead.is_open,
                    created_at=lead.created_at,
                    matched_by=by,
                    contact_name=lead.contact_name,
                    email=lead.email,
                )

    def _note_made(self, key: LeadKey, lead_id: CrmLeadId) -> None:
        self.made[key] += 1
        self._stands(key, lead_id)

    def _stands(self, key: LeadKey, lead_id: CrmLeadId) -> None:
        self.stood_in.setdefault(key, set()).add(lead_id)

    def _forget(self, lead_id: CrmLeadId, head: CrmLeadId | None) -> None:
        self._external = {key: at for key, at in self._external.items() if at != lead_id}
        for key, at in self._receipts.items():
            if at == lead_id:
                self._receipts[key] = head
