"""What the outcomes say of scorecards, with nothing but what serving needs."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from shared.domain.score import Grade
from shared.domain.scorecard_version import Share
from shared.domain.training_run import Drift, FieldWeight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.outcomes import KnownOutcome
    from shared.scoring.scorecard import Scorecard

NEWEST_BLOCK = 200
"""Outcomes that tell whether the base rate has moved: fewer are chance, more are the past."""
FEWEST_IN_BLOCK = 50
_SIGNIFICANT = 2.5
"""Standard deviations; looked at nightly, two would be passed by chance every few weeks."""
_LEADS_FOR_WEIGHTS = 500
_FIELDS = 40


def newest_block(known: Sequence[KnownOutcome]) -> Sequence[KnownOutcome]:
    """Give the outcomes that became known last."""
    return sorted(known, key=lambda outcome: outcome.told.at)[-NEWEST_BLOCK:]


def drift_of(scorecard: Scorecard, known: Sequence[KnownOutcome]) -> Drift | None:
    """Compare the newest outcomes with what a scorecard expects; None where they are too few."""
    block = newest_block(known)
    if len(block) < FEWEST_IN_BLOCK:
        return None
    chances = [scorecard.probability(one.lead.features) for one in block]
    won, expected = sum(one.is_won for one in block), sum(chances)
    spread = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    return Drift(
        leads=len(block),
        expected=expected,
        won=won,
        is_significant=abs(won - expected) > _SIGNIFICANT * spread,
    )


def as_told(known: Sequence[KnownOutcome]) -> dict[str, Share]:
    """Give what became of leads by the grade that they were given when they came."""
    by_grade = defaultdict[Grade, list[bool]](list)
    for one in known:
        by_grade[one.lead.scorecard_grade or one.lead.grade].append(one.is_won)
    return {
        grade.value: Share(leads=len(by_grade[grade]), won=sum(by_grade[grade]))
        for grade in (Grade.HOT, Grade.WARM, Grade.COLD)
    }


def field_weights(
    before: Scorecard, after: Scorecard, known: Sequence[KnownOutcome]
) -> tuple[FieldWeight, ...]:
    """Give how much each field moves scores under two scorecards, what moves most first."""
    leads = [one.lead.features for one in known[:_LEADS_FOR_WEIGHTS]]
    if not leads:
        return ()
    old, new = _weights(before, leads), _weights(after, leads)
    rows = [
        FieldWeight(field=field, before=old.get(field, 0.0), after=new.get(field, 0.0))
        for field in old.keys() | new.keys()
    ]
    rows.sort(key=lambda row: (-max(row.before, row.after), row.field))
    return tuple(rows[:_FIELDS])


def _weights(scorecard: Scorecard, leads: Sequence[Mapping[str, str | float]]) -> dict[str, float]:
    """Give each field's mean size of points; a pair's are shared by its two fields' names joined."""
    sizes = defaultdict[str, list[float]](list)
    for lead in leads:
        for term in scorecard.explain(lead).terms:
            sizes[" x ".join(term.fields)].append(abs(term.points))
    return {field: sum(found) / len(leads) for field, found in sizes.items()}
