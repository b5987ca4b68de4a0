"""The pictures of an opportunity that its history gives: one after each fact."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shared.domain.alerts.history import HappenedKind
from shared.domain.alerts.past_facts import begin_of, change_by, facts_of, first_state
from shared.domain.opportunity import (
    CloseDateSeen,
    Opportunity,
    PlannedActivity,
    opportunity_key,
)
from shared.domain.opportunity_changes import MAX_CLOSE_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from shared.domain.alerts.history import HistoryEvent, OpportunityHistory
    from shared.domain.opportunity import OpportunityState
    from shared.domain.score import LeadScore

    Steps = Mapping[int, PlannedActivity]


def pictures(history: OpportunityHistory, tenant: str) -> Iterator[tuple[datetime, Opportunity]]:
    """Give the picture as it came in, and after each moment at which something happened.

    What the CRM has no record of is taken to have been always as it is now: close dates that it
    does not track, days of steps, and with a history that is not whole stage, owner and team.
    """
    begin = begin_of(history)
    if begin is None:
        return
    state, steps, picture = first_state(history), dict[int, PlannedActivity](), None
    for at, facts in _by_moment(history, begin).items():
        for fact in facts:
            steps = _steps_after(fact, steps)
            state = state.model_copy(update=change_by(fact, state))
        state = state.model_copy(update={"next_activity": _first(steps)})
        picture = _picture(picture, history, tenant, state, at)
        yield at, picture


def _by_moment(history: OpportunityHistory, begin: datetime) -> dict[datetime, list[HistoryEvent]]:
    found: dict[datetime, list[HistoryEvent]] = {begin: []}
    for fact in facts_of(history):
        found.setdefault(fact.at, []).append(fact)
    return found


def score_at(score: LeadScore | None, moment: datetime) -> LeadScore | None:
    """Give a score as it was at a moment: its last change is known, earlier ones are not."""
    if score is None or moment < score.arrived_at:
        return None
    if moment >= changed_at(score):
        return score
    if score.grade_before is None:
        return None
    before = {"grade": score.grade_before, "probability": score.probability_before}
    nothing = {"grade_before": None, "probability_before": None, "correction": None}
    return score.model_copy(update={**before, **nothing, "scored_at": score.arrived_at})


def changed_at(score: LeadScore) -> datetime:
    """Give when it came to be what it is: scored, or corrected by a person."""
    corrected_at = score.correction.at if score.correction else score.scored_at
    return max(score.scored_at, corrected_at)


def _picture(
    before: Opportunity | None,
    history: OpportunityHistory,
    tenant: str,
    state: OpportunityState,
    at: datetime,
) -> Opportunity:
    revision = int(at.timestamp() * 1000)
    return Opportunity(
        key=opportunity_key(tenant, history.crm_lead_id),
        tenant=tenant,
        crm_lead_id=history.crm_lead_id,
        revision=revision,
        state=state,
        close_dates=_close_dates(before, state.close_date, revision),
        seen_at=at,
    )


def _close_dates(
    before: Opportunity | None, day: date | None, revision: int
) -> tuple[CloseDateSeen, ...]:
    seen = before.close_dates if before else ()
    if day is None:
        return seen
    others = tuple(one for one in seen if one.day != day)
    return (CloseDateSeen(revision=revision, day=day), *others)[:MAX_CLOSE_DATES]


def _steps_after(fact: HistoryEvent, steps: Steps) -> dict[int, PlannedActivity]:
    if fact.activity is None:
        return dict(steps)
    others = {key: one for key, one in steps.items() if key != fact.activity.id}
    return (
        others
        if fact.kind is HappenedKind.STEP_DONE
        else {**others, fact.activity.id: fact.activity}
    )


def _first(steps: Steps) -> PlannedActivity | None:
    """Give the step that is due first, as the CRM shows it."""
    return min(steps.values(), key=lambda one: (one.due_on or date.max, one.id), default=None)
