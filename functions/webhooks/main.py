"""Webhooks: what Meta and Odoo tell goes onto the bus before it is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import assembly, bootstrap, entrypoint, fronts
from shared.domain import standard_webhooks
from shared.domain.meta_webhook import answer_challenge
from shared.entrypoint import Answer

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings("META_APP_SECRET", "META_VERIFY_TOKEN", "ODOO_WEBHOOK_SECRET")
ANNOUNCE_LEADS = assembly.announce_leads(SETTINGS)
ACCEPT_ODOO_CHANGES = assembly.accept_odoo_changes(SETTINGS)
FRONT = fronts.public_door(SETTINGS)


def shake_hands(request: Request) -> Answer:
    return Answer(body=answer_challenge(request.args, SETTINGS.meta_verify_token or ""))


def take_notice(request: Request) -> Answer:
    signatures = request.headers.getlist("X-Hub-Signature-256")
    return Answer(facts=ANNOUNCE_LEADS(request.get_data(), signatures).facts())


def take_changes(request: Request) -> Answer:
    signed = {name: request.headers.getlist(name) for name in standard_webhooks.HEADERS}
    batch = ACCEPT_ODOO_CHANGES(request.get_data(), signed)
    return Answer(200, batch.answer(), "application/json", facts=batch.facts())


ROUTES = {
    ("GET", "/api/webhooks/meta"): shake_hands,
    ("POST", "/api/webhooks/meta"): take_notice,
    ("POST", "/api/webhooks/odoo"): take_changes,
}


@functions_framework.http
def webhooks(request: Request) -> Response:
    return entrypoint.http("webhooks", request, ROUTES, FRONT)
