"""What all doors share: body limits, errors to statuses, one log line an invocation."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.exceptions import RequestEntityTooLarge

from shared import deadline, log
from shared.domain.event import Event, decode
from shared.errors import (
    BadInput,
    NotAuthentic,
    OutcomeUnknown,
    PermanentError,
    SettingsError,
    SuiteError,
    TooLarge,
    TransientError,
    UnknownVersion,
)
from shared.log import Scalar
from shared.push import parse_push

if TYPE_CHECKING:
    from flask import Request

MAX_BODY_BYTES = 1024 * 1024
MAX_PUSH_BYTES = 10 * 1024 * 1024
PUSH_WITHIN_S = 60.0
"""A handler of a message begins no call to Meta or Odoo later than this; see `timeout_s` in
functions/lead_event_handler/function.yaml."""

_TOO_LARGE = 413
_READ_ON_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024

_STATUS: tuple[tuple[type[SuiteError], int], ...] = (
    (TooLarge, _TOO_LARGE),
    (NotAuthentic, 401),
    (BadInput, 400),
    (UnknownVersion, 422),
    (SettingsError, 500),
    (TransientError, 503),
    (OutcomeUnknown, 503),
    (PermanentError, 422),
)
_STATUS_OF_CODE = {"verify_token": 403, "not_found": 404, "method": 405}
_A_LINES_OWN = frozenset({"message", "severity", "time"})
_TITLES = {
    400: "Bad request",
    401: "Not authentic",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    422: "Cannot be processed",
    503: "Unavailable, try again",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_TRACE = re.compile(r"([0-9a-f]{32})(?:[/;].*)?\Z")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answers, and what its log line says of it."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Scalar] = field(default_factory=dict)


Handler = Callable[["Request"], Answer]
PushHandlers = Mapping[type[Event], Callable[..., Mapping[str, Scalar]]]


def http(name: str, request: Request, routes: Mapping[tuple[str, str], Handler]) -> Response:
    """Serve an HTTP door: the route's handler, or 404 or 405.

    A route `/a/*` takes every path one step below `/a` that has no route of its own.
    """

    def handle() -> Answer:
        request.max_content_length = MAX_BODY_BYTES
        method = "GET" if request.method == "HEAD" else request.method
        found = (routes.get((method, path)) for path in _paths(request))
        handler = next((one for one in found if one), None)
        return handler(request) if handler else _no_route(request, routes)

    return _serve(name, request, handle)


def push(name: str, request: Request, handlers: PushHandlers) -> Response:
    """Serve a door that Pub/Sub (or the embedded queue) pushes to.

    2xx acknowledges. Everything else makes the bus deliver again and, in the end, dead-letter:
    also what cannot be read, so that nothing is dropped unseen.
    """

    def handle() -> Answer:
        request.max_content_length = MAX_PUSH_BYTES
        if request.method != "POST":
            return _wrong_method(["POST"])
        delivery = parse_push(dict(request.headers), request.get_data())
        event = decode(delivery.message)
        facts: dict[str, Scalar] = {
            "event": type(event).__name__,
            "message_id": delivery.message_id,
            "delivery_attempt": delivery.attempt,
        }
        handler = handlers.get(type(event))
        if handler is None:
            raise UnknownVersion(f"this function does not take {type(event).__name__}")
        with deadline.within(PUSH_WITHIN_S):
            return Answer(status=204, facts=facts | dict(handler(event)))

    return _serve(name, request, handle)


def _serve(name: str, request: Request, handle: Callable[[], Answer]) -> Response:
    started = time.perf_counter()
    answer = _answer(handle)
    log_line = log.info if answer.status < 500 else log.warning  # noqa: PLR2004 - HTTP's classes
    own: dict[str, Scalar] = {
        "function": name,
        "method": request.method if request.method in _METHODS else "other",
        "status": answer.status,
        "duration_ms": round((time.perf_counter() - started) * 1000, 2),
        **_trace(request.headers.get("X-Cloud-Trace-Context", "")),
    }
    log_line("invocation", **own, **_told_apart(answer.facts, own))
    return Response(
        _body(request, answer),
        status=answer.status,
        content_type=answer.content_type,
        headers=_HEADERS | dict(answer.headers),
    )


def _told_apart(facts: Mapping[str, Scalar], own: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Rename what a door says under a name that the line itself needs."""
    taken = _A_LINES_OWN.union(own)
    return {f"door_{name}" if name in taken else name: fact for name, fact in facts.items()}


def _body(request: Request, answer: Answer) -> str | Iterator[str]:
    """Give the body; a streamed one where the request is too large.

    functions-framework reads a request to its end into memory before it answers, unless the
    answer is streamed. We read on a little, so that the sender gets to see the answer, and keep
    nothing of it.
    """
    if answer.status != _TOO_LARGE:
        return answer.body
    rest = request.environ["wsgi.input"]
    with suppress(OSError):  # the sender hung up: nobody is left to see the answer
        for _ in range(_READ_ON_BYTES // _CHUNK_BYTES):
            if not rest.read(_CHUNK_BYTES):
                break
    return iter([answer.body])


def _answer(handle: Callable[[], Answer]) -> Answer:
    try:
        return handle()
    except SuiteError as error:
        return _problem(error)
    except RequestEntityTooLarge:
        return _problem(TooLarge("the body is larger than this door takes"))
    except Exception as error:  # noqa: BLE001 - the last line before the framework's own traceback
        log.error("unexpected error", error)
        return _problem(TransientError("internal error", code="internal"), status=500)


def _problem(error: SuiteError, status: int | None = None) -> Answer:
    """An RFC 9457 body; a message of ours holds nothing that may not be shown."""
    status = status or _STATUS_OF_CODE.get(error.code) or _status(error)
    body = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Internal error"),
        "status": status,
        "code": error.code,
        "detail": str(error),
    }
    headers = {}
    if isinstance(error, TransientError) and error.retry_after_s:
        headers["Retry-After"] = str(int(error.retry_after_s) + 1)
    return Answer(
        status,
        json.dumps(body, ensure_ascii=False),
        "application/problem+json",
        headers,
        {"error": error.code, "detail": str(error)},
    )


def _status(error: SuiteError) -> int:
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def _no_route(request: Request, routes: Mapping[tuple[str, str], Handler]) -> Answer:
    asked = _paths(request)
    methods = {method for method, path in routes if path in asked}
    if methods:
        return _wrong_method(methods | ({"HEAD"} if "GET" in methods else set()))
    return _problem(PermanentError("there is nothing here", code="not_found"))


def _paths(request: Request) -> tuple[str, str]:
    """Give the path as a route names it: itself, or as any below its parent."""
    path = request.path.rstrip("/") or "/"
    return path, f"{path.rpartition('/')[0]}/*"


def _wrong_method(allowed: Iterable[str]) -> Answer:
    problem = _problem(PermanentError("not with this method", code="method"))
    return replace(problem, headers={"Allow": ", ".join(sorted(allowed))})


def _trace(header: str) -> dict[str, Scalar]:
    match = _TRACE.match(header)
    return {"logging.googleapis.com/trace": match[1]} if match else {}
