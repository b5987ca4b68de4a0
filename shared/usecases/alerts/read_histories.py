"""How opportunities went: the CRM's histories, page by page, each with the score that we keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.errors import UnknownVersion
from shared.usecases.lead_scores import LeadScores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.alert_ports import History
    from shared.domain.alerts.history import OpportunityHistory
    from shared.domain.score import LeadScore
    from shared.ports import Memory

PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class ReadHistories:
    """The step with what it needs of the world."""

    history: History
    memory: Memory
    tenant: str
    page_size: int = PAGE_SIZE

    def __call__(
        self, since: datetime, *, with_scores: bool = True
    ) -> Iterator[tuple[OpportunityHistory, ...]]:
        """Give page after page of those that were open at some time since then."""
        cursor: str | None = None
        while True:
            page = self.history.since(since, cursor, at_most=self.page_size)
            found = page.histories
            yield tuple(self._scored(one) for one in found) if with_scores else found
            cursor = page.cursor
            if cursor is None:
                return

    def _scored(self, one: OpportunityHistory) -> OpportunityHistory:
        """Add the score; only what came from Meta has one."""
        if one.state.meta is None:
            return one
        return one.model_copy(update={"score": self._score(one)})

    def _score(self, one: OpportunityHistory) -> LeadScore | None:
        try:
            return LeadScores(self.memory).shown_by(self.tenant, one.crm_lead_id)
        except UnknownVersion as error:
            log.warning("score passed over", crm_lead_id=one.crm_lead_id, error=error.code)
            return None
