"""Learn a scorecard from outcomes, and say whether it is fit to take over.

Numpy comes with this module: only a training run may import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.domain.scorecard_version import LARGEST_ARTEFACT
from shared.domain.training_run import FEWEST_OUTCOMES, Decision, Why
from shared.scoring.artefact import dumps
from shared.scoring.errors import Untrainable
from shared.scoring.training import train
from shared.usecases.judge_scorecards import Contest, judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.outcomes import KnownOutcome
    from shared.domain.scorecard_version import Judgement
    from shared.scoring.expert import ExpertCard
    from shared.scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Situation:
    """What a run starts from."""

    known: Sequence[KnownOutcome]
    in_force: Scorecard
    known_until: datetime | None
    """The model in force has learnt from what was known then; None: from nothing."""
    held_since: datetime | None
    """Since then a person holds the model in force against better ones of before."""
    card: ExpertCard
    version: str
    """Name of what is trained."""

    @property
    def seen_until(self) -> datetime | None:
        """What became known later is evidence for or against the model in force."""
        moments = [at for at in (self.known_until, self.held_since) if at is not None]
        return max(moments, default=None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What should happen, and why."""

    decision: Decision
    why: Why
    new_outcomes: int = 0
    needed: int = 0
    detail: str = ""
    judgement: Judgement | None = None
    scorecard: Scorecard | None = None
    """Trained on everything, whether or not it should take over."""


def propose(situation: Situation) -> Proposal:
    """Train on the older outcomes, judge on the newer, and if that is well train on all."""
    since = situation.seen_until
    new = [one for one in situation.known if since is None or one.told.at > since]
    obstacle = _obstacle(situation, new)
    if obstacle is not None:
        return obstacle
    try:
        return _judged(situation, new)
    except Untrainable as error:
        return Proposal(Decision.KEPT, Why.UNTRAINABLE, len(new), detail=str(error))
    except Exception as error:  # noqa: BLE001 - a report that says so helps more than none, nightly
        log.error("training broke off", error)
        detail = f"a fault in this software ({type(error).__name__}); see its log"
        return Proposal(Decision.KEPT, Why.UNTRAINABLE, len(new), detail=detail)


def _obstacle(situation: Situation, new: Sequence[KnownOutcome]) -> Proposal | None:
    """Say what stands in the way before anything is trained."""
    known = situation.known
    if len(known) < FEWEST_OUTCOMES:
        needed = FEWEST_OUTCOMES - len(known)
        return Proposal(Decision.KEPT, Why.TOO_FEW, len(new), needed)
    if not _has_both(known):
        return Proposal(Decision.KEPT, Why.ONE_CLASS, len(new))
    if len(new) < FEWEST_OUTCOMES:
        needed = FEWEST_OUTCOMES - len(new)
        return Proposal(Decision.KEPT, Why.TOO_FEW_NEW, len(new), needed)
    if not _has_both(new):
        return Proposal(Decision.KEPT, Why.ONE_CLASS, len(new))
    return None


def _has_both(known: Sequence[KnownOutcome]) -> bool:
    return len({one.is_won for one in known}) > 1


def _judged(situation: Situation, new: Sequence[KnownOutcome]) -> Proposal:
    seen = {id(one) for one in new}
    contest = Contest(
        train=lambda older: _train(situation, older),
        in_force=situation.in_force,
        expert=situation.card.scorecard("expert"),
        seen=[one for one in situation.known if id(one) not in seen],
        new=new,
        must_be_better=situation.held_since is not None,
    )
    judgement = judge(contest)
    scorecard = _train(situation, situation.known)
    if judgement is None:
        return Proposal(Decision.KEPT, Why.NOT_JUDGED, len(new))
    decision, why = _verdict(judgement, is_held=contest.must_be_better)
    return Proposal(decision, why, len(new), judgement=judgement, scorecard=scorecard)


def _verdict(judgement: Judgement, *, is_held: bool) -> tuple[Decision, Why]:
    if judgement.difference > judgement.tolerance:
        return Decision.KEPT, Why.NOT_BETTER_SINCE_HELD if is_held else Why.WORSE
    slack = max(judgement.tolerance, 0.0)
    if judgement.candidate.log_loss > judgement.expert.log_loss + slack:
        return Decision.KEPT, Why.WORSE_THAN_EXPERT
    return Decision.PROMOTED, Why.BETTER_SINCE_HELD if is_held else Why.NO_WORSE


def _train(situation: Situation, known: Sequence[KnownOutcome]) -> Scorecard:
    """Train on some outcomes; raises Untrainable, also for what would be too large to keep."""
    trained = train(
        [one.lead.features for one in known],
        [one.is_won for one in known],
        situation.card,
        version=situation.version,
    ).scorecard
    size = len(dumps(trained).encode())
    if size > LARGEST_ARTEFACT:
        raise Untrainable(f"the scorecard would take {size} bytes; {LARGEST_ARTEFACT} is the limit")
    return trained
