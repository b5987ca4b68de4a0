"""The demo Gemini as a WSGI application: one method, faults on demand, counts of calls."""

from __future__ import annotations

import hmac
import re
from collections import deque
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from deploy.local.demo.faults import FAULT_KEY, FaultBoard, FaultGate
from deploy.local.demo.gemini.acting import NAMES, answered
from deploy.local.demo.gemini.replies import (
    BAD_REQUEST,
    KEY_INVALID,
    KEY_MISSING,
    ORDERED,
    TOO_SHORT,
    Refused,
    as_json,
    model_unknown,
)
from deploy.local.demo.gemini.request import read_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

API_KEY = "demo-gemini-key"
MODEL_PREFIX = "gemini-"
_CALL = re.compile(r"/(?:v1beta|v1)/models/([a-z0-9.-]{1,60}):generateContent")
_LEAST_DEADLINE_S = 10
_CALLS_KEPT = 20


class DemoGeminiApp:
    """The application, with its board of faults."""

    def __init__(self) -> None:
        self.board = FaultBoard(NAMES | ORDERED.keys())
        self.calls: deque[bytes] = deque(maxlen=_CALLS_KEPT)
        """Bodies of the last calls that got as far as the model."""
        self._gate = FaultGate(self._answer, self.board, _describe)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._gate(environ, start_response)

    def close(self) -> None:
        """Let held requests go."""
        self.board.release()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = self._respond(Request(environ))
        except Refused as refusal:
            response = refusal.error.response()
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        model = _model(request)
        _check_key(request)
        _check_deadline(request)
        rule = request.environ.get(FAULT_KEY)
        order = rule.fault if rule is not None else ""
        if order in ORDERED:
            raise Refused(ORDERED[order])
        body = request.get_data()
        question = read_question(body)
        self.calls.append(body)
        return as_json(answered(question, model, order))


def create_app() -> DemoGeminiApp:
    """Give the demo Gemini, to be mounted anywhere; it has no file."""
    return DemoGeminiApp()


def _model(request: Request) -> str:
    call = _CALL.fullmatch(request.path)
    if call is None or request.method != "POST":
        raise Refused(model_unknown("demo"))
    if not call[1].startswith(MODEL_PREFIX):
        raise Refused(model_unknown(call[1]))
    return call[1]


def _check_key(request: Request) -> None:
    key = request.headers.get("x-goog-api-key", "")
    if not key:
        raise Refused(KEY_MISSING)
    if not hmac.compare_digest(key.encode(), API_KEY.encode()):
        raise Refused(KEY_INVALID)


def _check_deadline(request: Request) -> None:
    seconds = request.headers.get("X-Server-Timeout", str(_LEAST_DEADLINE_S))
    if not seconds.isascii() or not seconds.isdecimal():
        raise Refused(BAD_REQUEST)
    if int(seconds) < _LEAST_DEADLINE_S:
        raise Refused(TOO_SHORT)


def _describe(environ: WSGIEnvironment, body: bytes) -> Mapping[str, str]:
    """Say which request this is, in the words that faults match on: `path`, `model`."""
    path = environ.get("PATH_INFO", "")
    call = _CALL.fullmatch(path)
    return {"path": path, "model": call[1] if call else ""}
