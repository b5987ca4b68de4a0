"""The clock of the local run: calls doors on the schedules of their function.yaml."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cronsim import CronSim

from shared import log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from shared.ports import Clock


@dataclass(frozen=True, slots=True)
class Job:
    """One schedule: unix-cron in the company's time zone, and what to do."""

    name: str
    cron: str
    run: Callable[[], None]


class Scheduler:
    """Runs each job when it is due; a job that is late runs once, not once for each miss."""

    def __init__(self, jobs: Sequence[Job], clock: Clock) -> None:
        self._clock = clock
        now = clock.now()
        self._due = [(job, _next(job, now)) for job in jobs]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="scheduler", daemon=True)

    def start(self) -> None:
        """Start the clock's thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop it; a running job is finished first."""
        self._stopped.set()
        self._thread.join(timeout=10)

    def tick(self) -> None:
        """Run what is due now."""
        now = self._clock.now()
        for index, (job, due) in enumerate(self._due):
            if due <= now:
                self._due[index] = (job, _next(job, now))
                _run(job)

    def _loop(self) -> None:
        while not self._stopped.wait(1.0):
            self.tick()


def _next(job: Job, now: datetime) -> datetime:
    return next(CronSim(job.cron, now))


def _run(job: Job) -> None:
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 - one job's failure must not stop the clock
        log.error("scheduled job failed", error, job=job.name)
