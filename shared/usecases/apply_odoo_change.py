"""Take a change in the CRM into our picture of the opportunity, and tell what happened.

Each part may be done again: the picture is decided by revisions, what is told has an id of its
own, and leads are moved by what they hold. So a redelivery finishes what a crash cut off. The CRM
itself is never written to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.event import Topic
from shared.domain.opportunity_changes import TakenIn, take_in
from shared.errors import Busy
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.opportunities import Opportunities

if TYPE_CHECKING:
    from shared.domain.ids import CrmLeadId
    from shared.domain.odoo_change import OdooRecordChanged
    from shared.domain.opportunity import Opportunity
    from shared.log import Scalar
    from shared.ports import Bus, Clock, Memory

_TRIES = 10
"""Of as many workers at one opportunity, each is through by then."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a change."""

    taken: TakenIn
    moved_leads: int = 0

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it: no names, no titles."""
        picture = self.taken.picture
        return {
            "opportunity": picture.key,
            "crm_lead_id": picture.crm_lead_id,
            "revision": picture.revision,
            "is_repeat": self.taken.is_repeat,
            "told": len(self.taken.happenings),
            "moved_leads": self.moved_leads,
        }


@dataclass(frozen=True, slots=True)
class ApplyOdooChange:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock

    def __call__(self, change: OdooRecordChanged) -> Applied:
        """Take a change in; when it returns, everything that follows from it is recorded.

        Its alerts are judged anew, also after a repeat: a crash may have come before that was noted.

        Raises Busy if too many work on the same opportunity, TransientError or OutcomeUnknown when
        the memory or the bus fails: then nothing may be acknowledged.
        """
        taken = self._take_in(change)
        self._follow_up(taken.picture)
        if change.merged_into is None:
            return Applied(taken)
        return Applied(taken, self._move_leads(change.tenant, change.crm_lead_id))

    def _take_in(self, change: OdooRecordChanged) -> TakenIn:
        """Tell, then record: a crash in between tells twice, never not."""
        opportunities, told = Opportunities(self.memory), set[str]()
        for _ in range(_TRIES):
            stored = opportunities.find(change.tenant, change.crm_lead_id)
            before = stored.picture if stored else None
            taken = take_in(before, change, self.clock.now())
            news = [one for one in taken.happenings if one.happening_id not in told]
            if news:
                self.bus.publish(Topic.LEAD_CHANGES, news)
                told.update(one.happening_id for one in news)
            if taken.picture is before or opportunities.replace(stored, taken.picture):
                return taken
        raise Busy("this opportunity is being changed by several workers at once")

    def _follow_up(self, picture: Opportunity) -> None:
        owner = picture.state.owner if picture.state else None
        follow_ups = FollowUps(self.memory, picture.tenant)
        follow_ups.touch_all([(picture.crm_lead_id, owner.id if owner else None)], self.clock.now())

    def _move_leads(self, tenant: str, crm_lead_id: CrmLeadId) -> int:
        """Let the leads of a merged opportunity lead to the one that it stands in now.

        Each merge records its picture first and moves leads after, and each looks at the next
        picture only after its leads have arrived there: so of two merges that follow each other,
        worked on at once, one of them sees the other's leads.
        """
        opportunities, ledger, moved = Opportunities(self.memory), LeadLedger(self.memory), 0
        seen, at = {crm_lead_id}, opportunities.find(tenant, crm_lead_id)
        while at is not None and (head := at.picture.merged_into) is not None and head not in seen:
            moved += ledger.move(tenant, at.picture.crm_lead_id, head)
            seen.add(head)
            at = opportunities.find(tenant, head)
        return moved
