"""Learn from won deals how long they pause: thresholds that take our defaults' place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.learnt import LearntThresholds
from shared.domain.alerts.pauses import Pauses
from shared.usecases.alerts.learnt_thresholds import LearntBook

if TYPE_CHECKING:
    from datetime import datetime

    from shared.log import Scalar
    from shared.ports import Clock, Memory
    from shared.usecases.alerts.alert_settings import AlertSettingsBook
    from shared.usecases.alerts.read_histories import ReadHistories

LOOKS_BACK = timedelta(days=365)
"""Deals that were closed earlier are of another time."""
WITHIN = timedelta(seconds=200)
"""No page is begun later; what was read by then counts."""


@dataclass(frozen=True, slots=True)
class Learning:
    """What a run did; None: learning is switched off, so nothing was read."""

    learnt: LearntThresholds | None = None

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        if self.learnt is None:
            return {"learns": False}
        return {
            "learns": True,
            "opportunities": self.learnt.opportunities,
            "won": self.learnt.won,
            "thresholds": len(self.learnt.thresholds),
            "is_complete": self.learnt.is_complete,
        }


@dataclass(frozen=True, slots=True)
class LearnThresholds:
    """The use case with what it needs of the world."""

    read: ReadHistories
    memory: Memory
    clock: Clock
    settings: AlertSettingsBook
    tenant: str

    def __call__(self) -> Learning:
        """Learn and keep it, if the company has switched learning on: as the clock does."""
        if not self.settings.read().learns:
            return Learning()
        return Learning(self.learn(until=self.clock.now() + WITHIN))

    def learn(self, *, until: datetime | None = None, is_dry_run: bool = False) -> LearntThresholds:
        """Learn, also where learning is off: then it is kept, and not used.

        No page is begun after `until`; a dry run keeps nothing.
        """
        now, opportunities, is_complete = self.clock.now(), 0, True
        pauses = Pauses(self.settings.read(), self.tenant)
        for page in self.read(now - LOOKS_BACK, with_scores=False):
            opportunities += len(page)
            for history in page:
                pauses.take(history)
            if until is not None and self.clock.now() >= until:
                is_complete = False
                break
        learnt = LearntThresholds(
            tenant=self.tenant,
            learnt_at=now,
            since=now - LOOKS_BACK,
            opportunities=opportunities,
            won=pauses.won,
            is_complete=is_complete,
            thresholds=pauses.thresholds(),
        )
        if not is_dry_run:
            LearntBook(self.memory, self.tenant).keep(learnt)
        return learnt
