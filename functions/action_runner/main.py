"""Orders from the bus: each is carried out once, and what became of it is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import acting, bootstrap, entrypoint, fronts
from shared.domain.event import ActionRequested

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.entrypoint import PushHandlers

SETTINGS = bootstrap.settings()
FRONT = fronts.push_door(SETTINGS)
HANDLERS: PushHandlers = {ActionRequested: acting.run_action(SETTINGS)}


@functions_framework.http
def action_runner(request: Request) -> Response:
    return entrypoint.push("action_runner", request, HANDLERS, FRONT)
