"""A person's word on a grade: it holds from then on for every lead of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.grading import corrected, is_told_as
from shared.domain.score import Correction
from shared.usecases.lead_scores import LeadScores

if TYPE_CHECKING:
    from shared.domain.lead_changes import LeadCorrected, LeadMerged
    from shared.log import Scalar
    from shared.ports import Memory
    from shared.usecases.tell_score import TellScore, Told


@dataclass(frozen=True, slots=True)
class CorrectGrade:
    """The use case with what it needs of the world."""

    memory: Memory
    tell: TellScore

    def __call__(self, event: LeadCorrected) -> dict[str, Scalar]:
        """Take the word in, let the CRM show it, and tell; gives what a log line may say.

        A word that comes late, after a later one, changes nothing. A record that we have no
        score of is left alone: its grade is not ours.
        """
        said = Correction(
            verdict=event.verdict,
            reason=event.reason,
            at=event.occurred_at,
            by_user_id=event.by_user_id,
        )
        record = self.tell.head_of(event.tenant, event.crm_lead_id)
        scores = LeadScores(self.memory)
        found = scores.of_record(event.tenant, record)
        after = [scores.change(stored, lambda one: corrected(one, said)) for stored in found]
        tell = {one.score.key for one in after if one and is_told_as(one.score, said)}
        told = self.tell(event.tenant, record, frozenset(tell))
        return {"verdict": said.verdict.value, "scores": len(found), **facts_of(told)}

    def merged(self, event: LeadMerged) -> dict[str, Scalar]:
        """Let the scores of a merged record go along, and the last word said of any of them."""
        record = self.tell.head_of(event.tenant, event.merged_into)
        moved = self.tell.move(event.tenant, event.crm_lead_id, record)
        found = LeadScores(self.memory).of_record(event.tenant, record)
        told = self.tell(event.tenant, record, frozenset(stored.score.key for stored in found))
        return {"moved_scores": moved, **facts_of(told)}


def facts_of(told: Told) -> dict[str, Scalar]:
    """Give what a log line may say of what was told."""
    best = told.shown
    return {
        "crm_lead_id": best.crm_lead_id if best else None,
        "grade": best.grade.value if best else None,
        "told": told.events,
    }
