"""Faults on demand for the demo servers: one vocabulary, one WSGI layer, nothing product-specific.

A fault is ordered by header (`X-Demo-Fault: slow; ms=300`, for that request only) or by
`POST /_faults {"match": {"method": "load"}, "fault": "drop_after_commit", "times": 2}` (for the
next requests that match). `GET /_faults` lists what is open, `DELETE /_faults` clears it,
`POST /_faults/release` lets go of every request that is being held.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    Describe = Callable[[WSGIEnvironment, bytes], Mapping[str, str]]

FAULT_KEY = "demo.fault"
"""Where the WSGI environment holds the rule of a fault that the product itself must act out."""


class Fault(StrEnum):
    """What can go wrong between a client and any server; products add their own names."""

    TIMEOUT_BEFORE_COMMIT = "timeout_before_commit"
    """Held without an answer, never carried out."""
    TIMEOUT_AFTER_COMMIT = "timeout_after_commit"
    """Carried out, then held without an answer."""
    LATE_COMMIT = "late_commit"
    """Held without an answer and carried out when released: the caller gave up long ago."""
    DROP_BEFORE_COMMIT = "drop_before_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"
    TRUNCATED_JSON = "truncated_json"
    """Carried out; half of the answer arrives."""
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    GATEWAY_TIMEOUT_AFTER_COMMIT = "504_after_commit"
    TOO_MANY_REQUESTS = "429"
    """With `Retry-After: retry_after_s`."""
    HTML_404 = "html_404"
    SLOW = "slow"
    """Answered properly after `ms` milliseconds."""


@dataclass(slots=True)
class Rule:
    """One ordered fault. An empty `match` matches every request."""

    fault: str
    match: dict[str, str] = field(default_factory=dict)
    """What `describe` must say of the request: Odoo `model`, `method`; Meta `path`, `verb`."""
    times: int = 1
    ms: int = 0
    retry_after_s: int = 1


class FaultBoard:
    """The open orders, and the event that lets held requests go. Safe between threads."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """`names`: the product's own faults, acted out by the product."""
        self.names = frozenset(Fault) | frozenset(names)
        self.released = threading.Event()
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def order(self, rule: Rule) -> None:
        """Add a rule; raises ValueError for a fault that nobody knows."""
        if rule.fault not in self.names:
            raise ValueError(f"no such fault; known: {', '.join(sorted(self.names))}")
        with self._lock:
            self._rules.append(rule)

    def take(self, facts: Mapping[str, str]) -> Rule | None:
        """Give the first open rule that matches, using up one of its times."""
        with self._lock:
            for rule in self._rules:
                if rule.match.items() <= facts.items():
                    return self._use(rule)
        return None

    def _use(self, rule: Rule) -> Rule:
        rule.times -= 1
        if rule.times <= 0:
            self._rules.remove(rule)
        return rule

    def open_rules(self) -> list[Rule]:
        """Give what has not been used up."""
        with self._lock:
            return list(self._rules)

    def clear(self) -> None:
        """Forget every rule; held requests stay held."""
        with self._lock:
            self._rules.clear()

    def hold(self, ms: int = 0) -> None:
        """Wait until released, at most `ms` milliseconds (0: two minutes)."""
        released = self.released
        released.wait((ms or 120_000) / 1000)

    def release(self) -> None:
        """Let every held request go; later ones are held again."""
        self.released.set()
        self.released = threading.Event()


