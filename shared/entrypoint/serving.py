"""One invocation: its answer, its headers and its one log line, whatever happens within."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from shared import log
from shared.entrypoint.answers import Answer, problem
from shared.errors import BadInput, SuiteError, TooLarge, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Request

    from shared.log import Scalar

_READ_ON_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_UNREAD = "suite.body_unread"
_A_LINES_OWN = frozenset({"message", "severity", "time"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_TRACE = re.compile(r"([0-9a-f]{32})(?:[/;].*)?\Z")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


def serve(
    name: str, request: Request, at_most_bytes: int, handle: Callable[[], Answer]
) -> Response:
    """Read the body, answer and log; nothing that `handle` raises gets past this."""
    started = time.perf_counter()
    answer = _answer(request, at_most_bytes, handle)
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
        headers=_HEADERS | (_HSTS if _is_https(request) else {}) | dict(answer.headers),
    )


def _read_body(request: Request, at_most_bytes: int) -> None:
    """Read the body, of which nothing is unpacked: what is signed is what was sent.

    Raises BadInput where it breaks off before the length that was announced, and werkzeug's own
    where it is longer than `at_most_bytes`; a body without a length (chunked) is counted as read.
    """
    request.max_content_length = at_most_bytes
    request.environ[_UNREAD] = True
    try:
        size = len(request.get_data())
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001 - each server has its own (gunicorn: InvalidChunkSize)
        raise BadInput("broke off", path="the body") from None
    if size >= at_most_bytes and request.content_length is None:
        raise RequestEntityTooLarge  # werkzeug cuts such a body off and says nothing (3.1.9)
    if size < (request.content_length or 0):  # so gunicorn gives what broke off (27.0.1)
        raise BadInput("broke off", path="the body")
    del request.environ[_UNREAD]


def _is_https(request: Request) -> bool:
    """Whoever claims https and is not: browsers do not heed the header then."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"


def _told_apart(facts: Mapping[str, Scalar], own: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Rename what a door says under a name that the line itself needs."""
    taken = _A_LINES_OWN.union(own)
    return {f"door_{name}" if name in taken else name: fact for name, fact in facts.items()}


def _body(request: Request, answer: Answer) -> str | Iterator[str]:
    """Give the body; a streamed one where the request could not be read to its end.

    functions-framework reads a request to its end into memory before it answers, unless the
    answer is streamed; what breaks off there would be its own 500. We read on a little, so that
    the sender gets to see the answer, and keep nothing of it.
    """
    if _UNREAD not in request.environ:
        return answer.body
    rest = request.environ["wsgi.input"]
    with suppress(Exception):  # the sender hung up: nobody is left to see the answer
        for _ in range(_READ_ON_BYTES // _CHUNK_BYTES):
            if not rest.read(_CHUNK_BYTES):
                break
    return iter([answer.body])


def _answer(request: Request, at_most_bytes: int, handle: Callable[[], Answer]) -> Answer:
    try:
        _read_body(request, at_most_bytes)
        return handle()
    except SuiteError as error:
        return problem(error)
    except RequestEntityTooLarge:
        return problem(TooLarge("the body is larger than this door takes"))
    except HTTPException:  # werkzeug's word for a request that nobody can read
        return problem(BadInput("cannot be read", path="the request"))
    except Exception as error:  # noqa: BLE001 - the last line before the framework's own traceback
        log.error("unexpected error", error)
        return problem(TransientError("internal error", code="internal"), status=500)


def _trace(header: str) -> dict[str, Scalar]:
    match = _TRACE.match(header)
    return {"logging.googleapis.com/trace": match[1]} if match else {}
