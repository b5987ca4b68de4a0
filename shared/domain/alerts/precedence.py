"""Several causes that say the same, nobody does anything, are one alert: the strongest speaks.

The others wait, as long as nobody has acted on it. What a person has said of the strongest holds for
those of them that are told in the morning as well; what is told at once waits for nothing but an
alert that is live. That nobody is there to act is said beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Standing, Urgency
from shared.domain.alerts.episodes import closed, is_silent, may_raise, raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.subject import Subject
    from shared.domain.alerts.trigger import Trigger

STRONGEST_FIRST: tuple[tuple[Cause, int], ...] = (
    (Cause.IDLE, 2),
    (Cause.CUSTOMER_WAITS, 1),
    (Cause.HOT_NOT_CONTACTED, 1),
    (Cause.UNASSIGNED, 1),
    (Cause.OWNER_ABSENT, 1),
    (Cause.NEW_NOT_CONTACTED, 1),
    (Cause.STEP_OVERDUE, 1),
    (Cause.NO_REPLY, 1),
    (Cause.IDLE, 1),
    (Cause.NO_NEXT_STEP, 1),
    (Cause.STAGE_OVERRUN, 1),
)
"""Cause and least level. A stale record is told once more whatever was told of it when it was new.
Causes that are not here stand for themselves."""
BESIDE = frozenset({Cause.UNASSIGNED, Cause.OWNER_ABSENT})
"""They wait for nothing: another person has to do another thing. Weaker ones wait for them."""
STAYS = frozenset({Cause.STAGE_OVERRUN})
"""It waits for the others, but once it is live it stays so: its facts outlive every call, and it would
be told anew after each."""
_PLACES = {one: place for place, one in enumerate(STRONGEST_FIRST)}
ALONE = len(STRONGEST_FIRST)


def place_of(cause: Cause, level: int) -> int:
    """Give its place among those that say the same, 0 is the strongest; `ALONE`: it stands for itself."""
    places = (_PLACES.get((cause, least), ALONE) for least in range(1, max(level, 1) + 1))
    return min(places)


@dataclass(frozen=True, slots=True)
class OfCause:
    """One cause of a record: the triggers that hold or will, and its latest alert as it is now."""

    cause: Cause
    triggers: Sequence[Trigger]
    last: Alert | None

    @property
    def live(self) -> Alert | None:
        """The alert, where it is live."""
        return self.last if self.last is not None and self.last.is_live else None

    def place(self, now: datetime) -> int:
        """Give its place by the level that it has reached."""
        levels = [one.level(now) for one in self.triggers]
        return place_of(self.cause, max([*levels, self.live.level if self.live else 0], default=0))


def spoken_for(
    causes: Sequence[OfCause], subject: Subject, rules: Rules, now: datetime
) -> dict[Cause, list[Alert]]:
    """Give the alerts of each cause: its last, perhaps covered now, and the next where it is raised."""
    places = {one.cause: one.place(now) for one in causes}
    alike = [one for one in causes if places[one.cause] < ALONE]
    course = _Course(subject, rules, now, is_later=_is_later(alike))
    found = {
        one.cause: course.take(one, is_alike=places[one.cause] < ALONE)
        for one in sorted(causes, key=lambda one: places[one.cause])
    }
    return {one.cause: found[one.cause] for one in causes}


def _is_later(alike: Iterable[OfCause]) -> bool:
    """Tell whether a person has put one of them off: none of the others is told before."""
    return any(one.live is not None and one.live.standing is Standing.SNOOZED for one in alike)


@dataclass(slots=True)
class _Course:
    """Goes through the causes of a record, the strongest first."""

    subject: Subject
    rules: Rules
    now: datetime
    is_later: bool
    has_live: bool = False
    """A stronger one is live, and nobody has acted on it."""
    has_silent: bool = False
    """A stronger one holds, but a person has spoken or it has just mended."""

    def take(self, one: OfCause, *, is_alike: bool) -> list[Alert]:
        """Give the alerts of one cause; those of the stronger ones were given before."""
        if one.live is not None:
            return [self._kept(one.live) if is_alike else one.live]
        before = [] if one.last is None else [one.last]
        trigger = self._raisable(one)
        if trigger is None and is_alike:
            self.has_silent |= is_silent(one.triggers, one.last, self.rules, self.now)
        if trigger is None or (is_alike and self._waits(trigger)):
            return before
        self.has_live |= is_alike
        return [*before, raised(self.subject, trigger, one.last, self.rules, self.now)]

    def _kept(self, live: Alert) -> Alert:
        """One that somebody has acted on is no matter of the others, nor they of it.

        What was put off stays so, and is covered when its time has come.
        """
        if live.acted is not None or live.cause in STAYS:
            return live
        is_later = live.standing is Standing.SNOOZED
        if self.has_live and live.cause not in BESIDE and not is_later:
            return closed(live, Standing.COVERED, self.now)
        self.has_live = True
        return live

    def _raisable(self, one: OfCause) -> Trigger | None:
        if not self.subject.is_open:
            return None
        found = (each for each in one.triggers if may_raise(each, one.last, self.rules, self.now))
        return next(found, None)

    def _waits(self, trigger: Trigger) -> bool:
        if trigger.cause in BESIDE:
            return False
        is_normal = trigger.urgency is Urgency.NORMAL
        return self.has_live or (is_normal and (self.has_silent or self.is_later))
