"""Grade a lead as soon as it stands in the CRM, and again when a language model has read its text.

The first grade waits for nobody: dictionaries read what was typed. What was known at arrival is
stored with the score and never looked up again, so that training sees what the grade rested on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.features.lead_features import chosen_texts, features_of, reread, typed_texts
from shared.domain.grading import scored
from shared.domain.junk import junk_of
from shared.domain.ledger import LeadState
from shared.domain.rating import rated
from shared.domain.score import Grade, LeadScore
from shared.errors import Busy
from shared.usecases.correct_grade import facts_of
from shared.usecases.extract_answers import URGENT
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.lead_scores import LeadScores

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Semaphore

    from shared.domain.event import LeadScored, LeadStored
    from shared.domain.extraction import Asked, Extraction
    from shared.domain.features.arrival import Arrival
    from shared.domain.ids import CrmLeadId
    from shared.domain.ledger import LedgerEntry
    from shared.log import Scalar
    from shared.ports import Clock, Memory
    from shared.scoring.scorecard import Scorecard
    from shared.scoring.words import Words
    from shared.usecases.describe_arrival import DescribeArrival
    from shared.usecases.extract_answers import ExtractAnswers
    from shared.usecases.lead_scores import StoredScore
    from shared.usecases.tell_score import TellScore

_UNKNOWN_LEAD: dict[str, Scalar] = {"grade": None, "why_not": "no_lead"}


@dataclass(frozen=True, slots=True)
class QualifyLead:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    describe: DescribeArrival
    read: ExtractAnswers
    asked: tuple[Asked, ...]
    in_force: Callable[[], Scorecard]
    words: Words
    tell: TellScore
    places: Semaphore
    """As many leads of an instance wait for the language model at a time."""

    def first(self, event: LeadStored) -> dict[str, Scalar]:
        """Grade a stored lead, once; gives what a log line may say.

        Raises TransientError or OutcomeUnknown when memory, CRM or bus fail: then nothing may be
        acknowledged, and the next delivery goes on from what is stored.
        """
        scores = LeadScores(self.memory)
        stored = scores.find(event.lead_key)
        if stored is None:
            entry = LeadLedger(self.memory).find(event.lead_key)
            arrival = self.describe(entry) if entry else None
            if entry is None or arrival is None:
                return dict(_UNKNOWN_LEAD)
            record = entry.crm_lead_id or event.crm_lead_id
            stored = scores.create(self._score(entry, arrival, record))
            if self._was_erased(stored):
                return dict(_UNKNOWN_LEAD)
        return self._told(stored)

    def deepen(self, event: LeadScored) -> dict[str, Scalar]:
        """Let the language model read what was typed, and grade again if that says more.

        Raises Busy where too many wait for the model already. While there is no model to be had,
        the first grade stands.
        """
        if not event.is_text_unread:
            return {"passed_over": True}
        scores = LeadScores(self.memory)
        stored = scores.find(event.lead_key)
        if stored is None:
            return dict(_UNKNOWN_LEAD)
        if stored.score.is_text_unread:
            entry = LeadLedger(self.memory).find(event.lead_key)
            arrival = self.describe(entry) if entry else None
            if arrival is None:
                return dict(_UNKNOWN_LEAD)
            read = self._by_model(arrival)
            stored = scores.change(stored, lambda one: self._deepened(one, arrival, read))
            if stored is None:
                return dict(_UNKNOWN_LEAD)
        if stored.score.news_id != _news_id(stored.score, "read"):
            return {"extracted_by": stored.score.extracted_by, "is_changed": False}
        return {"is_changed": True, **self._told(stored)}

    def _by_model(self, arrival: Arrival) -> Extraction:
        if not self.places.acquire(blocking=False):
            raise Busy("enough leads wait for the language model here")
        try:
            return self.read(self.asked, typed_texts(arrival))
        finally:
            self.places.release()

    def _told(self, stored: StoredScore) -> dict[str, Scalar]:
        score = stored.score
        told = self.tell(score.tenant, score.crm_lead_id, frozenset({score.key}))
        return {
            "lead": score.key,
            "is_test": score.is_test,
            "scored_by": score.scored_by,
            "extracted_by": score.extracted_by,
            "own_grade": score.grade.value,
            **facts_of(told),
        }

    def _score(self, entry: LedgerEntry, arrival: Arrival, record: CrmLeadId) -> LeadScore:
        read = self.read(self.asked, typed_texts(arrival), is_urgent=True)
        chosen = self.read(self.asked, chosen_texts(arrival), is_urgent=True)
        arrival = arrival.model_copy(update={"said": read.levels, "chosen": chosen.levels})
        now = self.clock.now()
        blank = LeadScore(
            key=entry.key,
            tenant=entry.tenant,
            leadgen_id=entry.leadgen_id,
            crm_lead_id=record,
            is_test=entry.is_test,
            arrived_at=arrival.at,
            features=features_of(arrival),
            extracted_by=read.extracted_by,
            grade=Grade.COLD,
            log_odds=0.0,
            scored_by="",
            scored_at=now,
            is_text_unread=read.not_by_model == URGENT,
        )
        score = self._rated(blank, arrival, read)
        nothing_before = {"grade_before": None, "probability_before": None}
        return score.model_copy(update={"news_id": _news_id(score, "first"), **nothing_before})

    def _deepened(self, score: LeadScore, arrival: Arrival, read: Extraction) -> LeadScore:
        """Give the score after the model has read, or the same grade where it says nothing new."""
        settled = score.model_copy(update={"is_text_unread": False})
        if read.not_by_model:
            return settled
        features = reread(score.features, read.levels)
        settled = settled.model_copy(
            update={"extracted_by": read.extracted_by, "features": features}
        )
        again = self._rated(settled, arrival, read)
        if (again.grade, again.log_odds) == (score.grade, score.log_odds):
            return settled
        return again.model_copy(update={"news_id": _news_id(score, "read")})

    def _rated(self, score: LeadScore, arrival: Arrival, read: Extraction) -> LeadScore:
        rating = rated(self.in_force(), self.words, score.features)
        return scored(score, rating, junk_of(arrival.lead, read.levels), self.clock.now())

    def _was_erased(self, stored: StoredScore) -> bool:
        """Tell whether the lead was erased while it was scored; then nothing of it may stay."""
        entry = LeadLedger(self.memory).find(stored.score.key)
        if entry is not None and entry.state is not LeadState.ERASED:
            return False
        LeadScores(self.memory).delete(stored.score.key)
        return True


def _news_id(score: LeadScore, what: str) -> str:
    return f"{score.key}-{what}"
