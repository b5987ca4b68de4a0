"""Jobs by name, started by the scheduler: each is one use case that answers with its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import alerting, assembly, bootstrap, entrypoint, fronts, learning, privacy

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
FRONT = fronts.job_door(SETTINGS)
JOBS: entrypoint.Jobs = {
    "redrive": assembly.redrive(SETTINGS),
    "read_crm_changes": assembly.read_crm_changes(SETTINGS),
    "reconcile": assembly.reconcile(SETTINGS),
    "sweep_crm": assembly.sweep_crm(SETTINGS),
    "check_connections": assembly.check_connections(SETTINGS),
    "purge": privacy.purge(SETTINGS),
    "train": learning.train_scorecard(SETTINGS),
    "learn_alert_thresholds": alerting.learn_thresholds(SETTINGS),
}
CALLS_WITHIN_S = 270.0
"""No call to Odoo or Meta begins later or lasts longer; `timeout_s` in function.yaml is longer."""
ROUTES = entrypoint.job_routes(JOBS, within_s=CALLS_WITHIN_S)


@functions_framework.http
def housekeeping(request: Request) -> Response:
    return entrypoint.http("housekeeping", request, ROUTES, FRONT)
