"""The signature of Meta's webhooks."""

import hashlib
import hmac
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.signature import check_signature, sign
from shared.errors import NotAuthentic

SECRET = "app-secret"
BODY = b'{"object":"page","entry":[],"note":"\\u00e4\\u0623 \\/ <"}'


def refused(body, header, secrets=(SECRET,)):
    with pytest.raises(NotAuthentic) as caught:
        check_signature(body, header, secrets)
    return caught.value


def test_the_signature_is_the_documented_hmac():
    expected = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
    assert sign(BODY, SECRET) == f"sha256={expected}"


@given(st.binary(max_size=200), st.text(min_size=1, max_size=40))
@settings(max_examples=50)
def test_what_was_signed_verifies(body, secret):
    check_signature(body, sign(body, secret), [secret])
    check_signature(body, [sign(body, secret).replace("sha256=", "sha256=").lower()], [secret])


def test_upper_case_hex_is_the_same_number():
    header = sign(BODY, SECRET)
    check_signature(BODY, "sha256=" + header.removeprefix("sha256=").upper(), [SECRET])


def test_any_of_several_secrets_verifies_while_they_are_rotated():
    for secret in ("old", "new"):
        check_signature(BODY, sign(BODY, secret), ["old", "new"])
    refused(BODY, sign(BODY, "older"), ("old", "new"))


@pytest.mark.parametrize("position", range(0, len(BODY), 3))
def test_a_flipped_bit_anywhere_in_the_body_is_refused(position):
    changed = bytearray(BODY)
    changed[position] ^= 1
    refused(bytes(changed), sign(BODY, SECRET))


def test_every_flipped_digit_of_the_signature_is_refused():
    header = sign(BODY, SECRET)
    for position in range(len("sha256="), len(header)):
        other = "0" if header[position] != "0" else "1"
        refused(BODY, header[:position] + other + header[position + 1 :])


@pytest.mark.parametrize("change", [b"\n", b"\r\n", b" "])
def test_the_same_json_in_other_bytes_is_refused(change):
    refused(BODY + change, sign(BODY, SECRET))


GOOD = sign(BODY, SECRET)
DIGEST = GOOD.removeprefix("sha256=")


@pytest.mark.parametrize(
    "header",
    [
        None,
        [],
        "",
        [GOOD, GOOD],
        f"{GOOD},{GOOD}",
        DIGEST,
        f"SHA256={DIGEST}",
        f"sha256:{DIGEST}",
        f" {GOOD}",
        f"{GOOD} ",
        f"{GOOD}\n",
        GOOD[:-1],
        f"{GOOD}0",
        "sha256=",
        "sha256=" + "g" * 64,
        "sha256=" + "é" * 64,
        "sha256=" + "٣" * 64,
        "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest(),
    ],
)
def test_a_missing_doubled_or_malformed_header_is_refused(header):
    error = refused(BODY, header)
    assert error.code == "signature"


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_an_empty_secret_never_verifies(secrets):
    refused(BODY, sign(BODY, ""), secrets)


def test_the_error_echoes_neither_body_nor_header_nor_secret():
    error = refused(BODY, sign(BODY, "other"))
    assert not re.search(rf"object|{SECRET}|[0-9a-f]{{16}}", str(error))
