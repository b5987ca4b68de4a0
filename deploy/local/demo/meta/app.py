"""The demo Meta as one WSGI application: the Graph, its faults on demand, its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from deploy.local.demo.faults import FAULT_KEY, FaultBoard, FaultGate
from deploy.local.demo.meta.control import DemoControl
from deploy.local.demo.meta.graph import DemoGraph, kind_of
from deploy.local.demo.meta.hostile import HOSTILE, act_out
from deploy.local.demo.meta.replies import ORDERED, Refused, answer
from deploy.local.demo.meta.standing import StandingBoard
from deploy.local.demo.meta.store import LeadStore
from deploy.local.demo.meta.tokens import TokenOffice
from shared.adapters.system.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from shared.ports import Clock

FAULT_NAMES = frozenset(ORDERED) | HOSTILE | {"no_ad_rights", "no_legal_content"}
"""What can be ordered besides the faults of every demo server."""


class DemoApp:
    """WSGI application; `close` lets go of the file."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self._store, self._standing = LeadStore(path), StandingBoard()
        tokens = TokenOffice(self._standing)
        self._graph = DemoGraph(self._store, tokens, clock, self._standing)
        self._control = DemoControl(self._store, tokens, clock, self._standing)
        self._gated: WSGIApplication = FaultGate(self._plain, FaultBoard(FAULT_NAMES), _describe)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._gated(environ, start_response)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def _plain(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            response = self._respond(request)
        except Refused as refusal:
            response = answer(refusal.error.body(), refusal.error.status)
            response.headers.update(self._control.quota_headers)
        except HTTPException as error:
            return error(environ, start_response)
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        if self._control.takes(request):
            return self._control.answer(request)
        rule = request.environ.get(FAULT_KEY)
        order = rule.fault if rule is not None else None
        if order in ORDERED:
            raise Refused(ORDERED[order])
        response = act_out(order, answer(self._graph.answer(request, order)))
        response.headers.update(self._control.quota_headers)
        response.headers.update(self._standing.headers())
        return response


def create_app(path: Path | str, *, clock: Clock | None = None) -> DemoApp:
    """Make the demo Meta on an SQLite file; it can be mounted under any path."""
    return DemoApp(path, clock or SystemClock())


def _describe(environ: WSGIEnvironment, body: bytes) -> Mapping[str, str]:
    """Say which request this is, in the words that faults match on.

    `verb`, `path` without the version, `kind` (`lead`, `form`, `page`, `me`), `edge` (`leads`,
    `accounts`, `leadgen_forms`, `test_leads` or nothing).
    """
    path = environ.get("PATH_INFO", "")
    _, _, rest = path.strip("/").partition("/")
    node_id, _, edge = rest.partition("/")
    verb = environ.get("REQUEST_METHOD", "GET")
    return {"verb": verb, "path": f"/{rest}", "kind": kind_of(node_id), "edge": edge}
