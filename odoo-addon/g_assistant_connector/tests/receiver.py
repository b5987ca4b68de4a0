"""A receiver on 127.0.0.1 for tests: it answers as told, and keeps what it was sent."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

GUARD_S = 30
"""No wait of a test lasts longer than this."""


class Request(NamedTuple):
    path: str
    headers: dict
    body: bytes

    @property
    def document(self):
        return json.loads(self.body)

    @property
    def events(self):
        return self.document["events"]

    def is_signed_with(self, key):
        """Check one signature, written here once more and not taken from the addon."""
        signed = b".".join(
            [
                self.headers["webhook-id"].encode(),
                self.headers["webhook-timestamp"].encode(),
                self.body,
            ]
        )
        digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        return f"v1,{digest.decode()}" in self.headers["webhook-signature"].split(" ")


def receipt(request, refused=()):
    """Give the receiver's good answer."""
    return {
        "receiver": "meta-lead-ads-odoo",
        "accepted": len(request.events) - len(refused),
        "refused": [{"id": uuid, "reason": "Because."} for uuid in refused],
    }


class Receiver:
    """What to answer: ``answer(request)`` gives ``(status, headers, body)`` or None.

    None hangs up. ``hold`` makes it wait, before it answers, for ``release``.
    """

    def __init__(self, server):
        self.url = f"http://127.0.0.1:{server.server_port}/api/webhooks/odoo"
        self.requests = []
        self.answer = self.accept
        self.hold = False
        self.arrived = threading.Event()
        self.release = threading.Event()

    @property
    def events(self):
        return [event for request in self.requests for event in request.events]

    @staticmethod
    def accept(request):
        return 200, {}, receipt(request)

    def says(self, status, headers=None, body=b""):
        """Answer so from now on."""
        self.answer = lambda request: (status, headers or {}, body)

    def problem(self, status, code, **headers):
        """Answer with RFC 9457 JSON from now on."""
        self.says(status, headers, {"status": status, "code": code, "detail": "Why."})

    def hangs_up(self):
        self.answer = lambda request: None

    def take(self, request):
        self.requests.append(request)
        self.arrived.set()
        if self.hold:
            self.release.wait(GUARD_S)
        return self.answer(request)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.receiver.take(Request(self.path, headers, body))
        if answer is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, body = answer
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            # The sender has seen enough of it.
            self.close_connection = True

    def log_message(self, *_args):
        """Say nothing: the tests look at the requests."""


@contextmanager
def listening(wrap=None):
    """Give a Receiver that listens; ``wrap`` (for TLS) takes and gives a socket."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    if wrap:
        server.socket = wrap(server.socket)
    server.receiver = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.receiver
    finally:
        server.receiver.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def closed_port():
    """Give a port of 127.0.0.1 at which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def trickling(start, more):
    """Give the URL of a receiver that says ``start``, and then ``more`` for ever."""
    done = threading.Event()

    def answer():
        connection, _address = bound.accept()
        with connection, suppress(OSError):
            connection.sendall(start)
            while not done.wait(0.01):
                connection.sendall(more)

    with socket.create_server(("127.0.0.1", 0)) as bound:
        bound.settimeout(GUARD_S)
        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}/"
        finally:
            done.set()
            thread.join()