class FaultGate:
    """WSGI layer before a demo server that acts out the faults ordered on its board."""

    def __init__(self, app: WSGIApplication, board: FaultBoard, describe: Describe) -> None:
        """`describe(environ, body)` says which request this is, in the words rules match on."""
        self._app, self._board, self._describe = app, board, describe

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, honestly or as ordered."""
        if environ.get("PATH_INFO", "").startswith("/_faults"):
            return self._control(Request(environ))(environ, start_response)
        rule = self._rule(environ)
        if rule is None:
            return self._app(environ, start_response)
        return self._act(rule, environ)(environ, start_response)

    def _rule(self, environ: WSGIEnvironment) -> Rule | None:
        header = environ.get("HTTP_X_DEMO_FAULT")
        if header:
            return _from_header(header)
        body = Request(environ).get_data()
        environ["wsgi.input"] = io.BytesIO(body)
        return self._board.take(self._describe(environ, body))

    def _act(self, rule: Rule, environ: WSGIEnvironment) -> Response:
        if rule.fault in _REFUSALS:
            return _REFUSALS[rule.fault](rule)
        if rule.fault in _HELD_FIRST:
            self._board.hold(rule.ms)
        if rule.fault in _NEVER_RUN:
            return _dropped(environ)
        environ[FAULT_KEY] = rule
        answer = Response.from_app(self._app, environ, buffered=True)
        if rule.fault == Fault.TIMEOUT_AFTER_COMMIT:
            self._board.hold(rule.ms)
        return _AFTERWARDS.get(rule.fault, _as_it_is)(answer, environ)

    def _control(self, request: Request) -> Response:
        if request.path == "/_faults/release":
            self._board.release()
        elif request.method == "DELETE":
            self._board.clear()
        elif request.method == "POST":
            try:
                self._board.order(Rule(**request.get_json()))
            except (TypeError, ValueError) as error:
                return Response(str(error), 400)
        open_rules = [asdict(rule) for rule in self._board.open_rules()]
        return Response(json.dumps(open_rules), content_type="application/json")


def _from_header(header: str) -> Rule:
    fault, _, options = header.partition(";")
    pairs = dict(part.strip().split("=", 1) for part in options.split(";") if "=" in part)
    return Rule(
        fault.strip(),
        ms=int(pairs.get("ms", 0)),
        retry_after_s=int(pairs.get("retry_after_s", 1)),
    )


def _dropped(environ: WSGIEnvironment) -> Response:
    """Close the connection; where the server hides its socket, promise a body and send none."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    answer = Response(b"")
    answer.automatically_set_content_length = False
    answer.headers["Content-Length"] = "1000"
    return answer


def _truncated(answer: Response, environ: WSGIEnvironment) -> Response:
    body = answer.get_data()
    answer.set_data(body[: len(body) // 2])
    return answer


def _drop_after(answer: Response, environ: WSGIEnvironment) -> Response:
    return _dropped(environ)


def _gateway_timeout(answer: Response, environ: WSGIEnvironment) -> Response:
    return _page(504, "Gateway Time-out")


def _as_it_is(answer: Response, environ: WSGIEnvironment) -> Response:
    return answer


def _page(status: int, title: str, **headers: str) -> Response:
    html = f"<html><head><title>{status} {title}</title></head><body>{title}</body></html>"
    return Response(html, status, {k.replace("_", "-"): v for k, v in headers.items()}, "text/html")


_REFUSALS: dict[str, Callable[[Rule], Response]] = {
    Fault.BAD_GATEWAY: lambda _: _page(502, "Bad Gateway"),
    Fault.UNAVAILABLE: lambda _: _page(503, "Service Unavailable"),
    Fault.GATEWAY_TIMEOUT: lambda _: _page(504, "Gateway Time-out"),
    Fault.HTML_404: lambda _: _page(404, "Not Found"),
    Fault.TOO_MANY_REQUESTS: lambda rule: _page(
        429, "Too Many Requests", Retry_After=str(rule.retry_after_s)
    ),
}
_HELD_FIRST = {Fault.TIMEOUT_BEFORE_COMMIT, Fault.LATE_COMMIT, Fault.SLOW}
_NEVER_RUN = {Fault.TIMEOUT_BEFORE_COMMIT, Fault.DROP_BEFORE_COMMIT}
_AFTERWARDS: dict[str, Callable[[Response, WSGIEnvironment], Response]] = {
    Fault.TIMEOUT_AFTER_COMMIT: _drop_after,
    Fault.LATE_COMMIT: _drop_after,
    Fault.DROP_AFTER_COMMIT: _drop_after,
    Fault.GATEWAY_TIMEOUT_AFTER_COMMIT: _gateway_timeout,
    Fault.TRUNCATED_JSON: _truncated,
}
