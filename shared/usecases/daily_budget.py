"""So much money a day and no more: taken before a call, settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.errors import AlreadyThere, TransientError

if TYPE_CHECKING:
    from shared.domain.local_days import LocalDays
    from shared.ports import Clock, Memory

MODEL_DAYS = "model_days"
_SPENT = "spent_micros"
_KEPT = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class DailyBudget:
    """The money of one company for one day of its own zone; the same for all instances."""

    memory: Memory
    clock: Clock
    days: LocalDays
    tenant: str
    limit_micros: int

    def take(self, micros: int) -> Taken:
        """Take money for a call; raises TransientError (`model_over_budget`) if it is not there.

        Taken first and looked at after, so that however many ask at once, no more is given out.
        """
        now = self.clock.now()
        day = self.days.of(now).isoformat()
        doc_id = f"{self.tenant}.{day}"
        if self._spent(doc_id) is None:
            self._open(doc_id, day)
        self.memory.increment(MODEL_DAYS, doc_id, _SPENT, micros)
        taken = Taken(self.memory, doc_id, micros)
        if (self._spent(doc_id) or 0) > self.limit_micros:
            taken.settle(0)
            wait_s = (self.days.later(now, 1) - now).total_seconds()
            raise TransientError(
                "today's money for the language model is used up",
                code="model_over_budget",
                retry_after_s=wait_s,
            )
        return taken

    def _open(self, doc_id: str, day: str) -> None:
        data = {"tenant": self.tenant, "day": day, _SPENT: 0}
        try:
            expires_at = self.clock.now() + _KEPT
            self.memory.create(MODEL_DAYS, doc_id, data, expires_at=expires_at)
        except AlreadyThere:
            return

    def _spent(self, doc_id: str) -> int | None:
        document = self.memory.get(MODEL_DAYS, doc_id)
        spent = document.data.get(_SPENT) if document else None
        return spent if isinstance(spent, int) else None


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that was taken for one call. Unsettled, it counts as spent."""

    memory: Memory
    doc_id: str
    micros: int

    def settle(self, micros: int) -> None:
        """Say what it really cost."""
        if micros != self.micros:
            self.memory.increment(MODEL_DAYS, self.doc_id, _SPENT, micros - self.micros)
