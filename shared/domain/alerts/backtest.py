"""What came of alerts that there would have been: by cause, by salesperson, before lost and won deals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Standing
from shared.domain.alerts.history import HappenedKind
from shared.domain.opportunity import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Cause
    from shared.domain.alerts.history import OpportunityHistory
    from shared.domain.calendar.working_time import WorkingTime

_OURS = frozenset(
    {
        *(HappenedKind.MESSAGE_SENT, HappenedKind.CONTACT_HELD, HappenedKind.STAGE),
        *(HappenedKind.OWNER, HappenedKind.PLANNED, HappenedKind.STEP_DONE),
    }
)
"""What a person does about an alert; what the customer does is not."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a backtest is about."""

    since: datetime
    until: datetime
    within: timedelta
    """An alert counts as before a lost or won deal if that ended so soon after it."""
    full_day: int
    """More alerts of one person on one day are more than he is told: the cap of the digest."""


@dataclass(slots=True)
class Tally:
    """Counts of alerts."""

    raised: int = 0
    level_2: int = 0
    before_lost: int = 0
    before_won: int = 0
    mended: int = 0
    gone: int = 0
    """The deal was closed first."""
    live: int = 0
    untouched: int = 0
    """Nobody did anything after it."""
    touching_s: list[float] = field(default_factory=list)
    """Seconds until somebody did."""

    @property
    def median_touching_s(self) -> float | None:
        """The usual time until the next touch; None: there was none."""
        return median(self.touching_s) if self.touching_s else None


@dataclass(slots=True)
class Backtest:
    """The report on one set of rules."""

    asked: Asked
    working: WorkingTime
    """The company's."""
    opportunities: int = 0
    won: int = 0
    """In the time that is looked at; as `lost`."""
    lost: int = 0
    warned_lost: int = 0
    """Of the lost ones: had an alert so soon before."""
    partial: int = 0
    """Histories that are not whole."""
    all: Tally = field(default_factory=Tally)
    by_cause: dict[Cause, Tally] = field(default_factory=dict)
    by_owner: dict[int | None, Tally] = field(default_factory=dict)
    days: Counter[tuple[int, date]] = field(default_factory=Counter)

    def take(self, history: OpportunityHistory, alerts: Sequence[Alert]) -> None:
        """Count one opportunity with its replayed alerts; those from before `since` do not count."""
        found = [one for one in alerts if self.asked.since <= one.raised_at <= self.asked.until]
        self.opportunities += 1
        self.partial += not history.is_whole
        ended_at, outcome = _end(history)
        if ended_at is not None and self.asked.since <= ended_at <= self.asked.until:
            self.won += outcome is Outcome.WON
            self.lost += outcome is Outcome.LOST
            is_warned = any(self._is_before(one, ended_at) for one in alerts)
            self.warned_lost += outcome is Outcome.LOST and is_warned
        touches = [one.at for one in history.events if one.kind in _OURS]
        for alert in found:
            self._count(alert, ended_at, outcome, touches)

    @property
    def working_days(self) -> int:
        """Give how many working days were looked at."""
        first = self.working.day_of(self.asked.since)
        length = (self.working.day_of(self.asked.until) - first).days
        days = (first + n * _ONE_DAY for n in range(length + 1))
        return sum(self.working.is_working_day(day) for day in days)

    def a_day(self, tally: Tally) -> float:
        """Give how many that is on a working day."""
        return tally.raised / max(1, self.working_days)

    def full_days(self, owner_id: int | None) -> int:
        """Give on how many days one person had more alerts than he is told on one."""
        most = self.asked.full_day
        return sum(n > most for (owner, _), n in self.days.items() if owner == owner_id)

    def _count(
        self,
        alert: Alert,
        ended_at: datetime | None,
        outcome: Outcome,
        touches: Sequence[datetime],
    ) -> None:
        is_before = ended_at is not None and self._is_before(alert, ended_at)
        touched_at = min((at for at in touches if at > alert.raised_at), default=None)
        if alert.owner_id is not None:
            self.days[alert.owner_id, self.working.day_of(alert.raised_at)] += 1
        for tally in (
            self.all,
            self.by_cause.setdefault(alert.cause, Tally()),
            self.by_owner.setdefault(alert.owner_id, Tally()),
        ):
            tally.raised += 1
            tally.level_2 += alert.level > 1
            tally.before_lost += is_before and outcome is Outcome.LOST
            tally.before_won += is_before and outcome is Outcome.WON
            tally.mended += alert.standing is Standing.MENDED
            tally.gone += alert.standing is Standing.GONE
            tally.live += alert.is_live
            if touched_at is None:
                tally.untouched += 1
            else:
                tally.touching_s.append((touched_at - alert.raised_at).total_seconds())

    def _is_before(self, alert: Alert, ended_at: datetime) -> bool:
        return timedelta() <= ended_at - alert.raised_at <= self.asked.within


def _end(history: OpportunityHistory) -> tuple[datetime | None, Outcome]:
    state = history.state
    return (None if state.outcome is Outcome.OPEN else state.closed_at), state.outcome
