"""Thresholds that were learnt from won deals: one document `alert_learnt/{tenant}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.calendar.spans import WorkingDays
from shared.domain.opportunity import RecordId
from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Learnt


class Threshold(StoredValue):
    """After so many working days three of four won deals had gone on."""

    cause: Cause
    team_id: RecordId | None = None
    """None: of all teams."""
    stage_id: RecordId | None = None
    """None: of all stages."""
    days: int
    pauses: int
    """How many it was learnt from."""


class LearntThresholds(StoredValue):
    """What one run has learnt; the next run's takes its place as a whole."""

    tenant: str
    learnt_at: Moment
    since: Moment
    """Deals that were open at some time since then were looked at."""
    opportunities: int = 0
    won: int = 0
    is_complete: bool = True
    """False: time was used up before all were read."""
    thresholds: tuple[Threshold, ...] = ()

    @property
    def spans(self) -> Learnt:
        """Give them as rules take them."""
        return {
            (one.cause, one.team_id, one.stage_id): WorkingDays(one.days) for one in self.thresholds
        }
