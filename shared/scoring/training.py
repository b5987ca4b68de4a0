"""Trains a scorecard on leads and their outcomes; numpy, never imported by a serving door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.card import units
from shared.scoring.choice import choose
from shared.scoring.errors import Untrainable
from shared.scoring.evidence import Problem, fit
from shared.scoring.grading import least_score
from shared.scoring.learnt import Learnt, LearntPair, learnt, learnt_pairs
from shared.scoring.options import Options
from shared.scoring.pairs import pair_column, pairs_of
from shared.scoring.pruning import pruned
from shared.scoring.scorecard import UNIT, Content, Scorecard
from shared.scoring.tables import points_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.card import ExpertCard
    from shared.scoring.choice import Choice
    from shared.scoring.columns import Column, Floats
    from shared.scoring.evidence import Fit
    from shared.scoring.scorecard import Lead
    from shared.scoring.tables import Points

__all__ = ["Learnt", "LearntPair", "Options", "Trained", "Untrainable", "train"]

_DEFAULTS = Options()
_GRADE_CHARS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A scorecard and what happened while it was trained."""

    scorecard: Scorecard
    leads: int
    won: int
    fields: tuple[Learnt, ...] = ()
    """Strongest first."""
    pairs: tuple[LearntPair, ...] = ()
    left_out: tuple[str, ...] = ()
    """Fields of which nothing could be learnt: one value only, or every value different."""
    scores: tuple[float, ...] = ()
    """What the trainer's own matrices give each lead, log-odds, before caps and rounding."""


def train(
    leads: Sequence[Lead],
    outcomes: Sequence[bool],
    card: ExpertCard | None = None,
    *,
    version: str,
    options: Options = _DEFAULTS,
    weights: Sequence[float] | None = None,
) -> Trained:
    """Learn a scorecard from leads (field -> value) and whether each was won.

    `card` is where learning starts from; with no leads the answer is the card itself. `weights`
    say how much each lead counts (1 each by default). The same input gives the same scorecard.
    Raises Untrainable with a sentence that says why nothing can be learnt.
    """
    won, importance = _checked(leads, outcomes, weights, card)
    if card is not None and not importance.any():
        return Trained(card.scorecard(version), 0, 0)
    leads = [lead for lead, weight in zip(leads, importance, strict=True) if weight]
    won, importance = won[importance > 0], importance[importance > 0]
    choice = choose(leads, won, importance, card, options)
    columns = choice.columns
    problem, found, pairs = _fitted(_problem(choice, won, importance, card, options), options)
    points = points_of(problem, found, pairs)
    scorecard = _scorecard(
        columns,
        points,
        pairs,
        card=card,
        version=version,
        outcomes=len(leads),
        max_chars=options.max_chars,
    )
    if card is not None and len(leads) < options.grades_from:
        hot, warm = _card_grades(card, found.intercept)
    else:
        hot, warm = _grades(scorecard, leads, importance, options)
    return Trained(
        scorecard=Scorecard(replace(scorecard.content, hot=hot, warm=min(hot, warm))),
        leads=len(leads),
        won=int(won.sum()),
        fields=learnt(columns, points, found),
        pairs=learnt_pairs(columns, points, pairs),
        left_out=choice.left_out,
        scores=tuple(found.scores.tolist()),
    )


def _checked(
    leads: Sequence[Lead],
    outcomes: Sequence[bool],
    weights: Sequence[float] | None,
    card: ExpertCard | None,
) -> tuple[Floats, Floats]:
    """Give outcomes and weights as arrays."""
    if not len(leads) == len(outcomes) == len(outcomes if weights is None else weights):
        raise Untrainable("Leads, outcomes and weights are not equally many.")
    if not all(isinstance(lead, Mapping) for lead in leads):
        raise Untrainable("A lead has to be a mapping of fields to values.")
    if not all(outcome in (0, 1) for outcome in outcomes):
        raise Untrainable("An outcome has to be won or lost.")
    won = np.array([bool(outcome) for outcome in outcomes], dtype=np.float64)
    importance = np.array([1.0] * len(won) if weights is None else weights, dtype=np.float64)
    if not np.isfinite(importance).all() or (importance < 0).any():
        raise Untrainable("A lead's weight has to be a number that is not below 0.")
    if card is None:
        _check_classes(won[importance > 0])
    return won, importance


def _check_classes(won: Floats) -> None:
    if not len(won):
        raise Untrainable("There are no closed leads yet, and no expert card to start from.")
    if won.all() or not won.any():
        fate = "won" if won.all() else "lost"
        raise Untrainable(
            f"Every closed lead ({len(won)}) was {fate}: there is nothing to compare,"
            " and no expert card to start from."
        )


def _problem(
    choice: Choice,
    won: Floats,
    importance: Floats,
    card: ExpertCard | None,
    options: Options,
) -> Problem:
    offset = np.zeros(len(won))
    for column in choice.columns:
        offset += column.prior[column.codes]
    rate = (importance @ won + 0.5) / (importance.sum() + 1)
    return Problem(
        columns=choice.columns,
        singles=len(choice.columns),
        fields=choice.considered,
        outcomes=won,
        importance=importance,
        offset=offset,
        base=float(np.log(rate / (1 - rate))) if card is None else card.base,
        base_sd=options.intercept_sd,
        shape=options.shape,
        variance=options.variance,
        variance_trust=options.variance_trust,
    )


def _fitted(problem: Problem, options: Options) -> tuple[Problem, Fit, list[tuple[int, int]]]:
    """Fit single fields; then, with enough leads, again with the pairs that stand out."""
    found = fit(problem)
    if len(problem.outcomes) < options.pairs_from:
        return problem, found, []
    pairs = pairs_of(problem, found, options)
    if not pairs:
        return problem, found, []
    columns = problem.columns
    more = [pair_column(columns[first], columns[second]) for first, second in pairs]
    problem = replace(problem, columns=[*columns, *more])
    return problem, fit(problem, start=found), pairs


def _scorecard(
    columns: Sequence[Column],
    points: Points,
    pairs: Sequence[tuple[int, int]],
    *,
    card: ExpertCard | None,
    version: str,
    outcomes: int,
    max_chars: int,
) -> Scorecard:
    """Write the points as a scorecard that is small enough; its grades are still to come."""
    tables, grids = tables_of(columns, points, pairs)
    content = Content(
        version=version,
        outcomes=outcomes,
        base=units(points.base),
        hot=0,
        warm=0,
        tables=tables,
        pairs=grids,
        caps=card.caps([column.field for column in columns]) if card else (),
    )
    counts, grid_counts = points.single_counts, points.grid_counts
    return Scorecard(pruned(content, counts, grid_counts, max_chars - _GRADE_CHARS))


def _grades(
    scorecard: Scorecard, leads: Sequence[Lead], importance: Floats, options: Options
) -> tuple[int, int]:
    """Give the units from which on leads are hot and warm, by shares of the training leads."""
    scores = np.array([scorecard.log_odds(lead) for lead in leads])
    shares = options.hot_share, options.hot_share + options.warm_share
    hot, warm = (ceil(least_score(scores, importance, share) / UNIT) for share in shares)
    return hot, warm


def _card_grades(card: ExpertCard, level: float) -> tuple[int, int]:
    """Give the same as the card has them, moved as far as the level moved."""
    return units(level + card.hot_above_base), units(level + card.warm_above_base)
