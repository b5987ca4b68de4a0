"""Deals of the past: made by hand, or at random together with the states that they went through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.alert_ports import HistorySlice
from shared.domain.alerts.history import HappenedKind, HistoryEvent, OpportunityHistory
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Named, OpportunityState, Outcome, PlannedActivity
from shared.domain.score import Grade
from tests.alert_histories import FAR, LEADER, LEFT, SALES
from tests.alert_records import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

START = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
GRID = timedelta(minutes=5)
NEW, OFFER = Named(id=1, name="New"), Named(id=2, name="Offer")
NOURA, OMAR = Named(id=SALES, name="Noura"), Named(id=FAR, name="Omar")
RIYADH, ABROAD = Named(id=1, name="Riyadh"), Named(id=2, name="Abroad")


def deal(number: int, *events: HistoryEvent, **state: Any) -> OpportunityHistory:
    """Give one by hand: Noura's, new, of the team in Riyadh, unless it says otherwise."""
    known = {"stage": NEW, "owner": NOURA, "team": RIYADH, "created_at": START, **state}
    return OpportunityHistory(
        crm_lead_id=CrmLeadId(number), state=OpportunityState(**known), events=events
    )


def event(kind: HappenedKind, at: datetime, **values: Any) -> HistoryEvent:
    return HistoryEvent(at=at, kind=kind, **values)


class KeptHistories:
    """The port History over histories that a test made."""

    def __init__(self, histories: Sequence[OpportunityHistory]) -> None:
        self._all = sorted(histories, key=lambda one: one.crm_lead_id)

    def since(self, moment: datetime, cursor: str | None, *, at_most: int) -> HistorySlice:
        behind = [one for one in self._all if one.crm_lead_id > int(cursor or 0)]
        found = [one for one in behind if (one.state.closed_at or moment) >= moment][:at_most]
        is_over = len(found) < at_most
        return HistorySlice(tuple(found), None if is_over else str(found[-1].crm_lead_id))


@dataclass
class Lived:
    """A deal at random: how it stood after each moment, and what the CRM remembers of it."""

    moments: list[datetime] = field(default_factory=list)
    states: list[OpportunityState] = field(default_factory=list)
    events: list[HistoryEvent] = field(default_factory=list)
    steps: list[PlannedActivity] = field(default_factory=list)

    @property
    def state(self) -> OpportunityState:
        return self.states[-1]

    @property
    def history(self) -> OpportunityHistory:
        return OpportunityHistory(
            crm_lead_id=CrmLeadId(12),
            state=self.state.model_copy(update={"probability": 40.0}),
            events=tuple(self.events),
        )

    def go_on(self, at: datetime, kind: HappenedKind, values: dict[str, Any], **now: Any) -> None:
        self.moments.append(at)
        self.events.append(HistoryEvent(at=at, kind=kind, **values))
        step = min(self.steps, key=lambda one: (one.due_on or date.max, one.id), default=None)
        self.states.append(self.state.model_copy(update={"next_activity": step, **now}))


def lived(rng: Random, days: int) -> Lived:
    """Let one live for at most so many days; every moment is one of five minutes."""
    slots = timedelta(days=days) // GRID
    moments = sorted({START + GRID * rng.randrange(slots) for _ in range(rng.randint(2, 14))})
    deal_ = Lived(moments[:1], [_born(rng, moments[0])])
    for at in moments[1:]:
        if deal_.state.outcome is Outcome.OPEN:
            rng.choice(_CHANGES)(rng, deal_, at)
    return deal_


def graded(rng: Random, one: Lived) -> OpportunityHistory:
    """Give what is remembered with a score, which came with it and may have changed since."""
    if rng.random() < 0.4:
        return one.history
    arrived_at = one.moments[0]
    changed_at = arrived_at + GRID * rng.choice((0, 0, 3, 900))
    before = rng.choice((None, Grade.HOT, Grade.COLD)) if changed_at > arrived_at else None
    grade = rng.choice((Grade.HOT, Grade.WARM, Grade.COLD, Grade.SPAM))
    score = scored(grade, arrived_at=arrived_at, scored_at=changed_at, grade_before=before)
    return one.history.model_copy(update={"score": score})


