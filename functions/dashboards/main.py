"""Pages for people: /ops shows each lead's way from Meta into Odoo."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint
from shared.entrypoint import Answer
from shared.web import ops_page
from shared.web.site import HTML, PAGE_HEADERS, Site

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.web.site import StaticFile

SETTINGS = bootstrap.settings()
LEAD_WAYS = bootstrap.list_lead_ways(SETTINGS)
SITE = Site(Path(__file__).parent)
PAGE = ops_page.OpsPage(SITE, SETTINGS)


def home(request: Request) -> Answer:
    return Answer(status=302, headers={"Location": "/ops"})


def ops(request: Request) -> Answer:
    asked = ops_page.asked(request, SETTINGS.default_language)
    ways = LEAD_WAYS(state=asked.state, cursor=asked.cursor)
    body = PAGE.render(asked, ways, bootstrap.clock().now())
    return Answer(200, body, HTML, {**PAGE_HEADERS, **ops_page.headers(asked)})


def static(file: StaticFile, request: Request) -> Answer:
    return Answer(200, file.text, file.content_type, file.headers(request.args.get("v")))


ROUTES = {("GET", "/"): home, ("GET", "/ops"): ops} | {
    ("GET", file.path): partial(static, file) for file in SITE.files
}


@functions_framework.http
def dashboards(request: Request) -> Response:
    return entrypoint.http("dashboards", request, ROUTES)
