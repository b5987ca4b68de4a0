"""Pages for people: /ops shows each lead's way, /customer-360/NUMBER one opportunity."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint
from shared.entrypoint import Answer
from shared.web import customer_page, ops_page
from shared.web.site import HTML, PAGE_HEADERS, Site

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.web.site import StaticFile

SETTINGS = bootstrap.settings()
SITE = Site(Path(__file__).parent)
OPS = ops_page.OpsPage(SITE, SETTINGS, bootstrap.list_lead_ways(SETTINGS))
CUSTOMER = customer_page.CustomerPage(SITE, SETTINGS, bootstrap.show_opportunity(SETTINGS))


def home(request: Request) -> Answer:
    return Answer(status=302, headers={"Location": "/ops"})


def page(of: ops_page.OpsPage | customer_page.CustomerPage, request: Request) -> Answer:
    status, body, headers = of.answer(request, bootstrap.clock().now())
    return Answer(status, body, HTML, {**PAGE_HEADERS, **headers})


def static(file: StaticFile, request: Request) -> Answer:
    return Answer(200, file.text, file.content_type, file.headers(request.args.get("v")))


ROUTES: dict[tuple[str, str], entrypoint.Handler] = {
    ("GET", "/"): home,
    ("GET", "/ops"): partial(page, OPS),
    **{("GET", path): partial(page, CUSTOMER) for path in customer_page.PATHS},
    **{("GET", file.path): partial(static, file) for file in SITE.files},
}


@functions_framework.http
def dashboards(request: Request) -> Response:
    return entrypoint.http("dashboards", request, ROUTES)
