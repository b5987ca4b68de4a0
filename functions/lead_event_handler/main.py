"""Lead events from the bus: a lead from Meta into Odoo, a change in Odoo into our memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import alerting, assembly, bootstrap, entrypoint, fronts
from shared.domain.event import MetaLeadAnnounced, OdooRecordChanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request, Response

    from shared.entrypoint import PushHandlers
    from shared.log import Scalar

SETTINGS = bootstrap.settings()
FRONT = fronts.push_door(SETTINGS)
TAKE_IN_LEAD = assembly.take_in_lead(SETTINGS)
APPLY_ODOO_CHANGE = assembly.apply_odoo_change(SETTINGS)
SETTLE_ALERT = alerting.settle_alert(SETTINGS)


def take_in(event: MetaLeadAnnounced) -> Mapping[str, Scalar]:
    return TAKE_IN_LEAD(event).facts()


def apply(event: OdooRecordChanged) -> Mapping[str, Scalar]:
    facts = APPLY_ODOO_CHANGE(event).facts()
    return {"kind": event.kind, "source": event.source, **facts, **SETTLE_ALERT(event)}


HANDLERS: PushHandlers = {MetaLeadAnnounced: take_in, OdooRecordChanged: apply}


@functions_framework.http
def lead_event_handler(request: Request) -> Response:
    return entrypoint.push("lead_event_handler", request, HANDLERS, FRONT)
