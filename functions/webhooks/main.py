"""Meta's webhook: the handshake, and new leads onto the bus before they are acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint
from shared.domain.meta_webhook import answer_challenge
from shared.entrypoint import Answer
from shared.usecases.announce_leads import announce_leads

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings("META_APP_SECRET", "META_VERIFY_TOKEN")
BUS = bootstrap.bus(SETTINGS)


def shake_hands(request: Request) -> Answer:
    return Answer(body=answer_challenge(request.args, SETTINGS.meta_verify_token or ""))


def take_notice(request: Request) -> Answer:
    notification = announce_leads(
        request.get_data(),
        request.headers.getlist("X-Hub-Signature-256"),
        secrets=SETTINGS.meta_app_secret or (),
        tenant=SETTINGS.tenant,
        bus=BUS,
        clock=bootstrap.clock(),
    )
    return Answer(facts=notification.facts())


ROUTES = {
    ("GET", "/api/webhooks/meta"): shake_hands,
    ("POST", "/api/webhooks/meta"): take_notice,
}


@functions_framework.http
def webhooks(request: Request) -> Response:
    return entrypoint.http("webhooks", request, ROUTES)
