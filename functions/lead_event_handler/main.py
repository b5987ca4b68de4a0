"""Lead events from the bus: a lead announced by Meta goes into Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint
from shared.domain.event import MetaLeadAnnounced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request, Response

    from shared.entrypoint import PushHandlers
    from shared.log import Scalar

TAKE_IN_LEAD = bootstrap.take_in_lead(bootstrap.settings())


def take_in(event: MetaLeadAnnounced) -> Mapping[str, Scalar]:
    return TAKE_IN_LEAD(event).facts()


HANDLERS: PushHandlers = {MetaLeadAnnounced: take_in}


@functions_framework.http
def lead_event_handler(request: Request) -> Response:
    return entrypoint.push("lead_event_handler", request, HANDLERS)
