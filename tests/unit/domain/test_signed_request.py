"""Meta's signed_request: only what Meta signed, whole, of the right kind and age, is taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.signed_request import ALGORITHM, LONGEST, read_signed_request, sign_request
from shared.errors import NotAuthentic

SECRETS = ("new-secret", "old-secret")
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ASKED = {
    "algorithm": ALGORITHM,
    "expires": 1795348800,
    "issued_at": int(NOW.timestamp()) - 60,
    "user_id": "218471",
}
ODD = (
    b"", b"null", b"[]", b"{}", b"{", b"1", b'"text"', b"\xff\xfe", b"[" * 3000,
    b'{"algorithm":"HMAC-SHA256"}', b'{"algorithm":"HMAC-SHA256","user_id":"1","issued_at":1e999}',
    b'{"algorithm":"HMAC-SHA256","user_id":"1","issued_at":NaN}', b"9" * 2900,
)  # fmt: skip


def signed(secret: str = SECRETS[0], **changes: object) -> str:
    return sign_request(json.dumps(ASKED | changes).encode(), secret)


def refused(text: str, now: datetime = NOW) -> str:
    with pytest.raises(NotAuthentic) as caught:
        read_signed_request(text, SECRETS, now)
    return caught.value.code


def test_the_signature_is_made_as_metas_own_sample_makes_it() -> None:
    payload = base64.urlsafe_b64encode(json.dumps(ASKED).encode()).decode().rstrip("=")
    digest = hmac.new(SECRETS[0].encode(), payload.encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(digest).decode()
    for given_signature in (signature, signature.rstrip("=")):
        assert read_signed_request(f"{given_signature}.{payload}", SECRETS, NOW)
    assert signed() == f"{signature.rstrip('=')}.{payload}"


@pytest.mark.parametrize("secret", SECRETS)
def test_each_secret_that_is_in_force_may_have_signed_it(secret: str) -> None:
    asked = read_signed_request(signed(secret), SECRETS, NOW)
    assert asked.issued_at == NOW - timedelta(seconds=60)
    assert len(asked.confirmation_code) == len(asked.user_hash) == 32


def test_the_same_request_has_the_same_code_and_another_one_another() -> None:
    first = read_signed_request(signed(), SECRETS, NOW)
    assert read_signed_request(signed(), SECRETS[::-1], NOW + timedelta(hours=1)) == first
    other = read_signed_request(signed(issued_at=ASKED["issued_at"] + 1), SECRETS, NOW)
    assert other.confirmation_code != first.confirmation_code
    assert other.user_hash == first.user_hash


def test_neither_code_nor_hash_holds_the_user() -> None:
    asked = read_signed_request(signed(), SECRETS, NOW)
    plain = hashlib.sha256(b"218471").hexdigest()
    assert "218471" not in asked.confirmation_code + asked.user_hash
    assert asked.user_hash not in plain


@given(at=st.integers(0, 400), flip=st.integers(1, 255))
def test_a_request_with_any_byte_flipped_is_refused(at: int, flip: int) -> None:
    raw = bytearray(signed().encode())
    at %= len(raw)
    raw[at] ^= flip
    refused(raw.decode("latin-1"))


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{43}=?\.[A-Za-z0-9_-]{2,60}"))
def test_whatever_else_is_sent_is_refused_and_never_more_than_that(text: str) -> None:
    refused(text)


@pytest.mark.parametrize("payload", ODD)
def test_a_rightly_signed_payload_that_is_no_request_is_refused(payload: bytes) -> None:
    refused(sign_request(payload, SECRETS[0]))


@given(st.dictionaries(st.sampled_from([*ASKED]), st.none() | st.integers() | st.text() | st.floats() | st.lists(st.none())))  # fmt: skip
def test_rightly_signed_fields_of_any_kind_are_read_or_refused(fields: dict[str, object]) -> None:
    try:
        read_signed_request(signed(**fields), SECRETS, NOW)
    except NotAuthentic:
        return


@pytest.mark.parametrize(
    "changes", [{"algorithm": "none"}, {"algorithm": "HMAC-SHA1"}, {"user_id": "1' OR 1"}]
)
def test_another_algorithm_or_no_user_is_refused(changes: dict[str, object]) -> None:
    refused(signed(**changes))


@pytest.mark.parametrize(("age_s", "is_fine"), [(-599, True), (-601, False), (7 * 86_400 - 1, True), (7 * 86_400 + 1, False)])  # fmt: skip
def test_a_request_is_taken_for_a_week_and_not_from_the_future(age_s: int, is_fine: bool) -> None:
    text = signed(issued_at=int(NOW.timestamp()) - age_s)
    if is_fine:
        assert read_signed_request(text, SECRETS, NOW)
    else:
        assert refused(text) == "timestamp"


def test_an_empty_or_foreign_secret_never_verifies() -> None:
    refused(signed("somebody-elses"))
    with pytest.raises(NotAuthentic):
        read_signed_request(signed(""), ("",), NOW)


def test_a_request_that_is_too_long_is_not_even_checked() -> None:
    refused(sign_request(b" " * LONGEST + json.dumps(ASKED).encode(), SECRETS[0]))
