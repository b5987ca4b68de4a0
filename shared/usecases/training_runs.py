"""The last training run of a company: one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.training_run import TrainingRun
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from shared.ports import Memory

TRAINING_RUNS = "training_runs"


@dataclass(frozen=True, slots=True)
class TrainingRuns:
    """Reads and replaces it; of two runs at once the later one's report is kept."""

    memory: Memory
    tenant: str

    def last(self) -> TrainingRun | None:
        """Give the last run; None before the first, and for one that this code cannot read."""
        document = self.memory.get(TRAINING_RUNS, self.tenant)
        if document is None:
            return None
        try:
            return TrainingRun.model_validate(document.data)
        except ValidationError:
            return None

    def keep(self, run: TrainingRun) -> None:
        """Replace it."""
        data = run.model_dump(mode="json", exclude_none=True) | {"at": moment_text(run.at)}
        self.memory.put(TRAINING_RUNS, self.tenant, data)
