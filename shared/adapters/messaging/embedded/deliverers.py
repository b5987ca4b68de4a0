"""Two ways to bring a push request to a door: a call of its WSGI app, or HTTP."""

from __future__ import annotations

import http.client
import io
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.adapters.messaging.embedded.subscription import Subscription

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

Deliver = Callable[[Subscription, Mapping[str, str], bytes], int]
"""Brings headers and body to the subscription's door and gives the HTTP status of its answer."""

PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


def wsgi_deliverer(apps: Mapping[str, WSGIApplication]) -> Deliver:
    """Give a deliverer that calls the app of the subscription's endpoint in this process.

    Nothing can stop an app that runs past the acknowledge deadline: the message is delivered
    again when the lease ends, as Pub/Sub does it.
    """

    def deliver(subscription: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        return _call(apps[subscription.endpoint], _environ(headers, body))

    return deliver


def http_deliverer(urls: Mapping[str, str]) -> Deliver:
    """Give a deliverer that posts to the URL of the subscription's endpoint.

    A door that does not answer within the acknowledge deadline has failed (TimeoutError).
    """

    def deliver(subscription: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        url = urls[subscription.endpoint]
        return _post(url, headers, body, timeout_s=subscription.ack_deadline_s)

    return deliver


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> int:
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda _: None

    answer = app(environ, start_response)
    try:
        for _ in answer:
            pass
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    return int(statuses[-1].split(" ", 1)[0])


def _environ(headers: Mapping[str, str], body: bytes) -> WSGIEnvironment:
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in {**headers, "content-length": str(len(body))}.items():
        environ[PLAIN.get(name, "HTTP_" + name.upper().replace("-", "_"))] = value
    return environ


def _post(url: str, headers: Mapping[str, str], body: bytes, *, timeout_s: float) -> int:
    parts = urlsplit(url)
    connection: http.client.HTTPConnection = CONNECTIONS[parts.scheme](
        parts.netloc, timeout=timeout_s
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {**headers, "connection": "close"})
        return connection.getresponse().status
    finally:
        connection.close()
