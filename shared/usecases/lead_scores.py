"""The scores: one document a lead in the collection `scores`, changed by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.grading import shown
from shared.domain.queries import SCORES_OF_CRM_LEAD
from shared.domain.score import LeadScore
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, UnknownVersion, VersionConflict
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.document import Document
    from shared.domain.ids import CrmLeadId, LeadKey
    from shared.ports import Memory

SCORES = "scores"
_TRIES = 10


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score as it was read, with the version that a write has to name."""

    score: LeadScore
    version: str


class LeadScores:
    """Read and change scores."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def find(self, key: LeadKey) -> StoredScore | None:
        """Read a lead's score, or None; raises UnknownVersion for what is none."""
        document = self._memory.get(SCORES, key)
        return stored_score_of(document) if document else None

    def of_record(self, tenant: str, crm_lead_id: CrmLeadId) -> tuple[StoredScore, ...]:
        """Read the scores of all leads that stand in one record of the CRM, oldest first."""
        found = documents(self._memory, SCORES_OF_CRM_LEAD, equals={"crm_lead_id": crm_lead_id})
        scores = (stored_score_of(document) for document in found)
        return tuple(stored for stored in scores if stored.score.tenant == tenant)

    def shown_by(self, tenant: str, crm_lead_id: CrmLeadId) -> LeadScore | None:
        """Give the score that a record of the CRM shows, of all its leads; raises UnknownVersion."""
        scores = self.of_record(tenant, crm_lead_id)
        return shown([one.score for one in scores]) if scores else None

    def create(self, score: LeadScore) -> StoredScore:
        """Store the first score of a lead, or give the one that is there: first write wins."""
        try:
            return stored_score_of(self._memory.create(SCORES, score.key, _data(score)))
        except AlreadyThere:
            found = self.find(score.key)
        if found is None:
            raise Busy("this lead's score went away just now")
        return found

    def change(
        self, stored: StoredScore, step: Callable[[LeadScore], LeadScore]
    ) -> StoredScore | None:
        """Change a score by a step that may be taken anew on a newer version of it.

        Gives it as it is then; None if it is gone meanwhile: an erased lead's is not made again.
        """
        for _ in range(_TRIES):
            after = step(stored.score)
            if after == stored.score:
                return stored
            try:
                document = self._memory.put(
                    SCORES, after.key, _data(after), if_version=stored.version
                )
                return stored_score_of(document)
            except VersionConflict:
                found = self.find(stored.score.key)
            if found is None:
                return None
            stored = found
        raise Busy("this score is being changed by several workers at once")

    def delete(self, key: LeadKey) -> None:
        """Remove a lead's score; removing none is no error."""
        self._memory.delete(SCORES, key)


def stored_score_of(document: Document) -> StoredScore:
    """Read a score with its version; raises UnknownVersion for what is none."""
    try:
        return StoredScore(LeadScore.model_validate(document.data), document.version)
    except ValidationError:
        raise UnknownVersion("a score that this code cannot read") from None


def _data(score: LeadScore) -> dict[str, object]:
    """Write times in one fixed width, so that text order in queries is time order."""
    data = score.model_dump(mode="json", exclude_none=True)
    times = {"arrived_at": score.arrived_at, "scored_at": score.scored_at}
    return data | {name: moment_text(moment) for name, moment in times.items()}
