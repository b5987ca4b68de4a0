"""Standard Webhooks: signing, checking, and the project's own library as a second opinion."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from shared.adapters.system.clock import SystemClock
from shared.domain.standard_webhooks import HEADERS, Authentic, check, sign, signing_key
from shared.errors import NotAuthentic
from tests.odoo_reports import NOW, SECRET

OTHER = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLWFkZG9u"
KEY, OTHER_KEY = signing_key(SECRET), signing_key(OTHER)
BODY = '{"version":1,"title":"فيلا  \\/ <"}'.encode()
WRONG = "v1," + base64.b64encode(b"x" * 32).decode()
SECONDS = int(NOW.timestamp())


def signed(body: bytes = BODY, *keys: bytes, at: int = SECONDS) -> dict[str, str]:
    return sign(body, "msg_1", at, keys or (KEY,))


def checked(
    headers: dict[str, str], body: bytes = BODY, keys: tuple[bytes, ...] = (KEY,)
) -> Authentic:
    return check(body, {name: [value] for name, value in headers.items()}, keys, NOW)


def refused(
    headers: dict[str, str], body: bytes = BODY, keys: tuple[bytes, ...] = (KEY,)
) -> NotAuthentic:
    with pytest.raises(NotAuthentic) as caught:
        checked(headers, body, keys)
    assert SECRET not in str(caught.value)
    return caught.value


def test_the_example_of_the_specification_verifies() -> None:
    """Vector of the libraries' own tests (standard-webhooks, read 2026-11)."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert sign(body, headers["webhook-id"], 1614265330, [key]) == headers
    lists = {name: [value] for name, value in headers.items()}
    at = NOW - timedelta(seconds=SECONDS - 1614265330)
    assert check(body, lists, [key], at).sent_at == at


@given(st.text(max_size=200), st.binary(min_size=24, max_size=64))
@settings(max_examples=50)
def test_what_we_sign_the_official_library_takes_and_the_other_way_round(
    text: str, key: bytes
) -> None:
    secret, now = "whsec_" + base64.b64encode(key).decode(), SystemClock().now()
    body, theirs = text.encode(), Webhook(secret)
    ours = sign(body, "msg_1", int(now.timestamp()), [KEY, signing_key(secret)])
    theirs.verify(body, ours, json_parse=False)
    theirs_signed = ours | {"webhook-signature": theirs.sign("msg_1", now, text)}
    check(body, {name: [value] for name, value in theirs_signed.items()}, [key], now)
    with pytest.raises(WebhookVerificationError):
        theirs.verify(body + b" ", ours, json_parse=False)


def test_every_secret_of_a_rotation_verifies_on_either_side() -> None:
    for given_keys in ((KEY,), (OTHER_KEY,), (OTHER_KEY, KEY)):
        for known in ((KEY, OTHER_KEY), (OTHER_KEY, KEY)):
            assert checked(signed(BODY, *given_keys), keys=known).sent_at == NOW
    refused(signed(BODY, OTHER_KEY))


@pytest.mark.parametrize("position", range(0, len(BODY), 5))
def test_a_flipped_bit_anywhere_in_the_body_is_refused(position: int) -> None:
    body = bytearray(BODY)
    body[position] ^= 1
    assert refused(signed(), bytes(body)).code == "not_authentic"


@pytest.mark.parametrize("body", [BODY + b"\n", BODY.decode().encode("utf-16"), b""])
def test_a_body_written_anew_is_refused(body: bytes) -> None:
    refused(signed(), body)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize(
    "values",
    [[], ["", ""], [""], ["é"], ["a\nb"], [" "], ["v1,"], ["msg.1"], ["+5"], ["x" * 5000]],
)
def test_a_header_that_is_missing_doubled_or_malformed_is_refused_and_named(
    name: str, values: list[str]
) -> None:
    headers = {key: [value] for key, value in signed().items()} | {name: values}
    with pytest.raises(NotAuthentic, match=name) as caught:
        check(BODY, headers, [KEY], NOW)
    assert caught.value.code == "not_authentic"


def test_the_same_header_twice_is_refused_though_both_are_right() -> None:
    headers = {name: [value, value] for name, value in signed().items()}
    with pytest.raises(NotAuthentic, match="several times"):
        check(BODY, headers, [KEY], NOW)


