"""A person at a page says what a grade should have been: told on the bus, as the CRM's word is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.cleaning.text import clean_line
from shared.domain.event import Topic
from shared.domain.lead_changes import LeadCorrected
from shared.domain.opportunity import LONGEST_TEXT
from shared.usecases import audit

if TYPE_CHECKING:
    from random import Random

    from shared.domain.ids import CrmLeadId
    from shared.domain.score import Verdict
    from shared.ports import Bus, Clock, Memory


@dataclass(frozen=True, slots=True)
class SayOfGrade:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    rng: Random
    tenant: str

    def __call__(
        self, crm_lead_id: CrmLeadId, verdict: Verdict, reason: str, *, who: str
    ) -> LeadCorrected:
        """Tell the word; the audit trail says who said something, not what of whom.

        Raises TransientError when memory or bus fail: then it may not have been told.
        """
        now, word = self.clock.now(), f"{self.rng.getrandbits(128):032x}"
        event = LeadCorrected(
            tenant=self.tenant,
            crm_lead_id=crm_lead_id,
            happening_id=word,
            revision=int(now.timestamp() * 1000),
            occurred_at=now,
            verdict=verdict,
            reason=clean_line(reason, LONGEST_TEXT),
        )
        self.bus.publish(Topic.LEAD_CHANGES, [event])
        audit.record(
            self.memory,
            word,
            tenant=self.tenant,
            at=now,
            who=who,
            what="correct_grade",
            counts={"records": 1},
        )
        return event
