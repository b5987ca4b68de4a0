"""A trained scorecard against the one in force, on leads newer than those it was trained on.

Numpy comes with this module: only a training run may import it.

The outcomes that the model in force has learnt from are no evidence for it: only what became known
later is judged on (for the expert card that is everything). These leads are cut, in order of
arrival, into a few blocks; for each block a candidate is trained on all that came before. Each lead
is so judged once, by a candidate that knows nothing of it or of what came after it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from shared.domain.scorecard_version import Judgement, Measured, Share
from shared.scoring.errors import Untrainable
from shared.scoring.evaluation import Unmeasurable, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shared.domain.outcomes import KnownOutcome
    from shared.scoring.scorecard import Scorecard

    Train = Callable[[Sequence[KnownOutcome]], Scorecard]

BLOCKS = 3
LARGEST_TOLERANCE = 0.01
"""In nats: a candidate may be worse by one standard error of the difference, never by more."""
_CLIP = 1e-7


@dataclass(frozen=True, slots=True)
class Contest:
    """Who competes, and the outcomes: `seen` by the model in force, and `new` to it."""

    train: Train
    in_force: Scorecard
    expert: Scorecard
    seen: Sequence[KnownOutcome]
    new: Sequence[KnownOutcome]
    must_be_better: bool = False
    """By more than chance; otherwise no worse is enough."""


@dataclass(frozen=True, slots=True)
class _Judged:
    outcome: KnownOutcome
    candidate: float
    in_force: float
    expert: float
    average: float
    grade: str


def judge(contest: Contest) -> Judgement | None:
    """Let them compete; None if no candidate could be trained on the older part alone."""
    judged = list(_judged(contest))
    if not judged:
        return None
    differences = [_loss(one, one.candidate) - _loss(one, one.in_force) for one in judged]
    error = stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else 0.0
    return Judgement(
        candidate=_measured(judged, [one.candidate for one in judged]),
        in_force=_measured(judged, [one.in_force for one in judged]),
        expert=_measured(judged, [one.expert for one in judged]),
        # It differs from block to block, which puts nothing in order.
        average=_measured(judged, [one.average for one in judged]).model_copy(update={"auc": None}),
        difference=fmean(differences),
        standard_error=error,
        tolerance=-error if contest.must_be_better else min(error, LARGEST_TOLERANCE),
        grades=_shares(judged),
    )


def _judged(contest: Contest) -> Iterator[_Judged]:
    older, blocks = _blocks(contest)
    for block in blocks:
        candidate, average = _trained(contest.train, older), _average(older)
        older = [*older, *block]
        if candidate is not None:
            for outcome in block:
                yield _one(outcome, candidate, average, contest)


def _blocks(contest: Contest) -> tuple[list[KnownOutcome], list[Sequence[KnownOutcome]]]:
    """Give what candidates know from the start, and the blocks to judge on, the oldest first."""
    new = sorted(contest.new, key=lambda outcome: outcome.lead.arrived_at)
    older = list(contest.seen)
    if not older:
        half = len(new) // 2
        older, new = new[:half], new[half:]
    size = max(1, math.ceil(len(new) / BLOCKS))
    return older, [new[start : start + size] for start in range(0, len(new), size)]


def _trained(train: Train, older: Sequence[KnownOutcome]) -> Scorecard | None:
    try:
        return train(older)
    except Untrainable:
        return None


def _average(older: Sequence[KnownOutcome]) -> float:
    """Give the share of won leads, with one made-up lead that is half won: never 0 or 1."""
    return (sum(outcome.is_won for outcome in older) + 0.5) / (len(older) + 1)


def _one(outcome: KnownOutcome, candidate: Scorecard, average: float, contest: Contest) -> _Judged:
    features = outcome.lead.features
    return _Judged(
        outcome,
        candidate.probability(features),
        contest.in_force.probability(features),
        contest.expert.probability(features),
        average,
        candidate.grade(candidate.log_odds(features)),
    )


def _loss(one: _Judged, probability: float) -> float:
    said = probability if one.outcome.is_won else 1 - probability
    return -math.log(min(max(said, _CLIP), 1 - _CLIP))


def _measured(judged: Sequence[_Judged], probabilities: Sequence[float]) -> Measured:
    won = [one.outcome.is_won for one in judged]
    losses = [_loss(one, said) for one, said in zip(judged, probabilities, strict=True)]
    try:
        found = figures(won, probabilities)
    except Unmeasurable:
        return Measured(leads=len(won), won=sum(won), log_loss=fmean(losses))
    return Measured(
        leads=len(won), won=sum(won), log_loss=fmean(losses), auc=found.auc, ece=found.ece
    )


def _shares(judged: Sequence[_Judged]) -> dict[str, Share]:
    by_grade = defaultdict[str, list[bool]](list)
    for one in judged:
        by_grade[one.grade].append(one.outcome.is_won)
    return {grade: Share(leads=len(won), won=sum(won)) for grade, won in by_grade.items()}
