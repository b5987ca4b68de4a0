"""What others call: health, Meta's data deletion callback, the page of a deletion request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint, fronts, privacy
from shared.entrypoint import Answer
from shared.version import VERSION
from shared.web.deletion_page import DeletionPage

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
FRONT = fronts.page_limits(SETTINGS)
CHECK_HEALTH = privacy.check_health(SETTINGS)
RECEIVE = privacy.receive_deletion_request(SETTINGS)
FIND = privacy.deletion_requests(SETTINGS).find
PAGE = DeletionPage(Path(__file__).parent, SETTINGS.default_language, FIND)
JSON = "application/json"


def health(request: Request) -> Answer:
    CHECK_HEALTH()
    return Answer(200, json.dumps({"status": "ok", "version": VERSION}), JSON)


def delete(request: Request) -> Answer:
    return Answer(200, json.dumps(RECEIVE(request.form.get("signed_request", ""))), JSON)


def page(request: Request) -> Answer:
    return Answer(*PAGE.answer(request))


ROUTES = {
    ("GET", "/api/health"): health,
    ("POST", "/api/privacy/meta-deletion"): delete,
    ("GET", "/api/privacy/deletions/*"): page,
}


@functions_framework.http
def api(request: Request) -> Response:
    return entrypoint.http("api", request, ROUTES, FRONT)
