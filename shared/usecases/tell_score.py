"""Let the CRM show a record's score, and tell on the bus what became of its leads' grades.

Its alerts are judged anew then: a lead that is hot now must not wait.

Each part may be done again: the CRM is written to under the record's number, what is told has an
id of its own. So a redelivery finishes what a crash cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.event import LeadScored, Topic
from shared.domain.grading import corrected, latest, order_of, shown
from shared.errors import Busy, CrmLeadGone
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.lead_scores import LeadScores
from shared.usecases.opportunities import Opportunities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.ids import CrmLeadId, LeadKey
    from shared.domain.score import LeadScore, ScoreOrder
    from shared.ports import Bus, Clock, Memory
    from shared.scoring_ports import CrmScores

_TRIES = 5


@dataclass(slots=True)
class Told:
    """What the CRM shows now, and of how many leads it was told."""

    shown: LeadScore | None = None
    """None: the record is gone from the CRM, or has no lead that was scored."""
    scores: Sequence[LeadScore] = field(default_factory=tuple)
    events: int = 0


@dataclass(frozen=True, slots=True)
class TellScore:
    """The use case with what it needs of the world."""

    memory: Memory
    crm: CrmScores
    bus: Bus
    clock: Clock

    def __call__(self, tenant: str, crm_lead_id: CrmLeadId, keys: frozenset[LeadKey]) -> Told:
        """Write what the record is to show, and tell the last change of these leads of it.

        That is the one that stands in the score by then: a person's word that holds for the
        record may have reached a lead only now. A record that was merged is followed to where it went.
        Raises TransientError or OutcomeUnknown when memory, CRM or bus fail: then nothing may be
        acknowledged.
        """
        try:
            told = self._write(tenant, crm_lead_id)
        except CrmLeadGone:
            head = self.head_of(tenant, crm_lead_id)
            if head == crm_lead_id:
                return Told()
            self.move(tenant, crm_lead_id, head)
            return self(tenant, head, keys)
        events = [_event(one) for one in told.scores if one.key in keys]
        if events:
            self.bus.publish(Topic.LEAD_CHANGES, events)
        told.events = len(events)
        FollowUps(self.memory, tenant).touch(crm_lead_id, self.clock.now())
        return told

    def move(self, tenant: str, tail: CrmLeadId, head: CrmLeadId) -> int:
        """Let the scores of a record that was merged stand in the one that it went into."""
        scores = LeadScores(self.memory)
        found = scores.of_record(tenant, tail)
        for stored in found:
            scores.change(stored, lambda one: one.model_copy(update={"crm_lead_id": head}))
        return len(found)

    def head_of(self, tenant: str, crm_lead_id: CrmLeadId) -> CrmLeadId:
        """Give the record that one stands in now, as far as our memory knows."""
        opportunities, seen = Opportunities(self.memory), {crm_lead_id}
        while (stored := opportunities.find(tenant, crm_lead_id)) is not None:
            into = stored.picture.merged_into
            if into is None or into in seen:
                break
            seen.add(into)
            crm_lead_id = into
        return crm_lead_id

    def _write(self, tenant: str, crm_lead_id: CrmLeadId) -> Told:
        """Write until nothing has changed meanwhile: of two workers the last one sees all."""
        written: ScoreOrder | None = None
        for _ in range(_TRIES):
            scores = self._agreed(tenant, crm_lead_id)
            if not scores:
                return Told()
            best = shown(scores)
            order = order_of(best)
            if order == written:
                return Told(best, scores)
            self.crm.write_score(order)
            written = order
        raise Busy("this record's scores are being changed by several workers at once")

    def _agreed(self, tenant: str, crm_lead_id: CrmLeadId) -> list[LeadScore]:
        """Give the record's scores, each under the last word that a person has said of it."""
        scores = LeadScores(self.memory)
        found = scores.of_record(tenant, crm_lead_id)
        said = latest(stored.score.correction for stored in found)
        if said is None:
            return [stored.score for stored in found]
        agreed = (scores.change(stored, lambda one: corrected(one, said)) for stored in found)
        return [stored.score for stored in agreed if stored is not None]


def _event(score: LeadScore) -> LeadScored:
    return LeadScored(
        tenant=score.tenant,
        lead_key=score.key,
        crm_lead_id=score.crm_lead_id,
        happening_id=score.news_id,
        is_test=score.is_test,
        grade=score.grade,
        grade_before=score.grade_before,
        probability=score.probability,
        probability_before=score.probability_before,
        scored_by=score.scored_by,
        scored_at=score.scored_at,
        is_text_unread=score.is_text_unread,
    )
