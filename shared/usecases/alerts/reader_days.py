"""What each reader is told on a day, counted for all sweeps at once; and when his digest is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.alerts.reader_day import ReaderDay, day_hash, reader_hash
from shared.domain.queries import DIGESTS_DUE
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from shared.domain.document import Document
    from shared.ports import Memory

ALERT_DAYS, ALERT_READERS = "alert_days", "alert_readers"
KEPT = timedelta(days=14)
"""A day's list may be sent again by hand for so long."""
_TRIES = 10
_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A reader whose morning has come."""

    id: str
    reader_id: int
    digest_at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class DigestsPage:
    """Some of them; `cursor` None: there are no more."""

    due: tuple[DigestDue, ...]
    cursor: str | None


class ReaderDays:
    """Read and change days and turns of readers; the caps hold however many sweeps run."""

    def __init__(self, memory: Memory, tenant: str) -> None:
        self._memory = memory
        self._tenant = tenant

    def find(self, reader_id: int, day: date) -> ReaderDay | None:
        """Give what a reader was told that day; None: nothing yet, or nothing readable."""
        document = self._memory.get(ALERT_DAYS, day_hash(self._tenant, reader_id, day))
        return _day_of(document) if document else None

    def count(self, reader_id: int, day: date) -> int:
        """Count what he was told at once that day."""
        found = self.find(reader_id, day)
        return len(found.instant) if found else 0

    def instant(self, reader_id: int, days: Iterable[date]) -> frozenset[str]:
        """Give the natural keys of what he was told at once on some days."""
        found = (self.find(reader_id, day) for day in days)
        return frozenset(key for one in found if one is not None for key in one.instant)

    def take(
        self, reader_id: int, day: date, natural_key: str, *, at_most: int, now: datetime
    ) -> bool:
        """Have one more told at once that day; False: there is no room. Repeats take one place."""
        found = self._change(
            reader_id, day, now, lambda one: one.with_instant(natural_key, at_most)
        )
        return found is not None

    def list_digest(
        self, reader_id: int, day: date, alert_ids: Sequence[str], more: int, now: datetime
    ) -> ReaderDay:
        """Put the day's list down, or give the one that is there: the first one is sent."""

        def listed(one: ReaderDay) -> ReaderDay:
            if one.digest_at is not None:
                return one
            update = {"digest": tuple(alert_ids), "more": more, "digest_at": now}
            return one.model_copy(update=update)

        return self._change(reader_id, day, now, listed) or self._empty(reader_id, day)

    def await_digest(self, reader_id: int, digest_at: datetime) -> None:
        """Let a reader have a digest then, unless he has a turn already."""
        data = self._turn(reader_id, moment_text(digest_at))
        doc_id = reader_hash(self._tenant, reader_id)
        if self._memory.get(ALERT_READERS, doc_id) is not None:
            return
        try:
            self._memory.create(ALERT_READERS, doc_id, data)
        except AlreadyThere:
            return

    def due(self, until: datetime, cursor: str | None, limit: int = 100) -> DigestsPage:
        """Give readers whose digest fell due until then."""
        page = self._memory.query(
            DIGESTS_DUE,
            equals={"tenant": self._tenant},
            below=moment_text(until + _AFTER),
            limit=limit,
            cursor=cursor,
        )
        return DigestsPage(tuple(_turn_of(one) for one in page.documents), page.cursor)

    def turn_over(self, due: DigestDue, next_at: datetime) -> bool:
        """Let the reader's next digest be due then; False: another sweep has done it."""
        data = self._turn(due.reader_id, moment_text(next_at))
        try:
            self._memory.put(ALERT_READERS, due.id, data, if_version=due.version)
        except VersionConflict:
            return False
        return True

    def _turn(self, reader_id: int, digest_at: str) -> dict[str, object]:
        return {"tenant": self._tenant, "reader_id": reader_id, "digest_at": digest_at}

    def _change(
        self,
        reader_id: int,
        day: date,
        now: datetime,
        step: Callable[[ReaderDay], ReaderDay | None],
    ) -> ReaderDay | None:
        doc_id = day_hash(self._tenant, reader_id, day)
        for _ in range(_TRIES):
            document = self._memory.get(ALERT_DAYS, doc_id)
            before = (_day_of(document) if document else None) or self._empty(reader_id, day)
            after = step(before)
            if after is None or (document and after == before):
                return after
            version = document.version if document else ""
            try:
                self._memory.put(
                    ALERT_DAYS,
                    doc_id,
                    after.model_dump(mode="json", exclude_none=True),
                    if_version=version,
                    expires_at=now + KEPT,
                )
            except (VersionConflict, AlreadyThere):
                continue
            return after
        raise Busy("this reader's day is being changed by several workers at once")

    def _empty(self, reader_id: int, day: date) -> ReaderDay:
        return ReaderDay(tenant=self._tenant, reader_id=reader_id, day=day)


def _day_of(document: Document) -> ReaderDay | None:
    """Read a day; what this code cannot read counts as empty and is written anew."""
    try:
        return ReaderDay.model_validate(document.data)
    except ValidationError:
        return None


def _turn_of(document: Document) -> DigestDue:
    """Read a turn; one that tells no time was due at any time."""
    reader_id, at = document.data.get("reader_id"), str(document.data.get("digest_at"))
    try:
        digest_at = datetime.fromisoformat(at)
    except ValueError:
        digest_at = datetime.min.replace(tzinfo=UTC)
    return DigestDue(document.id, int(str(reader_id)), digest_at, document.version)
