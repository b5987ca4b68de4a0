"""Look through everything for personal data that should be gone, without trusting any mark of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.queries import DELETION_REQUESTS, ERASURES_UNTOLD, LATEST_LEADS
from shared.domain.values import moment_text
from shared.usecases.deletion_requests import RECEIVED
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from shared.domain.document import Document
    from shared.ports import Clock, Memory

PERSONAL = ("lead", "email_hash", "phone_hash")


@dataclass(frozen=True, slots=True)
class RetentionProof:
    """How memory stands with what may be kept."""

    before: datetime
    looked_at: int
    overdue: int
    """Leads announced before that moment, settled, that still hold somebody's data."""
    open_overdue: int
    """The same of leads that are not settled: they are never purged, so somebody has to look."""
    untold: int
    """Erasures that the CRM was not told of yet."""
    open_requests: tuple[str, ...]
    """Confirmation codes of deletion requests that nobody has answered."""

    @property
    def is_clean(self) -> bool:
        """Nothing is kept longer than it may be, and nothing waits for a person."""
        return not (self.overdue or self.open_overdue or self.untold or self.open_requests)


@dataclass(frozen=True, slots=True)
class ProveRetention:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    tenant: str
    retention: timedelta

    def __call__(self) -> RetentionProof:
        """Read every entry that is older than may be, and what is still to be done."""
        before = self.clock.now() - self.retention
        looked_at = overdue = open_overdue = 0
        for document in documents(self.memory, LATEST_LEADS, below=moment_text(before)):
            looked_at += 1
            if _holds_longer(document, moment_text(before)):
                is_settled = document.data.get("state") in {"done", "dead", "erased"}
                overdue, open_overdue = overdue + is_settled, open_overdue + (not is_settled)
        untold = sum(1 for _ in documents(self.memory, ERASURES_UNTOLD))
        equals = {"tenant": self.tenant, "state": RECEIVED}
        requests = documents(self.memory, DELETION_REQUESTS, equals=equals)
        codes = tuple(document.id for document in requests)
        return RetentionProof(before, looked_at, overdue, open_overdue, untold, codes)


def _holds_longer(document: Document, before: str) -> bool:
    """A lead that was sent again long after it was announced is held since it was read again."""
    held_since = str(document.data.get("held_since", ""))
    return held_since < before and any(name in document.data for name in PERSONAL)
