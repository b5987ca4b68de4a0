"""Announce again what was parked and is due, and what nobody has moved on for too long.

Leads that wait for a paused connection are left alone but for one, the probe, when it is time for
one. When the connection works again they are let go through a token bucket, oldest first, so that
the people who use Odoo are not crowded out; what goes at the same time travels to Odoo together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from shared import log
from shared.domain.event import MetaLeadAnnounced, Topic
from shared.domain.ledger import LeadState
from shared.domain.queries import LEADS_DUE
from shared.domain.token_bucket import TokenBucket
from shared.domain.values import moment_text
from shared.errors import UnknownVersion
from shared.usecases.connections import Connections
from shared.usecases.lead_ledger import LeadLedger, Stored, stored_of
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shared.domain.document import Document
    from shared.domain.ledger import LedgerEntry
    from shared.log import Scalar
    from shared.ports import Bus, Clock, Memory

FLOOR = timedelta(minutes=5)
"""What was just announced again is left alone this long, or a sweep floods the queue."""
UNDER_WAY = (LeadState.IN_CRM, LeadState.FETCHED, LeadState.ANNOUNCED)
"""Besides `waiting`, the states of a lead under way: its message may have become a dead letter."""
PER_S = 10.0
BURST_S = 60
"""The bucket holds what may go in this time: as much as from one run of the scheduler to the next."""
BUCKET = "drain"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Redriven:
    """What a run did."""

    announced: int = 0
    probes: int = 0
    """Leads that were let go to see whether a paused connection works again."""
    paused: int = 0
    """Connections that are paused."""
    has_more: bool = False
    """More are due than the rate lets go now."""

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "announced_again": self.announced,
            "probes": self.probes,
            "paused_connections": self.paused,
            "has_more": self.has_more,
        }


@dataclass(frozen=True, slots=True)
class Redrive:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    per_s: float = PER_S
    """Leads a second that are let go, on the average of a minute."""

    def __call__(self) -> Redriven:
        """Publish every lead that is due, as far as connections and rate allow.

        Each is postponed before it is published: of two runs at once only one announces it, and
        if the bus fails it is due again after `FLOOR`.
        """
        now = self.clock.now()
        known = list(Connections(self.memory).all())
        paused = [one for one in known if one.is_open]
        probed = [one.name for one in paused if one.wait_s(now) == 0.0]
        probes = [lead for name in probed for lead in islice(self._waiting_for(name, now), 1)]
        flowing = ["", *(one.name for one in known if not one.is_open)]
        due, has_more = self._let_go(flowing, now)
        announced = self._announce([*probes, *due], now)
        return Redriven(announced, len(probes), len(paused), has_more)

    def _let_go(self, names: Sequence[str], now: datetime) -> tuple[list[Stored], bool]:
        """Take as many of what is due as the bucket has tokens for."""
        marks, burst = Watermarks(self.memory), self.per_s * BURST_S
        mark = marks.get(BUCKET)
        bucket = TokenBucket.parse(mark.cursor, self.per_s, burst, now)
        due = list(islice(self._due(names, now), int(bucket.filled(now).tokens) + 1))
        if not due:
            return [], False
        may_go, left = bucket.take(len(due), now)
        if marks.move(mark, str(left), now) is None:
            return [], True  # another run took from the bucket just now
        return due[:may_go], may_go < len(due)

    def _announce(self, leads: Sequence[Stored], now: datetime) -> int:
        ledger = LeadLedger(self.memory)
        ours = [one.entry for one in leads if ledger.postpone(one, now + FLOOR)]
        if ours:
            self.bus.publish(Topic.LEAD_EVENTS, [announcement(entry, now) for entry in ours])
        return len(ours)

    def _due(self, names: Sequence[str], now: datetime) -> Iterator[Stored]:
        """Give what is due, what has waited longest first, whatever it waits for.

        All of it is read before anything is postponed, which would move it on in the pages.
        """
        under_way = [self._leads(state, "", now) for state in UNDER_WAY]
        return merge(*under_way, *(self._waiting_for(name, now) for name in names), key=_since)

    def _waiting_for(self, name: str, now: datetime) -> Iterator[Stored]:
        return self._leads(LeadState.WAITING, name, now)

    def _leads(self, state: LeadState, waits_for: str, now: datetime) -> Iterator[Stored]:
        cursor = None
        while True:
            page = self.memory.query(
                LEADS_DUE,
                equals={"state": state, "waits_for": waits_for},
                below=moment_text(now),
                limit=_PAGE,
                cursor=cursor,
            )
            for document in page.documents:
                yield from (one for one in _readable(document) if not one.entry.is_leased(now))
            cursor = page.cursor
            if cursor is None:
                return


def _since(lead: Stored) -> str:
    due = lead.entry.next_attempt_at
    return moment_text(due) if due else ""


def _readable(document: Document) -> Iterator[Stored]:
    """Pass over an entry that this code cannot read: it must not stop all others."""
    try:
        yield stored_of(document)
    except UnknownVersion as error:
        log.warning("entry passed over", lead=document.id, error=error.code)


def announcement(entry: LedgerEntry, now: datetime) -> MetaLeadAnnounced:
    """Announce a lead of the ledger once more."""
    return MetaLeadAnnounced(
        tenant=entry.tenant,
        page_id=entry.page_id,
        leadgen_id=entry.leadgen_id,
        form_id=entry.form_id,
        announced_at=now,
        source="replay",
    )
