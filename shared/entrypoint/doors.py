"""The two kinds of door: one for HTTP, one that Pub/Sub (or the embedded queue) pushes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shared import deadline
from shared.domain.client_address import client_of
from shared.domain.event import Event, decode
from shared.entrypoint.answers import Answer
from shared.entrypoint.routing import Routes, handler_of, no_route, wrong_method
from shared.entrypoint.serving import serve
from shared.errors import NotAuthentic, UnknownVersion
from shared.log import Scalar
from shared.push import Delivery, parse_push

if TYPE_CHECKING:
    from flask import Request, Response

    from shared.usecases.front_door import FrontDoor

MAX_BODY_BYTES = 1024 * 1024
MAX_PUSH_BYTES = 10 * 1024 * 1024
PUSH_WITHIN_S = 60.0
"""A handler of a message begins no call to Meta or Odoo later than this; see `timeout_s` in
functions/lead_event_handler/function.yaml."""
HTTP_WITHIN_S = 25.0
"""The same for an HTTP door; one that has longer (a job) says so itself."""

PushHandlers = Mapping[type[Event], Callable[..., Mapping[str, Scalar]]]


def http(name: str, request: Request, routes: Routes, front: FrontDoor | None = None) -> Response:
    """Serve an HTTP door: the route's handler, or 404 or 405.

    A route `/a/*` takes every path one step below `/a` that has no route of its own. `front`
    decides who may come in at all, and how often (shared/assembly.py has one for each kind).
    """

    def handle() -> Answer:
        handler = handler_of(request, routes)
        if handler is None:
            return no_route(request, routes)
        with deadline.within(HTTP_WITHIN_S):
            return handler(request)

    return serve(name, request, MAX_BODY_BYTES, lambda: _let_in(request, front, handle))


def push(
    name: str, request: Request, handlers: PushHandlers, front: FrontDoor | None = None
) -> Response:
    """Serve a door that takes events: see `deliveries`."""

    def handle(delivery: Delivery) -> Mapping[str, Scalar]:
        event = decode(delivery.message)
        handler = handlers.get(type(event))
        if handler is None:
            raise UnknownVersion(f"this function does not take {type(event).__name__}")
        return {"event": type(event).__name__, **handler(event)}

    return deliveries(name, request, handle, front)


def deliveries(
    name: str,
    request: Request,
    handle: Callable[[Delivery], Mapping[str, Scalar]],
    front: FrontDoor | None = None,
    *,
    max_bytes: int = MAX_PUSH_BYTES,
) -> Response:
    """Serve a door that Pub/Sub (or the embedded queue) pushes to, whatever the message holds.

    2xx acknowledges. Everything else makes the bus deliver again and, in the end, dead-letter:
    also what cannot be read, so that nothing is dropped unseen.
    """

    def answer() -> Answer:
        if request.method != "POST":
            return wrong_method(["POST"])
        delivery = parse_push(dict(request.headers), request.get_data())
        facts: dict[str, Scalar] = {
            "message_id": delivery.message_id,
            "delivery_attempt": delivery.attempt,
        }
        with deadline.within(PUSH_WITHIN_S):
            return Answer(status=204, facts=facts | dict(handle(delivery)))

    return serve(name, request, max_bytes, lambda: _let_in(request, front, answer))


def _let_in(request: Request, front: FrontDoor | None, handle: Callable[[], Answer]) -> Answer:
    if front is None:
        return handle()
    forwarded = request.headers.getlist("X-Forwarded-For")
    client = client_of(forwarded, request.remote_addr, front.trusted_proxies)
    try:
        front.admit(client, request.headers.getlist)
        return handle()
    except NotAuthentic as error:
        front.refused(client, error)
        raise
