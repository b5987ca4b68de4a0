"""Forged, cut, re-encoded and replaced signatures at both webhooks: none gets anything in."""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from shared.adapters.system.clock import SystemClock
from shared.domain.signature import sign
from tests.functions.canaries import watching
from tests.functions.conftest import ODOO_SECRETS, SECRETS, World
from tests.functions.odoo_changes import URL as ODOO
from tests.odoo_reports import event, message, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import Client

META = "/api/webhooks/meta"
NOTICE = b'{"object":"page","entry":[{"id":"1","changes":[{"field":"leadgen","value":{"leadgen_id":"71234567890000001","page_id":"1"}}]}]}'
FUZZ = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(name="door")
def _door(world: World) -> Client:
    return world.door("webhooks")


def to_meta(door: Client, body: bytes, *signatures: str) -> int:
    headers = Headers([("X-Hub-Signature-256", one) for one in signatures])
    return door.post(META, data=body, headers=headers).status_code


def flipped(text: bytes) -> Iterator[bytes]:
    """Give a text with each byte changed, cut at each place, and with one byte more."""
    for at in range(len(text)):
        yield text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :]
        yield text[:at]
    yield text + b"\n"
    yield b" " + text
    yield text + text


def test_a_body_with_any_byte_changed_is_not_the_one_that_was_signed(
    world: World, door: Client
) -> None:
    signature = sign(NOTICE, SECRETS[0])
    assert {to_meta(door, body, signature) for body in flipped(NOTICE)} == {401}
    changes = message(event())[:400]
    headers = signed(changes, ODOO_SECRETS[0], at=SystemClock().now())
    sent = {door.post(ODOO, data=body, headers=headers).status_code for body in flipped(changes)}
    assert sent == {401}
    assert world.published() == []


def test_a_signature_with_any_sign_changed_fits_nothing(world: World, door: Client) -> None:
    signature = sign(NOTICE, SECRETS[0]).encode()
    for forged in flipped(signature):
        text = forged.decode("latin-1")
        if "\n" not in text and text.strip() != signature.decode():
            assert to_meta(door, NOTICE, text) == 401, text
    body = message(event())
    headers = signed(body, ODOO_SECRETS[0], at=SystemClock().now())
    for name, value in headers.items():
        for forged in flipped(value.encode()):
            text = forged.decode("latin-1")
            if "\n" not in text and text.strip() != value:
                sent = door.post(ODOO, data=body, headers=headers | {name: text})
                assert sent.status_code == 401, (name, text)
    assert world.published() == []


DRESSED: dict[str, Callable[[str], str]] = {
    "without its name": lambda s: s.removeprefix("sha256="),
    "named SHA-1": lambda s: s.replace("sha256", "sha1"),
    "named in capitals": str.upper,
    "base64": lambda s: "sha256=" + base64.b64encode(bytes.fromhex(s[7:])).decode(),
    "in quotation marks": lambda s: f'"{s}"',
    "in a list": lambda s: f"{s}, {s}",
    "with a comment": lambda s: f"{s};v=1",
    "with a blank": lambda s: s.replace("=", "= "),
    "0x": lambda s: s.replace("=", "=0x"),
    "full-width": lambda s: s.replace("0", "\uff10").encode("utf-8").decode("latin-1"),
    "Arabic digits": lambda s: s.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    .encode("utf-8").decode("latin-1"),
    "twice as long": lambda s: s + s[7:],
    "half": lambda s: s[:39],
}  # fmt: skip


@pytest.mark.parametrize("name", DRESSED)
def test_a_right_signature_in_another_dress_is_none(world: World, door: Client, name: str) -> None:
    dressed = DRESSED[name](sign(NOTICE, SECRETS[0]))
    assert dressed != sign(NOTICE, SECRETS[0])
    assert to_meta(door, NOTICE, dressed) == 401
    assert world.published() == []


def test_two_headers_are_none_even_if_both_are_right(world: World, door: Client) -> None:
    right, wrong = sign(NOTICE, SECRETS[0]), sign(NOTICE, "forged")
    for pair in ((right, right), (right, wrong), (wrong, right), (right, "")):
        assert to_meta(door, NOTICE, *pair) == 401
    assert world.published() == []


def test_sha1_is_no_way_in(world: World, door: Client) -> None:
    old = "sha1=" + hmac.digest(SECRETS[0].encode(), NOTICE, "sha1").hex()
    for name in ("X-Hub-Signature", "X-Hub-Signature-256"):
        assert door.post(META, data=NOTICE, headers={name: old}).status_code == 401
    assert world.published() == []


@pytest.mark.parametrize("secret", [*SECRETS])
def test_while_a_secret_is_replaced_not_one_notification_is_refused(
    world: World, door: Client, secret: str
) -> None:
    bodies = [NOTICE.replace(b"0001", b"%04d" % number) for number in range(1, 40)]
    assert {to_meta(door, body, sign(body, secret)) for body in bodies} == {200}
    assert len(world.published()) == 39


def test_a_secret_that_was_taken_out_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("META_APP_SECRET", SECRETS[0])
    monkeypatch.setenv("ODOO_WEBHOOK_SECRET", ODOO_SECRETS[0])
    door, body = world.door("webhooks"), message(event())
    assert to_meta(door, NOTICE, sign(NOTICE, SECRETS[1])) == 401
    headers = signed(body, ODOO_SECRETS[1], at=SystemClock().now())
    assert door.post(ODOO, data=body, headers=headers).status_code == 401
    assert to_meta(door, NOTICE, sign(NOTICE, SECRETS[0])) == 200


def test_json_that_means_the_same_is_not_what_was_signed(world: World, door: Client) -> None:
    document, signature = json.loads(NOTICE), sign(NOTICE, SECRETS[0])
    spellings = [
        json.dumps(document),
        json.dumps(document, indent=2),
        NOTICE.decode().replace("page", "\\u0070age"),
        NOTICE.decode().replace('"entry"', '"entry" '),
        NOTICE.decode() + "\r\n",
    ]
    assert {to_meta(door, body.encode(), signature) for body in spellings} == {401}
    assert world.published() == []


HEADER = st.text(
    st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=120
)


def test_no_header_at_all_opens_a_door_or_breaks_it(
    world: World, door: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    body, canary = message(event()), "canary-in-a-header"

    @given(st.lists(HEADER, min_size=1, max_size=3), HEADER, HEADER)
    @FUZZ
    def send(signatures: list[str], message_id: str, stamp: str) -> None:
        assert to_meta(door, NOTICE, *(f"{canary}{one}" for one in signatures)) == 401
        odoo = {"webhook-id": message_id, "webhook-timestamp": stamp}
        headers = odoo | {"webhook-signature": f"v1,{canary}{signatures[0]}"}
        assert door.post(ODOO, data=body, headers=headers).status_code == 401

    with watching(capsys) as watch:
        send()
        assert canary not in watch.heard()
    assert world.published() == []
