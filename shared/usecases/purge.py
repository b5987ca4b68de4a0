"""Remove the personal data of leads that were read longer ago than it may be kept.

What remains of a lead (key, state, times, the CRM's id) keeps it from ever being made again. Each
entry is changed on its own and leaves the query by that: a run that was cut off is gone on with by
the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.erasure import holds_person, purged, score_purged
from shared.domain.queries import ERASURES_UNTOLD, LATEST_LEADS, LEADS_HOLDING_A_PERSON
from shared.domain.values import moment_text
from shared.errors import UnknownVersion
from shared.usecases.lead_ledger import LeadLedger, stored_of
from shared.usecases.lead_scores import LeadScores
from shared.usecases.paged import documents
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.document import Document
    from shared.domain.ids import LeadKey
    from shared.domain.ledger import LedgerEntry
    from shared.log import Scalar
    from shared.ports import Clock, Memory, Tidy
    from shared.usecases.lead_ledger import Stored


@dataclass(frozen=True, slots=True)
class Purged:
    """What a run did."""

    leads: int = 0
    left_open: int = 0
    """Are old enough, but still under way or waiting."""
    unreadable: int = 0
    expired: int = 0
    """Documents that were past their end and are now out of the files."""
    untold: int = 0
    """Erasures that the CRM was not told of yet: somebody has to run one again."""
    is_done: bool = True

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "purged": self.leads,
            "left_open": self.left_open,
            "unreadable": self.unreadable,
            "expired": self.expired,
            "untold": self.untold,
            "is_done": self.is_done,
        }


@dataclass(frozen=True, slots=True)
class Purge:
    """The use case with what it needs of the world; `tidy` where the memory is files of our own."""

    memory: Memory
    clock: Clock
    tenant: str
    retention: timedelta
    tidy: Tidy | None = None
    at_most: int = 5_000
    within: timedelta = timedelta(seconds=200)

    def __call__(self) -> Purged:
        """Purge what is due, as far as one run comes; entries of other tenants are left alone."""
        started = self.clock.now()
        done = Purged()
        for document in self._due(started - self.retention):
            if done.leads == self.at_most or self.clock.now() - started >= self.within:
                done = replace(done, is_done=False)
                break
            done = self._purged(document, done)
        if done.is_done:
            self._remember(started)
        expired = self.tidy.tidy() if self.tidy else 0
        return replace(done, expired=expired, untold=self.memory.count(ERASURES_UNTOLD))

    def _due(self, before: datetime) -> Iterator[Document]:
        """Give what is old enough; once also what older code kept, which did not note since when."""
        yield from documents(self.memory, LEADS_HOLDING_A_PERSON, below=moment_text(before))
        behind = Watermarks(self.memory).get(self._mark).cursor
        for document in documents(
            self.memory, LATEST_LEADS, at_least=behind, below=moment_text(before)
        ):
            if "held_since" not in document.data:
                yield document

    @property
    def _mark(self) -> str:
        return f"{self.tenant}.purge"

    def _remember(self, started: datetime) -> None:
        """Move on behind what was looked through; an hour back, for entries just being made."""
        marks = Watermarks(self.memory)
        until = moment_text(started - self.retention - timedelta(hours=1))
        marks.move(marks.get(self._mark), until, started)

    def _purged(self, document: Document, done: Purged) -> Purged:
        stored = _readable(document)
        if stored is None:
            return replace(done, unreadable=done.unreadable + 1)
        if stored.entry.tenant != self.tenant or not holds_person(stored.entry):
            return done
        if not stored.entry.is_settled:
            return replace(done, left_open=done.left_open + 1)
        self._purge_score(stored.entry.key)  # first: by the entry the next run finds both
        LeadLedger(self.memory).advance(stored, _is_left_alone, purged)
        return replace(done, leads=done.leads + 1)

    def _purge_score(self, key: LeadKey) -> None:
        scores = LeadScores(self.memory)
        try:
            stored = scores.find(key)
        except UnknownVersion:  # of newer code, which will purge it
            return
        if stored is not None:
            scores.change(stored, score_purged)


def _readable(document: Document) -> Stored | None:
    try:
        return stored_of(document)
    except UnknownVersion:
        return None


def _is_left_alone(entry: LedgerEntry) -> bool:
    return not entry.is_settled or not holds_person(entry)
