"""Meta's lists in memory; `tests/contracts/lead_source/test_listing.py` holds it to the real one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, LeadForm, SourceLead, UnreadableLead
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Listed = SourceLead | UnreadableLead


@dataclass
class ListedSource:
    """Pages, their forms, their leads; `refusals` maps a page's or form's id to what it raises."""

    shown: dict[PageId, dict[FormId, LeadForm]] = field(default_factory=dict)
    leads: dict[FormId, list[Listed]] = field(default_factory=dict)
    refusals: dict[str, Exception] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    while_listing: Callable[[Listed], None] = lambda _: None
    """Called before each lead is given: time passes, processes die."""

    def put_form(self, page: str, form: str, status: str = "ACTIVE") -> None:
        made = LeadForm(form_id=FormId(form), page_id=PageId(page), name=form, status=status)
        self.shown.setdefault(PageId(page), {})[FormId(form)] = made

    def put_lead(self, page: str, form: str, leadgen_id: str, at: datetime) -> None:
        lead = SourceLead(
            leadgen_id=LeadgenId(leadgen_id),
            created_at=at.replace(microsecond=0),
            answers=(Answer(question="full_name", values=("Sara",)),),
            attribution=Attribution(page_id=PageId(page), form_id=FormId(form)),
        )
        self.leads.setdefault(FormId(form), []).append(lead)

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        for lead in (one for leads in self.leads.values() for one in leads):
            if isinstance(lead, SourceLead) and lead.leadgen_id == leadgen_id:
                return lead
        raise PermanentError("there is no such lead", code="meta_lead_gone")

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        return self.shown[page_id][form_id]

    def pages(self) -> Iterator[PageId]:
        self._called("pages")
        yield from self.shown

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        self._called("forms", page_id)
        yield from self.shown[page_id].values()

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime, until: datetime | None = None
    ) -> Iterator[Listed]:
        self._called("leads", form_id)
        newest_first = sorted(
            self.leads.get(form_id, []), key=lambda one: one.created_at or since, reverse=True
        )
        for lead in newest_first:
            if _is_within(lead.created_at or since, since, until):
                self.while_listing(lead)
                yield lead

    def asked(self, form: str) -> int:
        """Count the lists of leads of a form that were asked for."""
        return self.calls.count(("leads", form))

    def _called(self, *call: Any) -> None:
        self.calls.append(call)
        refusal = self.refusals.get(call[-1])
        if refusal is not None:
            raise refusal


def _is_within(at: datetime, since: datetime, until: datetime | None) -> bool:
    """Compare as Meta does, in whole seconds."""
    second = math.floor(at.timestamp())
    if second < math.floor(since.timestamp()):
        return False
    return until is None or second < math.ceil(until.timestamp())
