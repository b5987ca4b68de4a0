"""How long won deals pause: from a touch to the next, from our message to the next, in a stage.

What three of four of them had behind them after so many working days is a threshold.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.judge import is_open
from shared.domain.alerts.learnt import Threshold
from shared.domain.alerts.life import life_of
from shared.domain.alerts.past_pictures import pictures
from shared.domain.alerts.trigger import Known
from shared.domain.alerts.working_times import working_time
from shared.domain.calendar.spans import LONGEST_DAYS, WorkingDays
from shared.domain.opportunity import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from shared.domain.alerts.history import OpportunityHistory
    from shared.domain.alerts.life import Life
    from shared.domain.alerts.rules import Scope
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.calendar.working_time import WorkingTime
    from shared.domain.opportunity import OpportunityState

FEWEST_PAUSES = 30
"""With fewer nothing is learnt for a stage or team; a wider scope, or what is set, holds."""
_SHARE = 0.75
_SAME_MOMENT = timedelta(minutes=1)
_CLOCKS: Mapping[Cause, Callable[[Life], datetime | None]] = {
    Cause.IDLE: lambda life: life.touched_at,
    Cause.NO_REPLY: lambda life: life.unanswered_since,
    Cause.STAGE_OVERRUN: lambda life: life.stage_since or life.created_at,
}
"""What starts each cause's clock: a pause lasts until it starts anew, stops, or the deal is won."""


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause of one deal."""

    cause: Cause
    team_id: int | None
    stage_id: int | None
    start: datetime
    end: datetime


def pauses_of(history: OpportunityHistory, tenant: str) -> Iterator[Pause]:
    """Give the pauses of a deal while it was open; none of one that is not won.

    Of a history that is not whole nobody knows in which stage or team a pause was.
    """
    if history.state.outcome is not Outcome.WON:
        return
    for (_, before), (end, after) in pairwise(pictures(history, tenant)):
        if not is_open(before) or before.state is None:
            continue
        ids = _ids(before.state) if history.is_whole else (None, None)
        lives = life_of(Known(before)), life_of(Known(after))
        for cause, clock in _CLOCKS.items():
            start, later = (clock(life) for life in lives)
            is_over = start != later or not is_open(after)
            is_known = history.is_whole or cause is not Cause.STAGE_OVERRUN
            if start is not None and is_over and is_known and end - start >= _SAME_MOMENT:
                yield Pause(cause, *ids, start, end)


def _ids(state: OpportunityState) -> tuple[int | None, int | None]:
    """Give team and stage."""
    return (state.team.id if state.team else None), (state.stage.id if state.stage else None)


@dataclass(slots=True)
class Pauses:
    """Counts pauses by length, for each stage, each team, both together, and all."""

    settings: AlertSettings
    """Whose working time counts."""
    tenant: str
    won: int = 0
    _days: dict[Scope, Counter[int]] = field(default_factory=dict)
    _times: dict[int | None, WorkingTime] = field(default_factory=dict)

    def take(self, history: OpportunityHistory) -> None:
        """Count one deal's."""
        self.won += history.state.outcome is Outcome.WON
        for pause in pauses_of(history, self.tenant):
            days = self._length(pause)
            if days is None:
                continue
            for scope in _scopes(pause):
                self._days.setdefault(scope, Counter())[days] += 1

    def thresholds(self) -> tuple[Threshold, ...]:
        """Give what can be learnt of them."""
        found = (
            Threshold(
                cause=cause,
                team_id=team_id,
                stage_id=stage_id,
                days=min(LONGEST_DAYS, _three_quarters(days)),
                pauses=days.total(),
            )
            for (cause, team_id, stage_id), days in self._days.items()
            if days.total() >= FEWEST_PAUSES
        )
        return tuple(sorted(found, key=_order))

    def _length(self, pause: Pause) -> int | None:
        """Give how many working days are enough for it.

        None: it is none, as messages of one day are a conversation; a stage may take a day.
        """
        working = self._working(pause.team_id)
        is_one_day = working.day_of(pause.start) == working.day_of(pause.end)
        if is_one_day and pause.cause is not Cause.STAGE_OVERRUN:
            return None
        days = working.days_between(pause.start, pause.end)
        is_enough = days > 0 and working.after(pause.start, WorkingDays(days)) >= pause.end
        return days if is_enough else days + 1

    def _working(self, team_id: int | None) -> WorkingTime:
        if team_id not in self._times:
            team = self.settings.teams.get(team_id) if team_id is not None else None
            calendar = team.calendar if team and team.calendar else self.settings.calendar
            self._times[team_id] = working_time(calendar)
        return self._times[team_id]


def _scopes(pause: Pause) -> set[Scope]:
    cause, team_id, stage_id = pause.cause, pause.team_id, pause.stage_id
    return {
        *((cause, team_id, stage_id), (cause, None, stage_id)),
        *((cause, team_id, None), (cause, None, None)),
    }


def _three_quarters(days: Counter[int]) -> int:
    """Give the least number that is enough for three of four."""
    place = ceil(_SHARE * days.total()) - 1
    return sorted(days.elements())[place]


def _order(one: Threshold) -> tuple[str, int, int]:
    return one.cause, one.team_id or 0, one.stage_id or 0
