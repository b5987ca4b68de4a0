"""Play the CRM's histories again under one or more settings: what each would have raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.backtest import Asked, Backtest
from shared.domain.alerts.crm_absences import with_crm_absences
from shared.domain.alerts.known_people import KnownPeople
from shared.domain.alerts.replaying import moments_of, replay
from shared.domain.alerts.rules import RuleBook
from shared.domain.alerts.working_times import working_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    from shared.domain.alerts.history import OpportunityHistory
    from shared.domain.alerts.rules import Scope
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.calendar.spans import Span
    from shared.domain.crm_directory import CrmDirectory
    from shared.ports import Clock
    from shared.usecases.alerts.read_histories import ReadHistories


@dataclass(frozen=True, slots=True)
class BacktestAlerts:
    """The use case with what it needs of the world."""

    read: ReadHistories
    clock: Clock
    tenant: str
    directory: Callable[[], CrmDirectory]
    learnt: Callable[[], Mapping[Scope, Span]]

    def __call__(
        self,
        length: timedelta,
        within: timedelta,
        settings: Sequence[AlertSettings],
        progress: Callable[[int], None] = lambda _: None,
    ) -> tuple[Backtest, ...]:
        """Look back over so much time; give a report for each settings, in their order.

        `progress` is told how many opportunities are done.
        """
        until = self.clock.now()
        directory, learnt = self.directory(), self.learnt()
        people = KnownPeople.of(directory)
        runs = [
            _Run(
                RuleBook(with_crm_absences(one, directory), learnt, frozenset(people.people)),
                _report(one, Asked(until - length, until, within, one.caps.told_a_day)),
            )
            for one in settings
        ]
        done = 0
        for page in self.read(until - length):
            for history in page:
                self._play(history, people, runs)
            done += len(page)
            progress(done)
        return tuple(run.report for run in runs)

    def _play(self, history: OpportunityHistory, people: KnownPeople, runs: Sequence[_Run]) -> None:
        until = runs[0].report.asked.until if runs else self.clock.now()
        known = moments_of(history, self.tenant, people, until)
        for run in runs:
            run.report.take(history, replay(known, run.rules, until))


@dataclass(frozen=True, slots=True)
class _Run:
    """One of the settings, and the report on it."""

    rules: RuleBook
    report: Backtest


def _report(settings: AlertSettings, asked: Asked) -> Backtest:
    return Backtest(asked, working_time(settings.calendar))
