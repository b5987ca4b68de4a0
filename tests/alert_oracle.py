"""What should hold, counted day by day on a calendar written down by hand.

A second opinion on six causes: nothing here uses the judge, its causes or its calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.domain.alerts.cause import Cause
from shared.domain.opportunity import Outcome
from shared.domain.score import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.trigger import Known
    from shared.domain.opportunity import OpportunityState

_DAY = timedelta(days=1)
_NINE, _SIX = time(9), time(18)


@dataclass(frozen=True)
class Held:
    """A cause that holds at a moment."""

    since: datetime
    level: int
    raise_until: datetime | None = None


@dataclass
class Office:
    """Open from nine to six but for days off."""

    zone: ZoneInfo
    weekend: frozenset[int]
    holidays: frozenset[date]
    days: dict[date, tuple[datetime, datetime] | None] = field(default_factory=dict)

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Give when it opens and closes; None: not on that day."""
        if day not in self.days:
            is_off = day.isoweekday() in self.weekend or day in self.holidays
            self.days[day] = None if is_off else (self.at(day, _NINE), self.at(day, _SIX))
        return self.days[day]

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the hours of the days from a moment on; of the first what is left."""
        day = since.astimezone(self.zone).date()
        while True:
            hours = self.hours(day)
            if hours and since < hours[1]:
                yield max(since, hours[0]), hours[1]
            day += _DAY

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Give the working time between two moments."""
        total = timedelta()
        for opens, closes in self.openings(since):
            if opens >= until:
                return total
            total += min(closes, until) - opens
        raise AssertionError

    def days_later(self, since: datetime, days: int) -> datetime:
        """Give the same time of day so many working days later; by night it is the opening's."""
        openings = self.openings(since)
        opens, closes = next(openings)
        clock = opens.astimezone(self.zone).time()
        for _ in range(days):
            opens, closes = next(openings)
        wanted = self.at(opens.astimezone(self.zone).date(), clock)
        return min(max(wanted, opens), closes)


RIYADH = Office(ZoneInfo("Asia/Riyadh"), frozenset({5, 6}), frozenset())
CASABLANCA = Office(
    ZoneInfo("Africa/Casablanca"),
    frozenset({6, 7}),
    frozenset(
        {
            *(date(2026, 11, 6), date(2026, 11, 18)),
            *(date(2027, 1, 1), date(2027, 1, 11), date(2027, 1, 14)),
        }
    ),
)
LIMITS = {
    Cause.HOT_NOT_CONTACTED: ("5 working minutes", "off"),
    Cause.CUSTOMER_WAITS: ("2 working hours", "off"),
    Cause.NO_REPLY: ("5 working days", "off"),
    Cause.STEP_OVERDUE: ("0 minutes", "off"),
    Cause.IDLE: ("7 working days", "14 working days"),
    Cause.UNASSIGNED: ("30 working minutes", "off"),
}
"""As docs/alerts.md has them."""
_NEVER = ("off", "off")
_OLD_AFTER = {
    Cause.HOT_NOT_CONTACTED: timedelta(days=14),
    Cause.CUSTOMER_WAITS: timedelta(days=30),
    Cause.UNASSIGNED: timedelta(days=30),
}
_OF_SPAM = frozenset({Cause.CUSTOMER_WAITS, Cause.STEP_OVERDUE})


def held(known: Known, settings: AlertSettings, now: datetime) -> dict[Cause, Held]:
    """Give those of the six causes that hold by now."""
    state, grade = known.opportunity.state, known.score.grade if known.score else None
    if state is None or not state.is_active or state.outcome is not Outcome.OPEN:
        return {}
    office, found = _office(state, settings), {}
    step_over_at = _step_over_at(known, state, office)
    is_planned = step_over_at is not None and now < step_over_at
    for cause, since in _since(known, state, step_over_at).items():
        is_exempt = is_planned and cause in {Cause.IDLE, Cause.NO_REPLY}
        if is_exempt or (grade is Grade.SPAM and cause not in _OF_SPAM):
            continue
        level = _level(_limits(cause, state, settings), office, since, now)
        if level:
            old_after = _OLD_AFTER.get(cause)
            found[cause] = Held(since, level, since + old_after if old_after else None)
    return found


def _since(
    known: Known, state: OpportunityState, step_over_at: datetime | None
) -> dict[Cause, datetime]:
    """Give the causes that begin, each with the moment of the facts."""
    seen_at = known.opportunity.seen_at
    began, moved, contact, customer = (
        None if one is None else min(one, seen_at)
        for one in (
            *(state.created_at, state.stage_since),
            *(state.last_contact_at, state.last_customer_message_at),
        )
    )
    assert began is not None
    is_met = contact is not None and contact > began
    is_hot = known.score is not None and known.score.grade is Grade.HOT
    touches = [one for one in (began, moved, contact, customer) if one is not None]
    found = {Cause.IDLE: max(touches)}
    if is_hot and not is_met:
        found[Cause.HOT_NOT_CONTACTED] = began
    if state.owner is None:
        found[Cause.UNASSIGNED] = began
    if customer is not None and (contact is None or contact <= customer):
        found[Cause.CUSTOMER_WAITS] = customer
    if contact is not None and is_met and (customer is None or customer < contact):
        found[Cause.NO_REPLY] = contact
    if step_over_at is not None:
        found[Cause.STEP_OVERDUE] = step_over_at
    return found


def _step_over_at(known: Known, state: OpportunityState, office: Office) -> datetime | None:
    """Give when the day of the planned step ends, where whoever is to do it lives."""
    step, zone = state.next_activity, office.zone
    if step is None or step.due_on is None:
        return None
    is_owners = state.owner is not None and step.user_id in {None, state.owner.id}
    if is_owners and known.owner is not None and known.owner.time_zone:
        zone = ZoneInfo(known.owner.time_zone)
    return datetime.combine(step.due_on + _DAY, time(), zone).astimezone(UTC)


def _level(limits: tuple[str, str], office: Office, since: datetime, now: datetime) -> int:
    is_first = _is_over(limits[0], office, since, now)
    return is_first + (is_first and _is_over(limits[1], office, since, now))


def _is_over(limit: str, office: Office, since: datetime, now: datetime) -> bool:
    """Tell whether `5 working minutes`, `2 working days` or `3 minutes` have passed."""
    if limit == "off" or now < since:
        return False
    number, *working, unit = limit.removesuffix("s").split()
    if unit == "day":
        assert working
        return now >= office.days_later(since, int(number))
    passed = office.worked(since, now) if working else now - since
    return passed >= timedelta(**{f"{unit}s": int(number)})


def _limits(cause: Cause, state: OpportunityState, settings: AlertSettings) -> tuple[str, str]:
    """Give what is set for the stage, else for the team, else for all, else our own."""
    team = settings.teams.get(state.team.id) if state.team else None
    layers = (
        settings.stages.get(state.stage.id, {}) if state.stage else {},
        team.causes if team else {},
        settings.causes,
    )
    rules = [layer[cause] for layer in layers if cause in layer]
    if not next((one.is_on for one in rules if one.is_on is not None), True):
        return _NEVER
    after, then = LIMITS[cause]
    return (
        next((one.after for one in rules if one.after is not None), after),
        next((one.then for one in rules if one.then is not None), then),
    )


def _office(state: OpportunityState, settings: AlertSettings) -> Office:
    team = settings.teams.get(state.team.id) if state.team else None
    is_abroad = team is not None and team.calendar is not None
    return CASABLANCA if is_abroad else RIYADH
