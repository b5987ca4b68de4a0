"""Bring leads of a file in the way that all leads come: announced, taken in exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.event import MetaLeadAnnounced, Topic
from shared.domain.ids import lead_key
from shared.domain.lead import SourceLead
from shared.usecases.imported_leads import keep_imported_lead
from shared.usecases.lead_ledger import LEADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shared.domain.ids import LeadKey
    from shared.ports import Bus, Clock, Memory

BATCH = 100


class Outcome(StrEnum):
    """What became of a row."""

    ANNOUNCED = "announced"
    KNOWN = "known"
    """The ledger has it: it came by webhook, was found, or was imported before."""
    TWICE = "twice"
    """An earlier row of the same file has the same id."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: a lead, or why there is none."""

    line: int
    lead: SourceLead | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a line; `fault` says why it is bad."""

    line: int
    outcome: Outcome
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ImportLeads:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    tenant: str

    def __call__(self, rows: Iterable[Row], *, is_dry_run: bool = False) -> Iterator[RowResult]:
        """Give what became of each row, as it is known; rows may be any number.

        A lead is kept before it is announced, and a result given after that: what broke off is
        begun again with the same file, and nothing comes in twice. A dry run writes nothing.
        """
        seen: set[LeadKey] = set()
        for batch in _batches(rows):
            now = self.clock.now()
            results = [self._result(row, seen) for row in batch]
            if not is_dry_run:
                self._announce(batch, results, now)
            yield from results

    def _result(self, row: Row, seen: set[LeadKey]) -> RowResult:
        if row.lead is None:
            return RowResult(row.line, Outcome.BAD, row.fault)
        key = self._key(row.lead)
        is_repeated = key in seen
        seen.add(key)
        if is_repeated:
            return RowResult(row.line, Outcome.TWICE)
        is_known = self.memory.get(LEADS, key) is not None
        return RowResult(row.line, Outcome.KNOWN if is_known else Outcome.ANNOUNCED)

    def _announce(self, batch: list[Row], results: list[RowResult], now: datetime) -> None:
        pairs = zip(batch, results, strict=True)
        new = [row.lead for row, one in pairs if row.lead and one.outcome is Outcome.ANNOUNCED]
        for lead in new:
            keep_imported_lead(self.memory, self._key(lead), lead, now)
        if new:
            events = [_announcement(lead, self.tenant, now) for lead in new]
            self.bus.publish(Topic.LEAD_EVENTS, events)

    def _key(self, lead: SourceLead) -> LeadKey:
        return lead_key(self.tenant, lead.attribution.page_id, lead.leadgen_id)


def _announcement(lead: SourceLead, tenant: str, now: datetime) -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant=tenant,
        page_id=lead.attribution.page_id,
        leadgen_id=lead.leadgen_id,
        form_id=lead.attribution.form_id,
        ad_id=lead.attribution.ad_id,
        submitted_at=lead.created_at,
        announced_at=now,
        source="import",
    )


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
