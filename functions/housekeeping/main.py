"""Jobs by name, started by the scheduler: parked leads, changes in Odoo, the slow comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, deadline, entrypoint
from shared.entrypoint import Answer

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
REDRIVE = bootstrap.redrive(SETTINGS)
READ_CRM_CHANGES = bootstrap.read_crm_changes(SETTINGS)
SWEEP_CRM = bootstrap.sweep_crm(SETTINGS)
CALLS_WITHIN_S = 270.0
"""No call to Odoo begins later or lasts longer; `timeout_s` in function.yaml is longer."""


def redrive(request: Request) -> Answer:
    return Answer(facts={"job": "redrive", "announced_again": REDRIVE()})


def read_crm_changes(request: Request) -> Answer:
    with deadline.within(CALLS_WITHIN_S):
        return Answer(facts={"job": "read_crm_changes", **READ_CRM_CHANGES().facts()})


def sweep_crm(request: Request) -> Answer:
    with deadline.within(CALLS_WITHIN_S):
        return Answer(facts={"job": "sweep_crm", **SWEEP_CRM().facts()})


ROUTES = {
    ("POST", "/jobs/redrive"): redrive,
    ("POST", "/jobs/read_crm_changes"): read_crm_changes,
    ("POST", "/jobs/sweep_crm"): sweep_crm,
}


@functions_framework.http
def housekeeping(request: Request) -> Response:
    return entrypoint.http("housekeeping", request, ROUTES)
