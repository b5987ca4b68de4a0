"""Show how far each lead has come: the latest first, with the number of leads in each state.

Only ids, times and causes leave this use case. The lead's answers stand in the same document and
are not read out of it, so that a page made of its answer cannot show personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ConfigDict, ValidationError

from shared.domain.ids import CrmLeadId, CrmPartnerId, FormId, LeadgenId, LeadKey, PageId
from shared.domain.ledger import SETTLED, LeadState
from shared.domain.queries import LATEST_LEADS, LATEST_LEADS_IN_STATE
from shared.domain.values import Moment, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from shared.domain.document import Document, Page
    from shared.ports import Memory

PAGE_SIZE = 50


class Step(StrEnum):
    """What a lead passes on its way, in this order."""

    ANNOUNCED = "announced"
    READ = "read"
    RECOGNISED = "recognised"
    IN_CRM = "in_crm"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Passage:
    """One step: when it was passed, and how long after the one before; None: not yet."""

    step: Step
    at: datetime | None
    took: timedelta | None


class Recognition(Value):
    """What was decided about the person, without the person."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    onto: CrmLeadId | None = None
    partner_id: CrmPartnerId | None = None
    remarks: tuple[str, ...] = ()


class LeadWay(Value):
    """One lead's way. Fields of newer code are passed over: this is for looking, not for work."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: LeadKey
    leadgen_id: LeadgenId
    page_id: PageId
    form_id: FormId | None = None
    source: str
    is_test: bool = False
    state: LeadState
    announced_at: Moment
    fetched_at: Moment | None = None
    in_crm_at: Moment | None = None
    done_at: Moment | None = None
    attempts: int = 0
    next_attempt_at: Moment | None = None
    reason: str | None = None
    reason_text: str | None = None
    decision: Recognition | None = None
    crm_lead_id: CrmLeadId | None = None

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state in SETTLED

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Give every step in order, those that are still to come too."""
        return tuple(self._passages())

    @property
    def took(self) -> timedelta | None:
        """How long the whole way took, from the announcement to the last record."""
        return _between(self.announced_at, self.done_at)

    def _passages(self) -> Iterator[Passage]:
        yield Passage(Step.ANNOUNCED, self.announced_at, None)
        yield Passage(Step.READ, self.fetched_at, _between(self.announced_at, self.fetched_at))
        # The ledger records reading and recognising in one write: there is no time in between.
        yield Passage(Step.RECOGNISED, self.fetched_at, None)
        yield Passage(Step.IN_CRM, self.in_crm_at, _between(self.fetched_at, self.in_crm_at))
        yield Passage(Step.DONE, self.done_at, _between(self.in_crm_at, self.done_at))


@dataclass(frozen=True, slots=True)
class LeadWays:
    """One page of ways; `cursor` leads to older ones and is None on the last page."""

    ways: tuple[LeadWay, ...]
    unreadable: tuple[str, ...]
    """Ids of documents on this page that are no ledger entries; the others are shown all the same."""
    counts: Mapping[LeadState, int]
    state: LeadState | None
    cursor: str | None

    @property
    def total(self) -> int:
        """How many leads there are in all states."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ListLeadWays:
    """The use case with what it needs of the world."""

    memory: Memory
    page_size: int = PAGE_SIZE

    def __call__(self, *, state: LeadState | None = None, cursor: str | None = None) -> LeadWays:
        """Give the latest leads, of one state or of all; raises BadInput on a foreign cursor."""
        page = self._page(state, cursor)
        read = [(document.id, way_of(document)) for document in page.documents]
        return LeadWays(
            ways=tuple(way for _, way in read if way),
            unreadable=tuple(doc_id for doc_id, way in read if way is None),
            counts={one: self._count(one) for one in LeadState},
            state=state,
            cursor=page.cursor,
        )

    def _page(self, state: LeadState | None, cursor: str | None) -> Page:
        shape = LATEST_LEADS_IN_STATE if state else LATEST_LEADS
        equals = {"state": state.value} if state else None
        return self.memory.query(
            shape, equals=equals, descending=True, limit=self.page_size, cursor=cursor
        )

    def _count(self, state: LeadState) -> int:
        return self.memory.count(LATEST_LEADS_IN_STATE, equals={"state": state.value})


def way_of(document: Document) -> LeadWay | None:
    """Read a lead's way from its ledger document; None for what is none."""
    try:
        return LeadWay.model_validate(document.data)
    except ValidationError:
        return None


def _between(before: datetime | None, after: datetime | None) -> timedelta | None:
    """Two machines' clocks may differ by more than a step takes: never less than nothing."""
    return max(after - before, timedelta()) if before and after else None
