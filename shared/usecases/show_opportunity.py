"""Show what our memory knows of one opportunity, and of the Meta leads that stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.queries import LEADS_OF_CRM_LEAD
from shared.usecases.lead_scores import LeadScores
from shared.usecases.list_lead_ways import way_of
from shared.usecases.opportunities import Opportunities

if TYPE_CHECKING:
    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import Opportunity
    from shared.domain.score import LeadScore
    from shared.ports import Memory
    from shared.usecases.list_lead_ways import LeadWay

WAYS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of it; `picture` None: it is so new that nothing was learnt from the CRM yet."""

    crm_lead_id: CrmLeadId
    picture: Opportunity | None
    ways: tuple[LeadWay, ...]
    """The latest Meta leads that stand in it, newest first."""
    score: LeadScore | None = None
    """What the CRM shows of its leads' grades; None: none of them was graded."""


@dataclass(frozen=True, slots=True)
class ShowOpportunity:
    """The use case with what it needs of the world."""

    memory: Memory
    tenant: str

    def __call__(self, crm_lead_id: CrmLeadId) -> Shown | None:
        """Give what is known, or None; raises UnknownVersion for a picture of newer code."""
        stored = Opportunities(self.memory).find(self.tenant, crm_lead_id)
        ways = self._ways(crm_lead_id)
        if stored is None and not ways:
            return None
        score = LeadScores(self.memory).shown_by(self.tenant, crm_lead_id)
        return Shown(crm_lead_id, stored.picture if stored else None, ways, score)

    def _ways(self, crm_lead_id: CrmLeadId) -> tuple[LeadWay, ...]:
        page = self.memory.query(
            LEADS_OF_CRM_LEAD,
            equals={"crm_lead_id": crm_lead_id},
            descending=True,
            limit=WAYS_AT_MOST,
        )
        ours = (one for one in page.documents if one.data.get("tenant") == self.tenant)
        return tuple(way for document in ours if (way := way_of(document)))
