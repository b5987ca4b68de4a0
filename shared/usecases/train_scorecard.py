"""Train on the company's own outcomes; the better model takes over by itself, else all stays.

Nothing here can leave a company without a scorecard: versions are kept before they are named as
the one in force, that naming is a compare-and-set (of two runs at once the first counts), and
whatever training refuses is a sentence in the report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared import log
from shared.domain.scorecard_version import EXPERT, Origin, version_name
from shared.domain.training_run import Decision, TrainingRun, Why
from shared.errors import UnknownVersion
from shared.scoring.artefact import loads
from shared.scoring.errors import BadArtefact
from shared.usecases.known_outcomes import ReadOutcomes
from shared.usecases.replace_scorecard import ReplaceScorecard, Standing
from shared.usecases.scorecards import Scorecards
from shared.usecases.training_findings import as_told, drift_of, field_weights
from shared.usecases.training_runs import TrainingRuns

if TYPE_CHECKING:
    from datetime import timedelta

    from shared.domain.scorecard_version import ScorecardVersion
    from shared.ports import Clock, Memory
    from shared.scoring.card import ExpertCard
    from shared.scoring.scorecard import Scorecard
    from shared.usecases.learn_scorecard import Proposal
    from shared.usecases.scorecards import StoredInForce


@dataclass(frozen=True, slots=True)
class TrainScorecard:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    tenant: str
    maturity: timedelta
    """An open lead older than this is taken for not bought."""
    card: ExpertCard

    def __call__(self, *, by: str = "clock", is_dry_run: bool = False) -> TrainingRun:
        """Train, judge, and let the winner score; a dry run decides and writes nothing."""
        standing = self._standing(by)
        proposal = self._proposal(standing)
        run = self._report(standing, proposal)
        if is_dry_run:
            return run.model_copy(update={"is_dry_run": True})
        run = self._carried_out(standing, proposal, run)
        if run.why is not Why.OUTRUN:  # the other run's report is the one that counts
            TrainingRuns(self.memory, self.tenant).keep(run)
        return run

    def _standing(self, by: str) -> Standing:
        stored = Scorecards(self.memory, self.tenant).in_force()
        outcomes = ReadOutcomes(self.memory, self.clock, self.tenant, self.maturity)()
        version, scorecard = self._in_force(stored)
        return Standing(
            at=self.clock.now(),
            by=by,
            stored=stored,
            version=version,
            scorecard=scorecard,
            outcomes=outcomes,
            drift=drift_of(scorecard, outcomes.known),
        )

    def _in_force(self, stored: StoredInForce) -> tuple[ScorecardVersion | None, Scorecard]:
        """Give what really scores: for a version that cannot be read that is the expert card."""
        expert = self.card.scorecard("expert")
        if stored.name == EXPERT:
            return None, expert
        try:
            version = Scorecards(self.memory, self.tenant).find(stored.name)
            if version is not None:
                return version, loads(version.artefact)
        except (UnknownVersion, BadArtefact) as error:
            log.warning("a scorecard cannot be read", error_type=type(error).__name__)
        return None, expert

    def _proposal(self, standing: Standing) -> Proposal:
        from shared.usecases.learn_scorecard import Situation, propose  # numpy: only when it runs

        situation = Situation(
            known=standing.outcomes.known,
            in_force=standing.scorecard,
            known_until=standing.version.known_until if standing.version else None,
            held_since=standing.held_since,
            card=self.card,
            version=version_name(standing.at, Origin.TRAINED),
        )
        proposal = propose(situation)
        if proposal.decision is Decision.KEPT and standing.may_refresh:
            return replace(proposal, decision=Decision.REFRESHED, why=Why.DRIFTED)
        return proposal

    def _report(self, standing: Standing, proposal: Proposal) -> TrainingRun:
        outcomes, after = standing.outcomes, proposal.scorecard
        known = outcomes.known
        return TrainingRun(
            tenant=self.tenant,
            at=standing.at,
            by=standing.by,
            decision=proposal.decision,
            why=proposal.why,
            detail=proposal.detail,
            in_force=standing.stored.name,
            in_force_before=standing.stored.name,
            fates=dict(outcomes.fates),
            unreadable=outcomes.unreadable,
            is_complete=outcomes.is_complete,
            maturity_days=self.maturity.days,
            new_outcomes=proposal.new_outcomes,
            needed=proposal.needed,
            judgement=proposal.judgement,
            as_told=as_told(known),
            fields=field_weights(standing.scorecard, after, known) if after else (),
            drift=standing.drift,
        )

    def _carried_out(self, standing: Standing, proposal: Proposal, run: TrainingRun) -> TrainingRun:
        change = ReplaceScorecard(Scorecards(self.memory, self.tenant), self.tenant)
        if proposal.decision is Decision.REFRESHED and standing.version is not None:
            return change.refreshed(standing, standing.version, run)
        if proposal.scorecard is None:
            return run
        last = TrainingRuns(self.memory, self.tenant).last()
        if proposal.decision is Decision.KEPT and last is not None and _is_repeated(run, last):
            return run.model_copy(update={"candidate": last.candidate})
        return change.trained(standing, proposal.scorecard, run)


def _is_repeated(run: TrainingRun, last: TrainingRun) -> bool:
    """The same outcomes led to the same answer already: another copy would tell nobody anything."""
    same = (last.fates, last.in_force, last.why) == (run.fates, run.in_force, run.why)
    return same and last.candidate != ""
