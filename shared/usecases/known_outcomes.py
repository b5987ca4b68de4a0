"""Join what was known of leads at arrival with what became of them: all from our own memory.

The CRM's part of it is our picture of its opportunities, which the addon's reports and the sweep
keep: nothing is asked of the CRM here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.outcomes import TEACHES, Fate, KnownOutcome, ScoredLead, fate_of
from shared.domain.queries import OPPORTUNITIES_IN_CRM_ORDER, SCORES_BY_ARRIVAL
from shared.errors import UnknownVersion
from shared.usecases.opportunities import Opportunities, opportunity_of
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import timedelta

    from shared.domain.document import Document
    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import Opportunity, OpportunityState
    from shared.ports import Clock, Memory

AT_MOST = 20_000
_GAP = 200
"""Ids this close are read as one stretch: cheaper than a question for each."""
_MERGES = 20
"""A chain of merges longer than this is a fault in somebody's records."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What there is to learn from, the newest arrival first, and what was left out."""

    known: tuple[KnownOutcome, ...]
    fates: Mapping[Fate, int]
    unreadable: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ReadOutcomes:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    tenant: str
    maturity: timedelta
    at_most: int = AT_MOST

    def __call__(self) -> Outcomes:
        """Read the newest scored leads and their fates; a document that is none is counted."""
        now = self.clock.now()
        leads, unreadable, is_complete = self._leads()
        states = _States(self.memory, self.tenant, [lead.crm_lead_id for lead in leads])
        known, fates = [], Counter[Fate]()
        for lead in leads:
            told = fate_of(lead, states.of(lead.crm_lead_id), now, self.maturity)
            fates[told.fate] += 1
            if told.fate in TEACHES:
                known.append(KnownOutcome(lead, told))
        return Outcomes(tuple(known), fates, unreadable + states.unreadable, is_complete)

    def _leads(self) -> tuple[list[ScoredLead], int, bool]:
        found = documents(
            self.memory, SCORES_BY_ARRIVAL, equals={"tenant": self.tenant}, descending=True
        )
        read = [_lead(document) for document in islice(found, self.at_most)]
        leads = [lead for lead in read if lead is not None]
        return leads, len(read) - len(leads), next(found, None) is None


def _lead(document: Document) -> ScoredLead | None:
    try:
        return ScoredLead.model_validate(document.data)
    except ValidationError:
        return None


class _States:
    """How the opportunities stand in which leads are, with merges followed."""

    def __init__(self, memory: Memory, tenant: str, wanted: Sequence[CrmLeadId]) -> None:
        self._memory = memory
        self._tenant = tenant
        self.unreadable = 0
        self._pictures: dict[CrmLeadId, Opportunity | None] = dict.fromkeys(wanted)
        for first, last in stretches(self._pictures):
            self._read(first, last)

    def of(self, crm_lead_id: CrmLeadId) -> OpportunityState | None:
        """Give the state of the opportunity in which this one has gone up."""
        picture = self._pictures.get(crm_lead_id)
        for _ in range(_MERGES):
            if picture is None or picture.merged_into is None:
                break
            picture = self._picture(picture.merged_into)
        return picture.state if picture else None

    def _read(self, first: int, last: int) -> None:
        found = documents(
            self._memory,
            OPPORTUNITIES_IN_CRM_ORDER,
            equals={"tenant": self._tenant},
            at_least=first,
            below=last + 1,
        )
        for document in found:
            if document.data.get("crm_lead_id") in self._pictures:
                self._take(document)

    def _take(self, document: Document) -> None:
        try:
            picture = opportunity_of(document)
        except UnknownVersion:
            self.unreadable += 1
        else:
            self._pictures[picture.crm_lead_id] = picture

    def _picture(self, crm_lead_id: CrmLeadId) -> Opportunity | None:
        if crm_lead_id not in self._pictures:
            try:
                stored = Opportunities(self._memory).find(self._tenant, crm_lead_id)
            except UnknownVersion:
                stored = None
            self._pictures[crm_lead_id] = stored.picture if stored else None
        return self._pictures[crm_lead_id]


def stretches(ids: Mapping[CrmLeadId, object]) -> Iterator[tuple[int, int]]:
    """Give ids as few ranges, each first and last id inclusive."""
    ordered = sorted(ids)
    if not ordered:
        return
    first = ordered[0]
    for one, after in pairwise(ordered):
        if after - one > _GAP:
            yield first, one
            first = after
    yield first, ordered[-1]
