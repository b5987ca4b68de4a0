"""Google's side of publishing, by a script: no sockets, no clock of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from google.auth.credentials import Credentials
from requests.adapters import BaseAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping

STORED: dict[str, Any] = {"messageIds": ["1"]}


@dataclass
class GivenTime:
    """A monotonic clock that only sleeping and answers move."""

    now_s: float = 1000.0
    slept_s: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds


@dataclass(frozen=True)
class Reply:
    """One answer, after `takes_s`; or an exception instead."""

    status: int = 200
    body: object = field(default_factory=lambda: STORED)
    headers: Mapping[str, str] = field(default_factory=dict)
    takes_s: float = 0.01
    fails_with: type[Exception] | None = None


def google_error(status: int, word: str, *, reason: str | None = None) -> Reply:
    """Give an error as Google writes it, with words that must not come through."""
    error: dict[str, Any] = {"code": status, "message": "secret ali@example.com", "status": word}
    if reason:
        error["details"] = [{"@type": "type.googleapis.com/x", "reason": reason}]
    return Reply(status, {"error": error})


class ScriptedGoogle(BaseAdapter):
    """Gives the replies in turn, the last for ever; remembers what it was sent."""

    def __init__(self, time: GivenTime, *replies: Reply) -> None:
        super().__init__()
        self.requests: list[requests.PreparedRequest] = []
        self.timeouts: list[Any] = []
        self._time = time
        self._replies = list(replies or [Reply()])

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        self.requests.append(request)
        self.timeouts.append(options["timeout"])
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        self._time.now_s += reply.takes_s
        if reply.fails_with is not None:
            raise reply.fails_with("secret ali@example.com")
        return _response(request, reply)

    def close(self) -> None:
        """Nothing is open."""

    def sent(self) -> list[list[dict[str, Any]]]:
        return [json.loads(request.body or b"")["messages"] for request in self.requests]


def _response(request: requests.PreparedRequest, reply: Reply) -> requests.Response:
    response = requests.Response()
    response.status_code = reply.status
    response.reason = HTTPStatus(reply.status).phrase
    response.headers.update(reply.headers)
    response._content = (
        reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    )
    response.request = request
    response.url = request.url or ""
    return response


class GivenCredentials(Credentials):
    """Gives `token-1`, `token-2` ... or fails."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.refreshed = 0
        self._failures = list(failures)

    def refresh(self, request: object) -> None:
        if self._failures:
            raise self._failures.pop(0)
        self.refreshed += 1
        self.token = f"token-{self.refreshed}"
