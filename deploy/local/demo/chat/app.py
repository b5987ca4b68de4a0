"""The demo channels as one WSGI application: a product by the first part of the path.

`GET /messages` shows what was received, `DELETE /messages` forgets it. Faults are ordered as at the
other demo servers, matching on `product` and `path`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from deploy.local.demo.chat.inbox import Inbox
from deploy.local.demo.chat.products import PRODUCTS, graph_error
from deploy.local.demo.faults import FAULT_KEY, FaultBoard, FaultGate
from shared.adapters.system.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

    from shared.ports import Clock

STATUSES = frozenset({"302", "400", "401", "403", "404", "410", "413", "500"})
WHATSAPP_CODES = {
    f"whatsapp_{code}": (code, status)
    for code, status in (
        (4, 400),
        (100, 400),
        (190, 401),
        (200, 403),
        (130429, 429),
        (131000, 500),
        (131016, 503),
        (131026, 400),
        (131031, 403),
        (131047, 400),
        (131048, 400),
        (131056, 400),
        (132001, 404),
        (132015, 400),
    )
}
OLD_TEAMS = {
    "teams_200_429": "Webhook message delivery failed with error: Microsoft Teams endpoint "
    "returned HTTP error 429 with ContextId tcid=0.",
    "teams_200_413": "Webhook message delivery failed with error: Microsoft Teams endpoint "
    "returned HTTP error 413 with ContextId tcid=0.",
}
FLOOD = "flood"
"""Taken, with an answer of a megabyte."""


class DemoChatApp:
    """The application, with its inbox and its board of faults."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.board = FaultBoard(STATUSES | WHATSAPP_CODES.keys() | OLD_TEAMS.keys() | {FLOOD})
        self.inbox = Inbox()
        self._clock = clock or SystemClock()
        self._gate = FaultGate(self._answer, self.board, _describe)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._gate(environ, start_response)

    def close(self) -> None:
        """Let held requests go."""
        self.board.release()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._respond(Request(environ))(environ, start_response)

    def _respond(self, request: Request) -> Response:
        if request.path == "/messages":
            return self._shown(request)
        product = PRODUCTS.get(_product(request.path))
        if product is None or request.method != "POST":
            return Response("no_service", 404, content_type="text/html")
        rule = request.environ.get(FAULT_KEY)
        fault = rule.fault if rule is not None else ""
        return _refusal(fault) or _loud(fault, product(request, self.inbox, self._clock.now()))

    def _shown(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.inbox.clear()
        text = json.dumps(self.inbox.messages(), ensure_ascii=False, indent=2)
        return Response(text, content_type="application/json; charset=UTF-8")


def create_app(clock: Clock | None = None) -> DemoChatApp:
    """Give the demo channels, to be mounted anywhere; they have no file."""
    return DemoChatApp(clock)


def _refusal(fault: str) -> Response | None:
    if fault in STATUSES:
        answer = Response(f"demo fault {fault}", int(fault), content_type="text/html")
        if fault == "302":
            answer.headers["Location"] = "/slack/elsewhere"
        return answer
    if fault in WHATSAPP_CODES:
        return graph_error(*WHATSAPP_CODES[fault])
    return Response(OLD_TEAMS[fault]) if fault in OLD_TEAMS else None


def _loud(fault: str, answer: Response) -> Response:
    if fault == FLOOD:
        answer.set_data(answer.get_data() + b" " * 1_000_000)
    return answer


def _product(path: str) -> str:
    return path.strip("/").partition("/")[0]


def _describe(environ: WSGIEnvironment, body: bytes) -> Mapping[str, str]:
    """Say which request this is, in the words that faults match on: `product`, `path`."""
    path = environ.get("PATH_INFO", "")
    return {"product": _product(path), "path": path}
