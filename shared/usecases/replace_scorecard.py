"""Keep a new version and, if it is fit, let it score in the place of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.scorecard_version import InForce, Origin, ScorecardVersion, version_name
from shared.domain.training_run import Decision, Why
from shared.scoring.artefact import dumps
from shared.scoring.errors import ScoringError
from shared.scoring.intercept import refreshed
from shared.scoring.scorecard import Scorecard
from shared.usecases.training_findings import newest_block

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.training_run import Drift, TrainingRun
    from shared.usecases.known_outcomes import Outcomes
    from shared.usecases.scorecards import Scorecards, StoredInForce


@dataclass(frozen=True, slots=True)
class Standing:
    """Who scores now, and what there is to learn from."""

    at: datetime
    by: str
    stored: StoredInForce
    version: ScorecardVersion | None
    """None: the expert card, also in the place of a version that cannot be read."""
    scorecard: Scorecard
    outcomes: Outcomes
    drift: Drift | None

    @property
    def held_since(self) -> datetime | None:
        """Since when a person holds it."""
        return self.stored.pointer.held_since if self.stored.pointer else None

    @property
    def may_refresh(self) -> bool:
        """Only a trained model's intercept is moved, and none that a person chose."""
        is_ours = self.version is not None and self.held_since is None
        return is_ours and self.drift is not None and self.drift.is_significant


@dataclass(frozen=True, slots=True)
class ReplaceScorecard:
    """Carries out what a run decided, and completes its report."""

    scorecards: Scorecards
    tenant: str

    def trained(self, standing: Standing, scorecard: Scorecard, run: TrainingRun) -> TrainingRun:
        """Keep a newly trained model; if the run says so, it scores from now on."""
        known = standing.outcomes.known
        version = ScorecardVersion(
            tenant=self.tenant,
            version=scorecard.version,
            origin=Origin.TRAINED,
            made_at=standing.at,
            made_by=standing.by,
            artefact=dumps(scorecard),
            outcomes=len(known),
            won=sum(one.is_won for one in known),
            known_until=max(one.told.at for one in known),
            passed=run.decision is Decision.PROMOTED,
            why=run.why.value,
            judgement=run.judgement,
        )
        return self._kept(standing, version, run)

    def refreshed(
        self, standing: Standing, former: ScorecardVersion, run: TrainingRun
    ) -> TrainingRun:
        """Move the intercept to the newest outcomes; whatever is odd about them, all stays."""
        block = newest_block(standing.outcomes.known)
        leads, outcomes = [one.lead.features for one in block], [one.is_won for one in block]
        name = version_name(standing.at, Origin.REFRESHED)
        try:
            moved = refreshed(standing.scorecard, leads, outcomes)
            artefact = dumps(Scorecard(replace(moved.content, version=name)))
        except ScoringError as error:
            update = {"decision": Decision.KEPT, "why": Why.UNTRAINABLE, "detail": str(error)}
            return run.model_copy(update=update)
        new: dict[str, object] = {
            "version": name,
            "origin": Origin.REFRESHED,
            "made_at": standing.at,
            "made_by": standing.by,
            "artefact": artefact,
            "passed": True,
            "why": run.why.value,
        }
        return self._kept(standing, former.model_copy(update=new), run)

    def _kept(self, standing: Standing, version: ScorecardVersion, run: TrainingRun) -> TrainingRun:
        """First keep it, then name it: who reads the name always finds the version."""
        run = run.model_copy(update={"candidate": version.version})
        is_new = self.scorecards.keep(version)
        if not version.passed:
            return run
        pointer = InForce(
            tenant=self.tenant,
            version=version.version,
            since=standing.at,
            by=standing.by,
            why=run.why.value,
        )
        if is_new and self.scorecards.put_in_force(standing.stored, pointer):
            return run.model_copy(update={"in_force": version.version})
        name = self.scorecards.in_force().name
        update = {"decision": Decision.KEPT, "why": Why.OUTRUN, "in_force": name}
        return run.model_copy(update=update)