def _born(rng: Random, at: datetime) -> OpportunityState:
    owner = rng.choice((NOURA, NOURA, OMAR, Named(id=LEFT, name=""), None))
    team = rng.choice((RIYADH, ABROAD, None))
    day = rng.choice((None, at.date() + timedelta(days=rng.randint(1, 9))))
    return OpportunityState(
        stage=NEW,
        owner=owner,
        team=team,
        close_date=day,
        created_at=at,
        stage_since=at,
        expected_revenue=Decimal(100),
    )


def _move(rng: Random, one: Lived, at: datetime) -> None:
    before, after = one.state.stage, OFFER if one.state.stage == NEW else NEW
    values = {"before": before, "after": after}
    one.go_on(at, HappenedKind.STAGE, values, stage=after, stage_since=at)


def _assign(rng: Random, one: Lived, at: datetime) -> None:
    after = rng.choice((NOURA, OMAR, Named(id=LEADER, name="Huda"), None))
    values = {"before": one.state.owner, "after": after}
    one.go_on(at, HappenedKind.OWNER, values, owner=after)


def _change_team(rng: Random, one: Lived, at: datetime) -> None:
    after = rng.choice((RIYADH, ABROAD))
    one.go_on(at, HappenedKind.TEAM, {"before": one.state.team, "after": after}, team=after)


def _revenue(rng: Random, one: Lived, at: datetime) -> None:
    before, after = one.state.expected_revenue, Decimal(rng.choice((0, 250, 12_000)))
    values = {"value_before": str(before), "value_after": str(after)}
    one.go_on(at, HappenedKind.REVENUE, values, expected_revenue=after)


def _close_date(rng: Random, one: Lived, at: datetime) -> None:
    before, after = one.state.close_date, at.date() + timedelta(days=rng.randint(-2, 9))
    values = {"value_before": before and before.isoformat(), "value_after": after.isoformat()}
    one.go_on(at, HappenedKind.CLOSE_DATE, values, close_date=after)


def _customer(rng: Random, one: Lived, at: datetime) -> None:
    now = {"last_contact_at": at, "last_customer_message_at": at}
    one.go_on(at, HappenedKind.CUSTOMER_WROTE, {}, **now)


def _contact(rng: Random, one: Lived, at: datetime) -> None:
    kind = rng.choice((HappenedKind.MESSAGE_SENT, HappenedKind.CONTACT_HELD))
    one.go_on(at, kind, {}, last_contact_at=at)


def _plan(rng: Random, one: Lived, at: datetime) -> None:
    due_on = at.date() + timedelta(days=rng.randint(-1, 6))
    step = PlannedActivity(id=len(one.events), due_on=due_on, user_id=rng.choice((SALES, FAR)))
    one.steps.append(step)
    one.go_on(at, HappenedKind.PLANNED, {"activity": step})


def _do_step(rng: Random, one: Lived, at: datetime) -> None:
    if one.steps:
        step = one.steps.pop(rng.randrange(len(one.steps)))
        one.go_on(at, HappenedKind.STEP_DONE, {"activity": step})


def _archive(rng: Random, one: Lived, at: datetime) -> None:
    is_there = not one.state.is_active
    kind = HappenedKind.RESTORED if is_there else HappenedKind.ARCHIVED
    one.go_on(at, kind, {}, is_active=is_there)


def _end(rng: Random, one: Lived, at: datetime) -> None:
    is_won = rng.random() < 0.5
    kind, outcome = (HappenedKind.WON, Outcome.WON) if is_won else (HappenedKind.LOST, Outcome.LOST)
    is_active = one.state.is_active and is_won
    one.go_on(at, kind, {}, outcome=outcome, closed_at=at, is_active=is_active)


_CHANGES: tuple[Callable[[Random, Lived, datetime], None], ...] = (
    *(_move, _move, _assign, _change_team, _revenue, _close_date, _close_date, _customer),
    *(_customer, _contact, _contact, _plan, _plan, _do_step, _do_step, _archive, _end),
)