@pytest.mark.parametrize(
    "spell",
    [
        lambda right: right.replace("v1,", "v1a,"),
        lambda right: right.replace("v1,", "v2,"),
        lambda right: right.replace("v1,", "V1,"),
        lambda right: right.replace("v1,", ""),
        lambda right: right.replace("v1,", "v1,!"),
        lambda right: right.rstrip("="),
        lambda right: right[:-8],
        lambda right: f"v1,{base64.b64decode(right[3:]).hex()}",
        lambda right: right.replace("v1,", "v1,,"),
    ],
)
def test_a_signature_spelled_otherwise_is_refused(spell) -> None:
    headers = signed()
    spelled = headers | {"webhook-signature": spell(headers["webhook-signature"])}
    assert refused(spelled).code == "not_authentic"


def test_a_right_signature_among_strange_ones_verifies() -> None:
    headers = signed()
    among = f"v1a,!!! v2,x {WRONG} {headers['webhook-signature']} nothing"
    assert checked(headers | {"webhook-signature": among}).sent_at == NOW


@pytest.mark.parametrize("by", [",", ", "])
def test_two_signature_headers_that_a_proxy_has_joined_are_refused(by: str) -> None:
    headers = signed()
    joined = by.join([headers["webhook-signature"]] * 2)
    assert "malformed" in str(refused(headers | {"webhook-signature": joined}))


def test_without_a_key_or_with_an_empty_one_nothing_verifies() -> None:
    refused(signed(), keys=())
    refused(sign(BODY, "msg_1", SECONDS, [b""]), keys=(b"",))


@pytest.mark.parametrize("age_s", [-300, -1, 0, 299, 300])
def test_five_minutes_either_way_are_allowed(age_s: int) -> None:
    assert checked(signed(at=SECONDS - age_s)).sent_at == NOW - timedelta(seconds=age_s)


@pytest.mark.parametrize(
    ("age_s", "words"),
    [(301, "301 s behind"), (-301, "301 s ahead of"), (7200, "7200 s behind"), (SECONDS, "behind")],
)
def test_an_older_or_newer_message_is_refused_with_the_difference(age_s: int, words: str) -> None:
    error = refused(signed(at=SECONDS - age_s))
    assert error.code == "timestamp"
    assert words in str(error)


def test_the_clock_is_spoken_of_only_to_who_knows_the_secret() -> None:
    old = signed(BODY, OTHER_KEY, at=SECONDS - 7200)
    assert refused(old).code == "not_authentic"
    assert "7200" not in str(refused(old))


@pytest.mark.parametrize("changed", ["1763838000.0", "01763838000", "+1763838000", "1e9", "٣"])
def test_a_time_has_one_spelling(changed: str) -> None:
    assert refused(signed() | {"webhook-timestamp": changed}).code == "not_authentic"


def test_a_time_set_anew_by_somebody_else_is_refused() -> None:
    old = signed(at=SECONDS - 7200)
    assert refused(old | {"webhook-timestamp": str(SECONDS)}).code == "not_authentic"


def test_a_full_stop_cannot_be_moved_from_one_header_into_another() -> None:
    """The signed text of both is the same; so is the signature."""
    right = sign(b"1.body", "msg", SECONDS, [KEY])
    moved = {**right, "webhook-id": f"msg.{SECONDS}", "webhook-timestamp": "1"}
    assert refused(moved, b"body").code == "not_authentic"


def test_a_signature_has_one_spelling_to_the_last_bit() -> None:
    """Base64 of 32 bytes leaves two bits idle: set, they decode to the same bytes."""
    headers = signed()
    code = headers["webhook-signature"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    idle = letters[letters.index(code[-2]) ^ 1]
    assert base64.b64decode(f"{code[3:-2]}{idle}=") == base64.b64decode(code[3:])
    assert refused(headers | {"webhook-signature": f"{code[:-2]}{idle}="}).code == "not_authentic"


def test_copies_have_one_fingerprint_however_their_signature_is_spelled() -> None:
    both, keys = signed(BODY, KEY, OTHER_KEY), (KEY, OTHER_KEY)
    first, second = both["webhook-signature"].split()
    spelled = (first, second, f"{second} {first}", f"{WRONG} {first}")
    found = {checked(both | {"webhook-signature": one}, keys=keys).fingerprint for one in spelled}
    assert len(found) == 1
    assert checked(signed(at=SECONDS + 1), keys=keys).fingerprint not in found


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "whsec_"),
        ("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "whsec_"),
        ("whsk_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "whsec_"),
        ("whsec_", "24 to 64"),
        ("whsec_c2hvcnQ=", "24 to 64"),
        ("whsec_" + base64.b64encode(b"x" * 65).decode(), "24 to 64"),
        ("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0-_", "base64"),
        ("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0é", "base64"),
    ],
)
def test_a_secret_of_another_form_is_refused_and_not_repeated(secret: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        signing_key(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(caught.value)
    assert caught.value.__cause__ is None
