"""All that we hold on a person, as one document that can be handed to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.opportunity import opportunity_key
from shared.domain.queries import AUDIT, DEAD_LETTERS_OF_LEAD
from shared.domain.values import moment_text
from shared.usecases import audit
from shared.usecases.forget_lead import RAW_LEADS
from shared.usecases.forget_record import actions_of, alerts_of
from shared.usecases.lead_scores import SCORES
from shared.usecases.opportunities import OPPORTUNITIES
from shared.usecases.paged import documents
from shared.usecases.person_leads import FindPersonLeads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from shared.domain.ledger import LedgerEntry
    from shared.domain.subject import Subject
    from shared.ports import Clock, Memory

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    rng: Random
    tenant: str

    def __call__(self, subject: Subject, *, who: str) -> dict[str, object]:
        """Give the document; that it was made is recorded, for whom is not."""
        now = self.clock.now()
        found = FindPersonLeads(self.memory, self.tenant)(subject)
        entries = [stored.entry for stored in found.found]
        mentions = [*self._audit(entries)]
        audit.record(
            self.memory,
            f"{self.rng.getrandbits(128):032x}",
            tenant=self.tenant,
            at=now,
            who=who,
            what="export",
            counts={"found": len(entries)},
        )
        return {
            "format": FORMAT,
            "exported_at": moment_text(now),
            "asked_for": subject.model_dump(mode="json", exclude_none=True),
            "is_complete": found.is_complete,
            "leads": [self._lead(entry) for entry in entries],
            "audit": mentions,
        }

    def _lead(self, entry: LedgerEntry) -> dict[str, object]:
        raw, score = self.memory.get(RAW_LEADS, entry.key), self.memory.get(SCORES, entry.key)
        dead = documents(
            self.memory, DEAD_LETTERS_OF_LEAD, at_least=entry.key, below=f"{entry.key}~"
        )
        return {
            "entry": entry.model_dump(mode="json", exclude_none=True),
            "as_read": dict(raw.data) if raw else None,
            "score": dict(score.data) if score else None,
            "dead_letters": [dict(document.data) for document in dead],
            "opportunity": self._opportunity(entry),
            **self._of_record(entry),
        }

    def _opportunity(self, entry: LedgerEntry) -> dict[str, object] | None:
        if entry.crm_lead_id is None:
            return None
        key = opportunity_key(entry.tenant, entry.crm_lead_id)
        document = self.memory.get(OPPORTUNITIES, key)
        return dict(document.data) if document else None

    def _of_record(self, entry: LedgerEntry) -> dict[str, object]:
        """Give alerts about the CRM's record and what was done on it."""
        record = entry.crm_lead_id
        if record is None:
            return {"alerts": [], "actions": []}
        alerts = alerts_of(self.memory, entry.tenant, record)
        actions = actions_of(self.memory, entry.tenant, record)
        return {
            "alerts": [dict(document.data) for document in alerts],
            "actions": [dict(document.data) for document in actions],
        }

    def _audit(self, entries: Sequence[LedgerEntry]) -> Iterator[dict[str, object]]:
        """Give the lines of the audit trail that name one of the leads."""
        for document in documents(self.memory, AUDIT, equals={"tenant": self.tenant}):
            text = json.dumps(document.data, ensure_ascii=False)
            if any(entry.key in text for entry in entries):
                yield dict(document.data)
