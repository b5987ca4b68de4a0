"""Pages for people: alerts, actions, leads, what has stopped, connections, scoring, one opportunity."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

from shared import assembly, bootstrap, entrypoint, fronts, learning, qualification, remedies
from shared.web import connections_page, customer_page, dead_page, ops_page, scoring_page
from shared.web.actions_page import actions_page
from shared.web.alerts.pages import pages as alert_pages
from shared.web.site import Site, routes

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.web.site import Handled

SETTINGS = bootstrap.settings()
FRONT = fronts.page_door(SETTINGS)
SITE = Site(Path(__file__).parent)
PAGES = (
    ops_page.OpsPage(SITE, SETTINGS, assembly.list_lead_ways(SETTINGS)),
    actions_page(SITE, SETTINGS),
    dead_page.DeadPage(SITE, SETTINGS, *remedies.of_the_dead(SETTINGS)),
    connections_page.ConnectionsPage(SITE, SETTINGS, assembly.last_report(SETTINGS)),
    scoring_page.ScoringPage(SITE, SETTINGS, learning.show_scoring(SETTINGS)),
    *alert_pages(SITE, SETTINGS),
    customer_page.CustomerPage(SITE, SETTINGS, *qualification.of_one_record(SETTINGS)),
)


def answer(of: Handled, request: Request) -> entrypoint.Answer:
    return entrypoint.Answer(*of(request))


HANDLED = routes(SITE, PAGES, bootstrap.clock())
ROUTES = {route: partial(answer, of) for route, of in HANDLED.items()}


@functions_framework.http
def dashboards(request: Request) -> Response:
    return entrypoint.http("dashboards", request, ROUTES, FRONT)
