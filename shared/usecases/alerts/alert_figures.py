"""What came of alerts: by cause and by reader, so that one sees which of them are worth it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Standing
from shared.domain.opportunity import Outcome
from shared.domain.queries import ALERTS_RAISED
from shared.usecases.alerts.shown_alerts import picture_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Cause
    from shared.ports import Memory
    from shared.usecases.alerts.alert_book import AlertBook

IN_TIME = timedelta(hours=24)


@dataclass(slots=True)
class Figures:
    """Numbers of alerts; all of them of those raised in the time asked for."""

    raised: int = 0
    told: int = 0
    acted_in_time: int = 0
    """Of those told: somebody acted within 24 hours."""
    mended: int = 0
    done: int = 0
    dismissed: int = 0
    """False alarms, by the word of those who were told."""
    live: int = 0
    won: int = 0
    """The record was won after the alert was raised."""
    lost: int = 0
    acting_s: list[float] = field(default_factory=list)
    """Seconds from the first telling to the first act."""

    @property
    def median_acting_s(self) -> float | None:
        """The usual time to act; None: nobody did."""
        return median(self.acting_s) if self.acting_s else None

    def take(self, alert: Alert, outcome: Outcome) -> None:
        """Count one alert."""
        self.raised += 1
        self.told += bool(alert.told)
        self.mended += alert.standing is Standing.MENDED
        self.done += alert.standing is Standing.DONE
        self.dismissed += alert.standing is Standing.DISMISSED
        self.live += alert.is_live
        self.won += outcome is Outcome.WON
        self.lost += outcome is Outcome.LOST
        if alert.told and alert.acted is not None:
            acting = max(alert.acted.at - alert.told[0].at, timedelta())
            self.acting_s.append(acting.total_seconds())
            self.acted_in_time += acting <= IN_TIME


@dataclass(slots=True)
class Outcomes:
    """Figures of all, by cause, and by who was told first (None: nobody)."""

    all: Figures = field(default_factory=Figures)
    by_cause: dict[Cause, Figures] = field(default_factory=dict)
    by_reader: dict[int | None, Figures] = field(default_factory=dict)
    is_complete: bool = True
    """False: there were more than are counted; the latest are."""


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """The use case with what it needs of the world."""

    memory: Memory
    book: AlertBook
    at_most: int = 5_000

    def __call__(self, since: datetime, until: datetime) -> Outcomes:
        """Count what was raised in this time, the latest first."""
        found = Outcomes()
        for alert in self._raised(since, until):
            if found.all.raised == self.at_most:
                found.is_complete = False
                break
            outcome = self._outcome(alert)
            reader = alert.told[0].reader_id if alert.told else None
            for figures in (
                found.all,
                found.by_cause.setdefault(alert.cause, Figures()),
                found.by_reader.setdefault(reader, Figures()),
            ):
                figures.take(alert, outcome)
        return found

    def _raised(self, since: datetime, until: datetime) -> Iterator[Alert]:
        cursor = None
        while True:
            page = self.book.page(
                ALERTS_RAISED, since=since, below=until, descending=True, cursor=cursor
            )
            yield from (one.alert for one in page.alerts)
            cursor = page.cursor
            if cursor is None:
                return

    def _outcome(self, alert: Alert) -> Outcome:
        """Tell how its record ended, if that was after the alert."""
        picture = picture_of(self.memory, alert)
        state = picture.state if picture else None
        if state is None or state.closed_at is None or state.closed_at < alert.raised_at:
            return Outcome.OPEN
        return state.outcome
