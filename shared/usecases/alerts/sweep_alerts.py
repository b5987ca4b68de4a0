"""The sweep of alerts: judge what changed or fell due, tell what is urgent, send digests that are due.

What it costs goes by what changed and falls due, not by how much there is. Each record, telling and
digest is finished by itself: a run that was cut off, doubled or late leaves nothing undone that the
next one does not find, and nothing done twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.usecases.alerts.apart import apart
from shared.usecases.alerts.find_unfollowed import FindUnfollowed
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.alerts.learnt_thresholds import LearntBook
from shared.usecases.alerts.pass_mark import rules_mark
from shared.usecases.alerts.sweep_parts import Parts, World, parts_of
from shared.usecases.checks.alerts import alert_mark
from shared.usecases.refresh_directory import read_directory
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from datetime import datetime

    from shared.action_ports import Wording
    from shared.domain.alerts.rules import Learnt
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.shown import Language
    from shared.log import Scalar
    from shared.ports import Bus, Clock, Memory
    from shared.usecases.alerts.alert_settings import AlertSettingsBook
    from shared.usecases.alerts.follow_ups import FollowUp

PUT_OFF = timedelta(hours=1)
"""A record that this code cannot read is tried again so much later: newer code may come."""


@dataclass(slots=True)
class Swept:
    """What a run did."""

    judged: int = 0
    raised: int = 0
    closed: int = 0
    passed_over: int = 0
    """Records that this code cannot read."""
    told: int = 0
    digests: int = 0
    shown: int = 0
    """Alerts of which the CRM was told how they stand."""
    looked_at: int = 0
    """Opportunities that the slow pass looked at, for those that nobody follows."""
    has_more: bool = False
    """Time was used up: the next run goes on."""
    waits_for: str = ""
    """`directory`: stages and people of the CRM have not been read yet, so nothing is judged."""
    owners: set[int] = field(default_factory=set)

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "judged": self.judged,
            "raised": self.raised,
            "closed": self.closed,
            "passed_over": self.passed_over,
            "told": self.told,
            "digests": self.digests,
            "shown": self.shown,
            "looked_at": self.looked_at,
            "has_more": self.has_more,
            "waits_for": self.waits_for,
        }


@dataclass(frozen=True, slots=True)
class SweepAlerts:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    settings: AlertSettingsBook
    wording: Wording
    tenant: str
    retention: timedelta
    language: Language
    judges_within: timedelta = timedelta(seconds=120)
    """No page of records is begun later than this: telling must have its turn."""
    within: timedelta = timedelta(seconds=240)
    """Nothing is begun later than this."""

    def __call__(self) -> Swept:
        """Go once through all that is due; what time does not allow is the next run's."""
        started, done = self.clock.now(), Swept()
        directory = read_directory(self.memory, self.tenant)
        if directory is None:
            log.warning("alerts wait for stages and people of the CRM", tenant=self.tenant)
            done.waits_for = "directory"
        else:
            settings = self.settings.read()
            learnt = self._learnt(settings)
            parts = parts_of(self._world, settings, directory, learnt)
            until = started + self.within
            self._judge(parts, done, started, started + self.judges_within)
            parts.people(done.owners, until)
            done.told = parts.tell_at_once(until)
            done.digests = parts.send_digests(until)
            done.shown = parts.owed(until)
            if not done.has_more:
                find = FindUnfollowed(self.memory, self.clock, self.tenant)
                mark = rules_mark(settings, directory, learnt)
                done.looked_at = find(mark, until).looked_at
        self._remember()
        return done

    @property
    def _world(self) -> World:
        own = (self.memory, self.bus, self.clock, self.wording)
        return World(*own, self.tenant, self.retention, self.language)

    def _learnt(self, settings: AlertSettings) -> Learnt:
        return LearntBook(self.memory, self.tenant).spans() if settings.learns else {}

    def _judge(self, parts: Parts, done: Swept, due_by: datetime, until: datetime) -> None:
        """Judge page by page; what is touched meanwhile is due after `due_by`, so it ends."""
        follow_ups, cursor = FollowUps(self.memory, self.tenant), None
        while True:
            if self.clock.now() >= until:
                done.has_more = True
                return
            page = follow_ups.due(due_by, cursor)
            for one in page.follow_ups:
                self._judge_one(parts, done, one)
            cursor = page.cursor
            if cursor is None:
                return

    def _judge_one(self, parts: Parts, done: Swept, one: FollowUp) -> None:
        judged, is_judged = None, False
        with apart("record not judged", opportunity=one.id):
            judged, is_judged = parts.judge(one), True
        if not is_judged:
            self._pass_over(done, one)
        if judged is not None:
            done.judged += 1
            done.raised += judged.raised
            done.closed += judged.closed
            done.owners |= judged.owners

    def _pass_over(self, done: Swept, one: FollowUp) -> None:
        done.passed_over += 1
        FollowUps(self.memory, self.tenant).put_off(one, self.clock.now() + PUT_OFF)

    def _remember(self) -> None:
        """Move the mark by which the watch sees that sweeps run; the later one stays."""
        marks = Watermarks(self.memory)
        marks.move(marks.get(alert_mark(self.tenant)), None, self.clock.now())
