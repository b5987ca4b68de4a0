"""Thresholds learnt from won deals: read by the sweep, replaced as a whole by each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared import log
from shared.domain.alerts.learnt import LearntThresholds

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Learnt
    from shared.ports import Memory

ALERT_LEARNT = "alert_learnt"


@dataclass(frozen=True, slots=True)
class LearntBook:
    """One document a company; what cannot be read counts as nothing learnt."""

    memory: Memory
    tenant: str

    def read(self) -> LearntThresholds | None:
        """Give what was learnt last, or None."""
        document = self.memory.get(ALERT_LEARNT, self.tenant)
        if document is None:
            return None
        try:
            return LearntThresholds.model_validate(document.data)
        except ValidationError:
            log.warning("learnt thresholds cannot be read", tenant=self.tenant)
            return None

    def spans(self) -> Learnt:
        """Give them as rules take them; empty where nothing was learnt."""
        found = self.read()
        return found.spans if found else {}

    def keep(self, learnt: LearntThresholds) -> None:
        """Put a run's in place of the last one's; of two at once the last one stays."""
        data = learnt.model_dump(mode="json", exclude_none=True)
        self.memory.put(ALERT_LEARNT, self.tenant, data)
