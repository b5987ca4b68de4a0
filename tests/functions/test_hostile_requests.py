"""What a stranger, or somebody with a stolen key, may send: never a 500, never an echo."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

from shared.domain.signature import sign
from shared.entrypoint import MAX_BODY_BYTES
from tests.functions.conftest import ODOO_SECRETS, SECRETS, World, problem, push
from tests.functions.doors import MANIFESTS, routes_of
from tests.functions.odoo_changes import URL as ODOO
from tests.functions.odoo_changes import post as post_from_odoo
from tests.odoo_reports import STATE, event, message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import Client

META = "/api/webhooks/meta"
CANARY = "canary-0501234567@example.org"
DEEP = 100_000


@pytest.fixture(name="door")
def _door(world: World) -> Client:
    return world.door("webhooks")


def signed(door: Client, body: bytes, **headers: str) -> TestResponse:
    return door.post(META, data=body, headers={"X-Hub-Signature-256": sign(body, SECRETS[0])} | headers)  # fmt: skip


BODIES: dict[str, bytes] = {
    "lists in lists": b"[" * DEEP + b"]" * DEEP,
    "lists without end": b"[" * DEEP,
    "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "an entry as deep": b'{"object":"page","entry":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "infinity": b'{"object":"page","entry":[Infinity]}',
    "not a number": b"NaN",
    "a number over all": b"1e999",
    "many digits": b"9" * 500_000,
    "a lone surrogate": b'{"object":"page","entry":"\\ud800"}',
    "a surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "NUL": b"\x00",
    "NUL in a text": b'{"object":"page\x00"}',
    "byte order mark": b'\xef\xbb\xbf{"object":"page","entry":[]}',
    "UTF-16": '{"object":"page"}'.encode("utf-16"),
    "UTF-32": '{"object":"page"}'.encode("utf-32"),
    "cut off in a sign": b'{"a":"\xd8',
    "gzip": gzip.compress(b'{"object":"page","entry":[]}'),
    "a bomb": gzip.compress(b"[" * 50_000_000),
    "deflate": zlib.compress(b'{"object":"page","entry":[]}'),
    "nothing": b"",
    "blanks": b" " * 900_000,
    "two documents": b"{}{}",
    "a comment": b"/**/{}",
    "names twice": b'{"object":"x","object":"page","entry":[],"entry":[]}',
    "form": b"object=page&entry=",
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "multipart": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
}


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br"])
def test_a_hostile_body_is_refused_and_publishes_nothing_even_if_it_is_signed(
    world: World, door: Client, encoding: str
) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    for name, body in BODIES.items():
        assert signed(door, body, **headers).status_code == 400, name
        assert post_from_odoo(door, body, **headers).status_code == 400, name
        assert door.post(META, data=body, headers=headers).status_code == 401, name
        assert door.post(ODOO, data=body, headers=headers).status_code == 401, name
    assert world.published() == []


def test_a_hostile_push_is_refused(world: World) -> None:
    door = world.door("lead_event_handler")
    for name, body in BODIES.items():
        for content_type in ("application/json", "application/cloudevents+json", "text/plain", ""):
            answer = door.post("/", data=body, content_type=content_type)
            assert answer.status_code == 400, (name, content_type)


NUMBERS = ["1e999", "-1e999", "9" * 4000, "9" * 19, "1.0", "-1", "0", "true", "null",
           '"\\ud800"', "[[[]]]", "{}", '"\\u0000"']  # fmt: skip
IN_A_NOTIFICATION = ("leadgen_id", "page_id", "form_id", "ad_id", "created_time", "field", "id")
IN_A_CHANGE = ("revision", "lead_id", "occurred_at", "merged_into", "kind", "by", "changed")


def test_a_hostile_value_in_a_notification_costs_no_500(door: Client) -> None:
    for name in IN_A_NOTIFICATION:
        for hostile in NUMBERS:
            value: dict[str, object] = {"leadgen_id": "7", "page_id": "1", "form_id": "1"}
            change: dict[str, object] = {"field": "leadgen", "value": value}
            place = change if name == "field" else value
            place[name] = "HOSTILE"
            batch = {"object": "page", "entry": [{"id": "1", "changes": [change]}]}
            body = json.dumps(batch).replace('"HOSTILE"', hostile)
            assert signed(door, body.encode()).status_code in {200, 400}, (name, hostile)


@pytest.mark.parametrize("hostile", NUMBERS, ids=lambda text: text[:12])
def test_a_hostile_value_in_a_change_of_odoo_costs_its_event_and_nothing_later(
    world: World, door: Client, hostile: str
) -> None:
    """What was accepted must also be storable, or the bus would bring it for sixteen hours."""
    for number, name in enumerate((*STATE, *IN_A_CHANGE), 1):
        state = {"state": STATE | {name: "HOSTILE"}} if name in STATE else {name: "HOSTILE"}
        body = message(event(2 * number - 1), event(2 * number, **state)).replace(
            b'"HOSTILE"', hostile.encode()
        )
        answer = post_from_odoo(door, body)
        assert answer.status_code == 200, name
        assert answer.json is not None
        assert answer.json["accepted"] >= 1, name
    handler = world.door("lead_event_handler")
    assert {push(handler, found).status_code for found in world.published()} == {204}


def test_more_changes_than_meta_sends_are_refused_and_as_many_are_taken(
    world: World, door: Client
) -> None:
    def of(count: int) -> bytes:
        value = [{"field": "leadgen", "value": {"leadgen_id": n, "page_id": 1}} for n in range(1, count + 1)]  # fmt: skip
        return json.dumps({"object": "page", "entry": [{"id": 1, "changes": value}]}).encode()

    assert signed(door, of(1001)).status_code == 400
    assert world.published() == []
    assert signed(door, of(1000)).status_code == 200


class Broken(io.RawIOBase):
    """A body that breaks off, by an error or by ending."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = list(parts)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._parts.pop(0) if self._parts else b""
        if isinstance(part, Exception):
            self._parts = [part]  # a line that is broken stays so
            raise part
        buffer[: len(part)] = part
        return len(part)


