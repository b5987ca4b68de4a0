"""Let readers have a digest before there is something in it: then a crash loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.usecases.alerts.reader_days import ReaderDays

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.ports import Memory
    from shared.usecases.alerts.record_facts import RecordFacts


@dataclass(frozen=True, slots=True)
class DigestTurns:
    """Gives turns in one run of the sweep."""

    memory: Memory
    facts: RecordFacts
    _given: set[int] = field(default_factory=set)

    def give(self, alert: Alert, now: datetime) -> None:
        """Give a live alert's reader a turn; once given it stays."""
        reader_id = alert.reader_id
        if not alert.is_live or reader_id is None or reader_id in self._given:
            return
        morning = self.facts.reader_time(reader_id).next_digest(now)
        ReaderDays(self.memory, self.facts.tenant).await_digest(reader_id, morning)
        self._given.add(reader_id)
