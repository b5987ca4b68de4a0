"""The checks of the suite itself: memory, queue, leads that wait, silence, counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.event import Topic
from shared.domain.finding import warn, well
from shared.domain.ledger import LeadState
from shared.domain.queries import LATEST_LEADS_IN_STATE
from shared.errors import SuiteError
from shared.usecases.checks.alerts import alerts
from shared.usecases.checks.blame import blamed, ladder
from shared.usecases.checks.counts import counts
from shared.usecases.checks.hearing import hearing
from shared.usecases.checks.held_up import waiting
from shared.usecases.checks.pauses import pauses
from shared.usecases.last_report import LastReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from shared.domain.finding import Finding
    from shared.ports import Bus, Memory
    from shared.usecases.checks.leads_seen import LeadsSeen

OF_MEMORY = (
    *("suite.pauses", "suite.waiting", "suite.dead", "suite.silence", "suite.counts"),
    *("suite.alerts", "suite.alerts_told"),
)


@dataclass(frozen=True, slots=True)
class SuiteChecks:
    """All checks of what is our own."""

    memory: Memory
    bus: Bus
    tenant: str
    seen: LeadsSeen

    def __call__(self, now: datetime) -> Iterator[Finding]:
        """Give a finding for each check and, for pauses and waiting leads, for each connection."""
        yield self._queue()
        try:
            LastReport(self.memory, self.tenant).read()
        except SuiteError as error:
            yield from ladder(("suite.memory",), blamed("suite.memory", error), OF_MEMORY)
            return
        yield well("suite.memory")
        for check, look in self._looks(now).items():
            yield from _tried(check, look)

    def _looks(self, now: datetime) -> dict[str, Callable[[], Iterator[Finding]]]:
        return {
            "suite.pauses": lambda: pauses(self.memory, self.tenant),
            "suite.waiting": lambda: waiting(self.memory, self.tenant, now),
            "suite.dead": self._dead,
            "suite.silence": lambda: hearing(self.memory, self.seen.latest(now), now),
            "suite.counts": lambda: counts(self.memory, self.tenant, now),
            "suite.alerts": lambda: alerts(self.memory, self.tenant, now),
        }

    def _queue(self) -> Finding:
        """Ask for the topic that this function publishes to: it has no right to others."""
        try:
            self.bus.check(Topic.LEAD_EVENTS)
        except SuiteError as error:
            return blamed("suite.queue", error)
        return well("suite.queue")

    def _dead(self) -> Iterator[Finding]:
        dead = self.memory.count(LATEST_LEADS_IN_STATE, equals={"state": LeadState.DEAD.value})
        if dead:
            yield warn("suite.dead", "leads_dead", leads=dead)
        else:
            yield well("suite.dead", "no_leads_dead")


def _tried(check: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except SuiteError as error:
        yield blamed(check, error)
