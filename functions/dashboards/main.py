"""Pages for people: each lead's way, what has stopped, the connections, scoring, one opportunity."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import assembly, bootstrap, entrypoint, fronts, learning, qualification, remedies
from shared.web import connections_page, customer_page, dead_page, ops_page, scoring_page
from shared.web.site import HTML, PAGE_HEADERS, Site

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.web.site import Page, StaticFile

SETTINGS = bootstrap.settings()
FRONT = fronts.page_door(SETTINGS)
SITE = Site(Path(__file__).parent)
PAGES = (
    ops_page.OpsPage(SITE, SETTINGS, assembly.list_lead_ways(SETTINGS)),
    dead_page.DeadPage(SITE, SETTINGS, *remedies.of_the_dead(SETTINGS)),
    connections_page.ConnectionsPage(SITE, SETTINGS, assembly.last_report(SETTINGS)),
    scoring_page.ScoringPage(SITE, SETTINGS, learning.show_scoring(SETTINGS)),
    customer_page.CustomerPage(SITE, SETTINGS, *qualification.of_one_record(SETTINGS)),
)


def page(of: Page, request: Request) -> entrypoint.Answer:
    status, body, headers = of(request, bootstrap.clock().now())
    return entrypoint.Answer(status, body, HTML, {**PAGE_HEADERS, **headers})


def static(file: StaticFile, request: Request) -> entrypoint.Answer:
    return entrypoint.Answer(200, file.text, file.content_type, file.headers(request.args.get("v")))


ROUTES = {
    **{route: partial(page, answer) for one in PAGES for route, answer in one.routes.items()},
    **{("GET", file.path): partial(static, file) for file in SITE.files},
}


@functions_framework.http
def dashboards(request: Request) -> Response:
    return entrypoint.http("dashboards", request, ROUTES, FRONT)
