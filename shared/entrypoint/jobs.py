"""Jobs: use cases by name that the scheduler starts, each answering with its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from shared import deadline
from shared.entrypoint.answers import Answer

if TYPE_CHECKING:
    from flask import Request

    from shared.entrypoint.routing import Routes
    from shared.log import Scalar


class Done(Protocol):
    """What a job did."""

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        ...


Jobs = Mapping[str, Callable[[], Done]]


def job_routes(jobs: Jobs, *, within_s: float) -> Routes:
    """Give each job the route `POST /jobs/NAME`; it begins no call later than `within_s`."""
    return {("POST", f"/jobs/{name}"): partial(_run, name, jobs[name], within_s) for name in jobs}


def _run(name: str, job: Callable[[], Done], within_s: float, request: Request) -> Answer:
    with deadline.within(within_s):
        return Answer(facts={"job": name, **job().facts()})
