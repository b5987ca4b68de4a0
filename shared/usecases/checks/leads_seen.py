"""The latest leads of our own ledger: what the watch infers from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.queries import LATEST_LEADS
from shared.domain.values import moment_text
from shared.errors import SuiteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.ports import Memory

AT_MOST = 100
WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class SeenLead:
    """What is needed of one lead; nothing of the person."""

    announced_at: datetime
    page_id: str
    source: str
    is_of_an_ad: bool


@dataclass(slots=True)
class LeadsSeen:
    """Reads them once; another run of the watch has another one of these."""

    memory: Memory | None
    """None: there is none to read, as its settings are missing."""
    tenant: str
    _leads: tuple[SeenLead, ...] | None = field(default=None)

    def latest(self, now: datetime) -> tuple[SeenLead, ...]:
        """Give at most a hundred leads of the last 28 days, the latest first."""
        if self.memory is None:
            return ()
        if self._leads is None:
            self._leads = tuple(_read(self.memory, self.tenant, now))
        return self._leads

    def has_lead_of_an_ad(self, now: datetime) -> bool:
        """Tell whether Meta has reported a real lead lately; False also where nobody can tell."""
        try:
            return any(lead.is_of_an_ad and lead.source == "webhook" for lead in self.latest(now))
        except SuiteError:
            return False


def _read(memory: Memory, tenant: str, now: datetime) -> Iterator[SeenLead]:
    since = moment_text(now - WINDOW)
    page = memory.query(LATEST_LEADS, at_least=since, descending=True, limit=AT_MOST)
    leads = (_seen(document.data, tenant) for document in page.documents)
    return (lead for lead in leads if lead is not None)


def _seen(data: Mapping[str, object], tenant: str) -> SeenLead | None:
    """Read a ledger document by hand: one that newer code wrote counts like any other."""
    try:
        announced_at = datetime.fromisoformat(str(data.get("announced_at")))
    except ValueError:
        return None
    if data.get("tenant") != tenant or announced_at.tzinfo is None:
        return None
    lead = data.get("lead")
    origin = lead.get("attribution") if isinstance(lead, dict) else None
    has_ad = isinstance(origin, dict) and bool(origin.get("ad_id"))
    return SeenLead(announced_at, str(data.get("page_id")), str(data.get("source")), has_ad)
