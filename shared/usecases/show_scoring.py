"""Show which scorecard scores, since when and why, those before it, and the last training run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.scorecard_version import EXPERT
from shared.errors import UnknownVersion
from shared.scoring.errors import BadArtefact
from shared.usecases.scorecards import Scorecards
from shared.usecases.training_runs import TrainingRuns

if TYPE_CHECKING:
    from shared.domain.scorecard_version import InForce, ScorecardVersion
    from shared.domain.training_run import TrainingRun
    from shared.ports import Memory

VERSIONS = 30


@dataclass(frozen=True, slots=True)
class Scoring:
    """What is known of it; `in_force` None: nothing was ever chosen, the expert card scores."""

    in_force: InForce | None
    version: ScorecardVersion | None
    """Of the one in force; None for the expert card, and for what cannot be read."""
    is_damaged: bool
    """The version that should score cannot be read: the expert card scores in its place."""
    versions: tuple[ScorecardVersion, ...]
    """The latest, newest first."""
    last_run: TrainingRun | None


@dataclass(frozen=True, slots=True)
class ShowScoring:
    """The use case with what it needs of the world."""

    memory: Memory
    tenant: str

    def __call__(self) -> Scoring:
        """Give what is known; what this code cannot read is shown as such, not raised."""
        scorecards = Scorecards(self.memory, self.tenant)
        pointer, version, is_damaged = None, None, False
        try:
            pointer = scorecards.in_force().pointer
            if pointer is not None and pointer.version != EXPERT:
                version = scorecards.readable(pointer.version)
                is_damaged = version is None
        except (UnknownVersion, BadArtefact):
            is_damaged = True
        return Scoring(
            in_force=pointer,
            version=version,
            is_damaged=is_damaged,
            versions=scorecards.latest(VERSIONS),
            last_run=TrainingRuns(self.memory, self.tenant).last(),
        )
