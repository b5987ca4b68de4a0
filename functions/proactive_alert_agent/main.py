"""The sweep of alerts, started by the scheduler: what needs a person is found and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import alerting, bootstrap, entrypoint, fronts

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
FRONT = fronts.job_door(SETTINGS)
JOBS: entrypoint.Jobs = {"sweep_alerts": alerting.sweep_alerts(SETTINGS)}
CALLS_WITHIN_S = 270.0
"""The sweep begins no page later than 240 s; `timeout_s` in function.yaml is longer."""
ROUTES = entrypoint.job_routes(JOBS, within_s=CALLS_WITHIN_S)


@functions_framework.http
def proactive_alert_agent(request: Request) -> Response:
    return entrypoint.http("proactive_alert_agent", request, ROUTES, FRONT)
