"""Odoo's addon, played to the door `webhooks`, and the way on from there."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from shared import bootstrap
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription, wsgi_deliverer
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from shared.domain.ids import CrmLeadId
from shared.usecases.opportunities import Opportunities
from tests.functions.conftest import ODOO_SECRETS
from tests.odoo_reports import message, signed

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.test import Client, TestResponse

    from shared.domain.opportunity import Opportunity
    from tests.functions.conftest import World

URL = "/api/webhooks/odoo"


def report(door: Client, *events: Any, **changes: Any) -> TestResponse:
    """Send events as the addon would at this moment."""
    return post(door, message(*events, **changes))


def post(
    door: Client,
    body: bytes,
    *,
    secrets: tuple[str, ...] = ODOO_SECRETS[:1],
    at: datetime | None = None,
    **headers: str,
) -> TestResponse:
    given = signed(body, *secrets, at=at or SystemClock().now())
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return door.post(URL, data=body, headers=given, content_type="application/json; charset=utf-8")


def deliver(world: World, door: Client) -> int:
    """Let the bus deliver to the handler all that waits; gives how many messages that were."""
    bus = bootstrap.bus(world.settings)
    assert isinstance(bus, EmbeddedBus)
    to_handler = Subscription("handler", Topic.LEAD_EVENTS, "handler", concurrency=8)
    send = wsgi_deliverer({"handler": door.application})
    courier = Courier(bus.queue, [to_handler], send, rng=Random(1))
    delivered = 0
    while now_delivered := courier.deliver_due():
        delivered += now_delivered
    depth = courier.depth()["handler"]
    assert (depth.waiting, depth.dead) == (0, 0)
    return delivered


def picture(world: World, crm_lead_id: int = 12) -> Opportunity | None:
    memory = bootstrap.memory(world.settings)
    stored = Opportunities(memory).find("default", CrmLeadId(crm_lead_id))
    return stored.picture if stored else None
