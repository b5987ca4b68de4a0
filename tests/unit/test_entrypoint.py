"""What all doors share: whatever a door or a sender does, it is we who answer."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from shared import deadline, entrypoint, log
from shared.domain.event import MetaLeadAnnounced, encode
from shared.entrypoint import HTTP_WITHIN_S, MAX_BODY_BYTES, PUSH_WITHIN_S, Answer
from shared.errors import TransientError
from shared.push import Delivery, build_push
from tests.contracts.bus.events import announced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from shared.log import Scalar


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    log.configure(stream)
    return stream


def line_of(stream: io.StringIO) -> dict[str, object]:
    (line,) = stream.getvalue().splitlines()
    found: dict[str, object] = json.loads(line)
    return found


def request(method: str = "GET", path: str = "/", **more: object) -> Request:
    return Request(EnvironBuilder(method=method, path=path, **more).get_environ())  # type: ignore[arg-type]


def pushed() -> Request:
    delivery = Delivery(encode(announced(1)), "7", 1, "s", "2026-11-22T12:00:00Z")
    headers, body = build_push(delivery, topic="projects/p/topics/lead-events")
    return request("POST", headers=headers, data=body)


def push(facts: Mapping[str, Scalar]) -> Response:
    return entrypoint.push("d", pushed(), {MetaLeadAnnounced: lambda _event: facts})


def test_a_doors_fact_never_takes_the_place_of_one_of_the_lines_own(stream: io.StringIO) -> None:
    own = ("function", "method", "status", "duration_ms", "message", "severity", "time")
    answer = push({**dict.fromkeys(own, "mine"), "lead": "k"})
    line = line_of(stream)
    assert answer.status_code == 204
    assert (line["function"], line["method"], line["status"]) == ("d", "POST", 204)
    assert (line["message"], line["severity"], line["lead"]) == ("invocation", "INFO", "k")
    assert {line[f"door_{name}"] for name in own} == {"mine"}


@pytest.mark.parametrize(
    ("path", "allowed"), [("/", "GET, HEAD"), ("/both/", "GET, HEAD, POST"), ("/post", "POST")]
)
def test_another_method_is_told_which_ones_there_are(
    stream: io.StringIO, path: str, allowed: str
) -> None:
    there = [("GET", "/"), ("GET", "/both"), ("POST", "/both"), ("POST", "/post")]
    routes = dict.fromkeys(there, lambda _request: Answer())
    answer = entrypoint.http("d", request("DELETE", path), routes)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.json is not None
    assert answer.json["code"] == "method"
    assert line_of(stream)["error"] == "method"


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/a/5", 200, "any"),
        ("/a/5/", 200, "any"),
        ("/a/one", 200, "one"),
        ("/a", 404, None),
        ("/a/5/6", 404, None),
        ("/b/5", 404, None),
        ("/5", 404, None),
    ],
)
def test_a_route_with_a_star_takes_what_lies_one_step_below(
    stream: io.StringIO, path: str, status: int, body: str | None
) -> None:
    routes = {
        ("GET", "/a/*"): lambda _request: Answer(body="any"),
        ("GET", "/a/one"): lambda _request: Answer(body="one"),
    }
    answer = entrypoint.http("d", request("GET", path), routes)
    assert answer.status_code == status
    assert body is None or answer.get_data(as_text=True) == body
    refused = entrypoint.http("d", request("POST", "/a/5"), routes)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def test_a_push_door_takes_posts_only_and_says_so(stream: io.StringIO) -> None:
    answer = entrypoint.push("d", request("GET"), {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert line_of(stream)["status"] == 405


def test_a_path_that_is_not_there_names_no_methods(stream: io.StringIO) -> None:
    answer = entrypoint.http("d", request("GET", "/x"), {("GET", "/"): lambda _request: Answer()})
    assert (answer.status_code, answer.headers.get("Allow")) == (404, None)
    assert line_of(stream)["error"] == "not_found"


class HangsUp(io.RawIOBase):
    """A sender that goes away within a body."""

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1) -> bytes:
        raise ConnectionResetError


def test_a_sender_who_hangs_up_within_too_large_a_body_does_no_harm(stream: io.StringIO) -> None:
    asked = request("POST")
    asked.environ |= {"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1), "wsgi.input": HangsUp()}
    routes = {("POST", "/"): lambda request: Answer(body=str(len(request.get_data())))}
    answer = entrypoint.http("d", asked, routes)
    assert answer.status_code == 413
    assert line_of(stream)["error"] == "too_large"


def test_an_error_that_says_how_long_is_told_so_in_whole_seconds(stream: io.StringIO) -> None:
    def busy(_request: Request) -> Answer:
        raise TransientError("later", retry_after_s=2.5)

    answer = entrypoint.http("d", request(), {("GET", "/"): busy})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert line_of(stream)["severity"] == "WARNING"


def test_the_handler_of_a_request_knows_how_much_time_it_has(stream: io.StringIO) -> None:
    left: list[float] = []

    def take(_request: Request) -> Answer:
        left.append(deadline.left_s())
        return Answer()

    assert entrypoint.http("d", request(), {("GET", "/"): take}).status_code == 200
    assert 0 < left[0] <= HTTP_WITHIN_S
    assert deadline.left_s() == math.inf
    assert line_of(stream)["status"] == 200


def test_the_handler_of_a_message_knows_how_much_time_it_has(stream: io.StringIO) -> None:
    left: list[float] = []

    def take(_event: MetaLeadAnnounced) -> Mapping[str, Scalar]:
        left.append(deadline.left_s())
        return {}

    assert entrypoint.push("d", pushed(), {MetaLeadAnnounced: take}).status_code == 204
    assert 0 < left[0] <= PUSH_WITHIN_S
    assert deadline.left_s() == math.inf
    assert line_of(stream)["status"] == 204
