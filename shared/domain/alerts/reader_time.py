"""A reader's own clock: his working time, his quiet hours, his mornings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.reader_rules import ReaderRules
from shared.domain.alerts.working_times import working_time
from shared.domain.calendar.quiet import morning_of, next_digest, quiet_until

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.calendar.quiet import QuietHours
    from shared.domain.calendar.working_time import WorkingTime
    from shared.domain.crm_directory import CrmDirectory, Salesperson

IN_WORKING_TIME = frozenset({Cause.HOT_NOT_CONTACTED, Cause.CUSTOMER_WAITS})
"""Told when the reader can do something about it: a customer is not called from a bed."""
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class ReaderTime:
    """When one reader may be told."""

    working: WorkingTime
    quiet: QuietHours
    digest_at: time

    def day_of(self, moment: datetime) -> date:
        """Give his local date: caps count by it."""
        return self.working.day_of(moment)

    def next_digest(self, moment: datetime) -> datetime:
        """Give his first digest strictly after a moment, on a working day of his."""
        return next_digest(self.working, self.digest_at, moment)

    def digest_due(self, digest_at: datetime, now: datetime) -> date | None:
        """Give the day whose digest is to be sent now; None: not yet, or not at this hour.

        One that was missed is made up for on a working day outside the quiet hours, once.
        """
        if digest_at > now or quiet_until(self.quiet, self.working, now) > now:
            return None
        day = self.day_of(now)
        is_morning_over = morning_of(self.working, day, self.digest_at) <= now
        return day if is_morning_over and self.working.is_working_day(day) else None

    def allowed_from(self, cause: Cause, moment: datetime) -> datetime:
        """Give the first moment from then on at which he may be told at once; never a quiet one.

        Where his working time lies in his quiet hours as a whole, the end of those counts.
        """
        awake = quiet_until(self.quiet, self.working, moment)
        if cause not in IN_WORKING_TIME:
            return awake
        at = awake
        for _ in range(_ROUNDS):
            opening = self.working.next_opening(at)
            at = quiet_until(self.quiet, self.working, opening)
            if at == opening:
                return at
        return awake


def reader_time(
    settings: AlertSettings, reader_id: int, directory: CrmDirectory | None = None
) -> ReaderTime:
    """Give a reader's clock: his team's calendar in his own zone, with what is set for him."""
    rules = settings.readers.get(reader_id, ReaderRules())
    person = _person(reader_id, directory)
    calendar = settings.calendar
    team = settings.teams.get(_team_of(reader_id, directory))
    if team is not None and team.calendar is not None:
        calendar = team.calendar
    return ReaderTime(
        working=working_time(calendar, person.time_zone if person else None),
        quiet=rules.quiet or settings.quiet,
        digest_at=rules.digest_at or settings.digest_at,
    )


def _person(reader_id: int, directory: CrmDirectory | None) -> Salesperson | None:
    people = directory.salespeople if directory else ()
    return next((one for one in people if one.id == reader_id), None)


def _team_of(reader_id: int, directory: CrmDirectory | None) -> int:
    """Give the team that he leads or works in; -1: none."""
    teams = directory.teams if directory else ()
    led = (one.id for one in teams if one.leader_id == reader_id)
    own = (one.id for one in teams if reader_id in one.member_ids)
    return next(led, next(own, -1))
