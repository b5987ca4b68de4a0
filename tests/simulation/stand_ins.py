"""Stand-ins for the outside that cost microseconds; `test_crm_stand_in.py` holds the CRM to
what the Odoo adapter does on the demo Odoo."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from shared.domain.crm import CrmRecord, MatchedBy, PersonInCrm
from shared.domain.event import LeadStored, MetaLeadAnnounced, Topic
from shared.domain.ids import CrmLeadId, FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, LeadForm, Question, SourceLead
from shared.errors import CrmLeadGone, PermanentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shared.domain.crm import LeadOrder, SubmissionOrder
    from shared.domain.event import Event
    from shared.domain.ids import LeadKey
    from shared.domain.person import PersonKeys

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE, FORM = PageId("104857600012345"), FormId("1048576000100001")
QUESTIONS = {"full_name": "FULL_NAME", "email": "EMAIL", "phone_number": "PHONE"}


class GivenClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


class SourceStandIn:
    """Leads by id, all of one form."""

    def __init__(self) -> None:
        self.leads: dict[LeadgenId, SourceLead] = {}

    def add(self, leadgen_id: str, name: str, email: str, phone: str) -> None:
        given = dict(zip(QUESTIONS, (name, email, phone), strict=True))
        self.leads[LeadgenId(leadgen_id)] = SourceLead(
            leadgen_id=LeadgenId(leadgen_id),
            created_at=NOW,
            answers=tuple(Answer(question=key, values=(text,)) for key, text in given.items()),
            attribution=Attribution(page_id=PAGE, form_id=FORM),
        )

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        if leadgen_id not in self.leads:
            raise PermanentError("there is no such lead", code="meta_lead_gone")
        return self.leads[leadgen_id]

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        questions = tuple(
            Question(key=key, label=key, kind=kind) for key, kind in QUESTIONS.items()
        )
        return LeadForm(form_id=form_id, page_id=page_id, name="Villas", questions=questions)


@dataclass
class CrmLead:
    id: CrmLeadId
    key: LeadKey
    contact_name: str | None
    email: str | None
    phone: str | None
    created_at: datetime
    owner: str | None = None
    is_open: bool = True


class CrmStandIn:
    """Leads, notes and to-dos in dicts, each under its key, as Odoo keeps them."""

    def __init__(self, clock: GivenClock) -> None:
        self._clock = clock
        self._ids = count(1)
        self._lock = threading.Lock()
        self._known: dict[LeadKey, CrmLeadId] = {}
        self.leads: dict[CrmLeadId, CrmLead] = {}
        self.notes: dict[LeadKey, CrmLeadId] = {}
        self.todos: dict[LeadKey, CrmLeadId] = {}
        self.erasures: dict[CrmLeadId, date] = {}
        """Leads that somebody has a to-do on to erase, and since when."""

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        found = [
            CrmRecord(
                id=lead.id,
                is_open=lead.is_open,
                created_at=lead.created_at,
                matched_by=by,
                contact_name=lead.contact_name,
                email=lead.email,
            )
            for lead in sorted(self.leads.values(), key=lambda one: one.id, reverse=True)
            if (by := _matched_by(lead, keys))
        ]
        return PersonInCrm(records=tuple(found))

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        with self._lock:
            known = self._known.get(order.key)
            if known in self.leads:
                return known
            person, lead_id = order.lead.person, CrmLeadId(next(self._ids))
            self.leads[lead_id] = CrmLead(
                lead_id,
                order.key,
                person.full_name,
                person.email,
                person.phone,
                self._clock.now(),
            )
            self._known[order.key] = lead_id
            return lead_id

    def add_submission(self, order: SubmissionOrder) -> None:
        with self._lock:
            lead = self.leads.get(order.onto)
            if lead is None:
                raise CrmLeadGone("the opportunity is gone")
            self.notes.setdefault(order.key, order.onto)
            if lead.owner is not None:
                self.todos.setdefault(order.key, order.onto)

    def ask_for_erasure(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        with self._lock:
            if crm_lead_id in self.leads:
                self.erasures.setdefault(crm_lead_id, asked_on)

    def delete(self, lead_id: CrmLeadId) -> None:
        del self.leads[lead_id]
        self.notes = {key: onto for key, onto in self.notes.items() if onto != lead_id}
        self.todos = {key: onto for key, onto in self.todos.items() if onto != lead_id}

    def holds(self, key: LeadKey) -> list[CrmLeadId]:
        """Where the answers of this key stand: leads of their own, and notes."""
        own = [lead.id for lead in self.leads.values() if lead.key == key]
        return own + ([self.notes[key]] if key in self.notes else [])


def _matched_by(lead: CrmLead, keys: PersonKeys) -> tuple[MatchedBy, ...]:
    pairs = (
        (MatchedBy.EMAIL, keys.email, lead.email),
        (MatchedBy.PHONE, keys.phone, lead.phone),
    )
    return tuple(by for by, given, theirs in pairs if given is not None and given == theirs)


@dataclass(eq=False)
class Delivery:
    """A message until it is acknowledged."""

    event: MetaLeadAnnounced
    attempts: int = 0


@dataclass
class ListBus:
    """Pub/Sub's promise: what was not acknowledged comes again, in any order, perhaps twice."""

    crm: CrmStandIn
    waiting: list[Delivery] = field(default_factory=list)
    stored: list[tuple[LeadStored, bool]] = field(default_factory=list)
    """What was told, and whether the CRM had just that at that moment."""

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, MetaLeadAnnounced):
                assert topic is Topic.LEAD_EVENTS
                self.waiting.append(Delivery(event))
            else:
                assert isinstance(event, LeadStored)
                assert topic is Topic.LEAD_CHANGES
                self.stored.append((event, self._is_true(event)))

    def _is_true(self, event: LeadStored) -> bool:
        is_note = event.lead_key in self.crm.notes
        held = self.crm.holds(event.lead_key)
        return event.crm_lead_id in held and event.is_new_crm_lead is not is_note

    def acknowledge(self, delivery: Delivery) -> None:
        if delivery in self.waiting:
            self.waiting.remove(delivery)