class OfTheServer(Exception):
    """What only the server knows."""


def raw(door: Client, environ: dict[str, Any]) -> TestResponse:
    """Call the app itself: the test client would put a hostile environment right."""
    given = EnvironBuilder(path=META, method="POST").get_environ()
    given |= environ
    body, status, headers = run_wsgi_app(door.application, given)
    return TestResponse(body, status, headers, Request(given))


@pytest.mark.parametrize("path", [META, ODOO, "/not/there"])
@pytest.mark.parametrize(
    "parts",
    [
        (b"{}",),
        (b"{}", ConnectionResetError()),
        (TimeoutError(),),
        (b"{", BrokenPipeError()),
        (b"{", OfTheServer()),
    ],
    ids=["ends", "reset", "time-out", "broken pipe", "bad chunk"],
)
def test_a_body_that_breaks_off_is_400(
    world: World, door: Client, path: str, parts: tuple[bytes | Exception, ...]
) -> None:
    length = {"CONTENT_LENGTH": "4000"}
    ways: list[dict[str, Any]] = [length, length | {"wsgi.input_terminated": True}]
    if isinstance(parts[-1], OfTheServer):
        ways.append({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True})
    for way in ways:
        answer = raw(door, {"PATH_INFO": path, "wsgi.input": Broken(*parts)} | way)
        assert (answer.status_code, problem(answer)["code"]) == (400, "bad_input"), way
    assert world.published() == []


@pytest.mark.parametrize("length", ["-1", "x", "", "1e3", "0x10", "9" * 40, " ", "2, 2", "٣"])
def test_a_length_that_is_none_is_refused_and_no_500(door: Client, length: str) -> None:
    answer = raw(door, {"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"{}")})
    assert answer.status_code in {400, 401, 413}


def test_a_body_longer_than_it_says_is_read_no_further(door: Client) -> None:
    body = b'{"object":"page","entry":[]}'
    sent: dict[str, Any] = {
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_HUB_SIGNATURE_256": sign(body, SECRETS[0]),
        "wsgi.input": io.BytesIO(body + b"x" * 1000),
    }
    assert raw(door, sent).status_code == 200


class Endless(io.RawIOBase):
    """A chunked body that never ends."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.read_bytes += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_a_chunked_body_without_end_is_cut_off(door: Client) -> None:
    body = Endless()
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = raw(door, chunked | {"wsgi.input": body})
    assert (answer.status_code, problem(answer)["code"]) == (413, "too_large")
    assert body.read_bytes < MAX_BODY_BYTES + 10 * 1024 * 1024


def hostile_headers() -> Iterator[dict[str, str]]:
    yield {"HTTP_HOST": "evil.example\x00"}
    yield {"HTTP_HOST": "a" * 5000}
    yield {"HTTP_CONTENT_TYPE": CANARY}
    yield {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 5000}
    yield {"CONTENT_TYPE": "application/json; charset=utf-7"}
    yield {"CONTENT_TYPE": "\xff\xfe"}
    yield {"HTTP_X_CLOUD_TRACE_CONTEXT": CANARY}
    yield {"HTTP_X_FORWARDED_FOR": f"{CANARY}, ::::, %s%n"}
    yield {"HTTP_X_FORWARDED_PROTO": f"https\r\nX: {CANARY}"}
    yield {"HTTP_AUTHORIZATION": f"Bearer {CANARY}"}
    yield {"HTTP_COOKIE": "a=" + "b" * 9000}
    yield {"HTTP_RANGE": "bytes=0-18446744073709551615"}
    yield {"HTTP_IF_NONE_MATCH": "*", "HTTP_IF_MODIFIED_SINCE": CANARY}
    yield {"HTTP_ACCEPT_LANGUAGE": "ar;q=1e999," * 500}
    yield {"HTTP_X_HUB_SIGNATURE_256": "sha256=\xe9" + "0" * 63}
    yield {"QUERY_STRING": f"x={CANARY}&lang=%ff%00&state=%F0%28&" + "a=1&" * 2000}
    yield {"PATH_INFO": "/" + CANARY}
    yield {"PATH_INFO": "/../../etc/passwd"}
    yield {"PATH_INFO": "/ops/\xff\x00"}
    yield {"REQUEST_METHOD": "CANARY-METHOD"}
    yield {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}


def test_no_header_path_or_query_ends_in_a_500_or_comes_back_in_the_answer(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = []
    for name in MANIFESTS:
        door = world.door(name)
        for route in routes_of(name):
            for hostile in hostile_headers():
                asked = {"PATH_INFO": route.example, "REQUEST_METHOD": route.method}
                answers.append(raw(door, asked | hostile))
    # /jobs/* works in earnest here, on the demo Odoo; nothing else may say 503.
    assert {answer.status_code for answer in answers} <= {200, 302, 400, 401, 403, 404, 405}
    for answer in answers:
        assert CANARY not in f"{answer.headers}{answer.get_data(as_text=True)}"
    assert CANARY not in "".join(capsys.readouterr())


def test_secrets_of_the_tests_are_not_in_what_is_hostile() -> None:
    everything = b"".join(BODIES.values())
    assert all(secret.encode() not in everything for secret in (*SECRETS, *ODOO_SECRETS))
