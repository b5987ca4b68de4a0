"""What others call: health, Meta's data deletion callback, its page, the links of alerts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, fronts, privacy
from shared.entrypoint import Answer, http
from shared.version import VERSION
from shared.web.alerts.go_page import links_page
from shared.web.deletion_page import DeletionPage

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
FRONT = fronts.page_limits(SETTINGS)
CHECK_HEALTH = privacy.check_health(SETTINGS)
RECEIVE = privacy.receive_deletion_request(SETTINGS)
FOLDER = Path(__file__).parent
PAGE = DeletionPage(FOLDER, SETTINGS.default_language, privacy.deletion_requests(SETTINGS).find)
JSON, LINKS = "application/json", links_page(FOLDER, SETTINGS)


def health(request: Request) -> Answer:
    CHECK_HEALTH()
    return Answer(200, json.dumps({"status": "ok", "version": VERSION}), JSON)


def delete(request: Request) -> Answer:
    return Answer(200, json.dumps(RECEIVE(request.form.get("signed_request", ""))), JSON)


ROUTES = {
    ("GET", "/api/health"): health,
    ("POST", "/api/privacy/meta-deletion"): delete,
    ("GET", "/api/privacy/deletions/*"): lambda request: Answer(*PAGE.answer(request)),
    ("GET", "/go/*"): lambda request: Answer(*LINKS.ask(request)),
    ("POST", "/go/*"): lambda request: Answer(*LINKS.take(request)),
}


@functions_framework.http
def api(request: Request) -> Response:
    return http("api", request, ROUTES, FRONT)
