"""Compare Meta's leads of one form and window with the ledger, and announce what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.domain.event import MetaLeadAnnounced, Topic
from shared.domain.ids import FormId, LeadgenId, PageId, lead_key
from shared.domain.lead import SourceLead, UnreadableLead
from shared.usecases.asking_source import asking
from shared.usecases.lead_ledger import LEADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from shared.domain.local_days import LocalDays
    from shared.ports import Bus, Clock, LeadSource, Memory

ON_ITS_WAY = timedelta(minutes=15)
"""A lead younger than that may still be announced by its webhook; Meta's can lag for minutes."""
BATCH = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Whose leads, created when (no `until`: up to now)."""

    page_id: PageId
    form_id: FormId
    since: datetime
    until: datetime | None = None
    is_first: bool = False
    """The form is met for the first time: no webhook was to be expected for what it has."""


@dataclass(slots=True)
class DayCount:
    """Leads of one day: Meta's, those that the ledger knew, those announced now."""

    meta: int = 0
    known: int = 0
    announced: int = 0


@dataclass(slots=True)
class Compared:
    """What a window held. `announced` splits into missed, backfilled and just submitted ones."""

    leads: int = 0
    announced: int = 0
    missed: int = 0
    backfilled: int = 0
    unreadable: int = 0
    latest: datetime | None = None
    days: dict[date, DayCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompareLeads:
    """The use case with what it needs of the world."""

    source: LeadSource
    memory: Memory
    bus: Bus
    clock: Clock
    days: LocalDays
    tenant: str
    told: set[str] = field(default_factory=set)
    """What this run has announced: the ledger does not know it yet, and two passes may meet it."""

    def __call__(self, window: Window) -> Compared:
        """Publish what is not in the ledger; when it returns, all of the window is announced.

        Raises PageTurnOver or FormRefused where Meta refuses, other errors where we fail.
        """
        done = Compared()
        listed = self.source.leads_since(window.page_id, window.form_id, window.since, window.until)
        for batch in _batches(_each_once(asking(listed))):
            self._take(batch, window, done)
        if done.unreadable:
            log.warning(
                "leads of another shape than documented",
                page=window.page_id,
                form=window.form_id,
                leads=done.unreadable,
            )
        return done

    def _take(
        self, batch: list[SourceLead | UnreadableLead], window: Window, done: Compared
    ) -> None:
        unknown = [lead for lead in batch if not self._is_known(lead, window.page_id)]
        now = self.clock.now()
        events = [
            event
            for lead in unknown
            if lead.leadgen_id not in self.told
            for event in _announcing(lead, window, self.tenant, now)
        ]
        if events:
            self.bus.publish(Topic.LEAD_EVENTS, events)
        fresh = {event.leadgen_id for event in events}
        self.told.update(fresh)
        _count(batch, fresh, window, now - ON_ITS_WAY, done)
        self._count_days(batch, {lead.leadgen_id for lead in unknown}, done)

    def _is_known(self, lead: SourceLead | UnreadableLead, page_id: PageId) -> bool:
        if lead.leadgen_id is None:
            return False
        key = lead_key(self.tenant, page_id, lead.leadgen_id)
        return self.memory.get(LEADS, key) is not None

    def _count_days(
        self,
        batch: Iterable[SourceLead | UnreadableLead],
        unknown: AbstractSet[LeadgenId | None],
        done: Compared,
    ) -> None:
        for lead in batch:
            if lead.created_at is not None:
                day = done.days.setdefault(self.days.of(lead.created_at), DayCount())
                is_unknown = lead.leadgen_id in unknown
                day.meta += 1
                day.known += not is_unknown
                day.announced += is_unknown and lead.leadgen_id is not None


def _count(
    batch: Iterable[SourceLead | UnreadableLead],
    fresh: AbstractSet[str],
    window: Window,
    late: datetime,
    done: Compared,
) -> None:
    for lead in batch:
        is_new, created = lead.leadgen_id in fresh, lead.created_at
        is_late = is_new and created is not None and created < late
        done.leads += 1
        done.announced += is_new
        done.backfilled += is_late and window.is_first
        done.missed += is_late and not window.is_first
        done.unreadable += isinstance(lead, UnreadableLead)
        if created is not None:
            done.latest = max(created, done.latest or created)


def _announcing(
    lead: SourceLead | UnreadableLead, window: Window, tenant: str, now: datetime
) -> Iterator[MetaLeadAnnounced]:
    """Announce it, readable or not: read alone, it ends in the ledger where people see why.

    One without a readable id can be announced by nobody; it stays in Meta's count of its day.
    """
    if lead.leadgen_id is not None:
        yield MetaLeadAnnounced(
            tenant=tenant,
            page_id=window.page_id,
            leadgen_id=lead.leadgen_id,
            form_id=window.form_id,
            ad_id=lead.attribution.ad_id if isinstance(lead, SourceLead) else None,
            submitted_at=lead.created_at,
            announced_at=now,
            source="reconcile",
        )


def _each_once(
    leads: Iterable[SourceLead | UnreadableLead],
) -> Iterator[SourceLead | UnreadableLead]:
    """Pass over repeats: leads that come in while pages are turned shift the pages."""
    seen: set[str] = set()
    for lead in leads:
        if lead.leadgen_id is None or lead.leadgen_id not in seen:
            yield lead
        if lead.leadgen_id is not None:
            seen.add(lead.leadgen_id)


def _batches(
    leads: Iterable[SourceLead | UnreadableLead],
) -> Iterator[list[SourceLead | UnreadableLead]]:
    batch: list[SourceLead | UnreadableLead] = []
    for lead in leads:
        batch.append(lead)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
