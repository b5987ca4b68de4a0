"""Jobs by name, started by the scheduler: `redrive` announces parked leads again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint
from shared.entrypoint import Answer

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
REDRIVE = bootstrap.redrive(SETTINGS)


def redrive(request: Request) -> Answer:
    return Answer(facts={"job": "redrive", "announced_again": REDRIVE()})


ROUTES = {("POST", "/jobs/redrive"): redrive}


@functions_framework.http
def housekeeping(request: Request) -> Response:
    return entrypoint.http("housekeeping", request, ROUTES)
