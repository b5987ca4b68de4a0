"""Tokens by their signature and time, with keys fetched from a server of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.google import GoogleTokens, PublicKeys
from shared.adapters.google.keys import FRESH, GOOD_FOR, LONGEST_BODY, PAUSE
from shared.adapters.system.clock import SystemClock
from shared.errors import NotAuthentic, TransientError
from tests.unit.google.signer import Signer, assemble, assertion, claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = int(SystemClock().now().timestamp())


class HandSetClock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def keys(signer: Signer, clock: HandSetClock) -> Iterator[PublicKeys]:
    with requests.Session() as session:
        session.trust_env = False
        yield PublicKeys(signer.url, session=session, clock=clock)


@pytest.fixture
def tokens(keys: PublicKeys) -> GoogleTokens:
    return GoogleTokens(keys, algorithm="RS256")


def refused(tokens: GoogleTokens, token: str) -> None:
    with pytest.raises(NotAuthentic) as caught:
        tokens.claims(token)
    assert caught.value.code == "identity_token"
    assert caught.value.__cause__ is None
    for part in token.split("."):
        assert len(part) < 8 or part not in str(caught.value)


def test_a_sound_token_gives_its_claims(signer: Signer, tokens: GoogleTokens) -> None:
    said = claims()
    assert tokens.claims(signer.rs256(said)) == said


def test_an_assertion_of_the_proxy_is_elliptic(signer: Signer, keys: PublicKeys) -> None:
    said = assertion()
    assert GoogleTokens(keys, algorithm="ES256").claims(signer.es256(said)) == said


FORGED: dict[str, Callable[[Signer], str]] = {
    "alg none": lambda _: assemble({"alg": "none", "kid": "rsa-1"}, claims(), lambda _raw: b""),
    "alg none, signed": lambda s: s.rs256(claims(), alg="none"),
    "HS256 with the public key": lambda s: s.hs256_with_the_public_key(claims()),
    "another algorithm of ours": lambda s: s.es256(claims()),
    "RS256 said, elliptic key": lambda s: s.rs256(claims(), kid="ec-1"),
    "another RSA key": lambda s: s.rs256(claims(), rsa.generate_private_key(65537, 2048)),
    "no key id": lambda s: s.rs256(claims(), kid=None),
    "a list as key id": lambda s: s.rs256(claims(), kid=["rsa-1"]),
    "an unknown key id": lambda s: s.rs256(claims(), kid="rsa-2"),
    "a critical extension": lambda s: s.rs256(claims(), crit=["exp"]),
    "expired": lambda s: s.rs256(claims(iat=NOW - 7200, exp=NOW - 3600)),
    "not yet in force": lambda s: s.rs256(claims(iat=NOW + 3600, exp=NOW + 7200)),
    "no end": lambda s: s.rs256(claims(exp=None)),
    "no beginning": lambda s: s.rs256(claims(iat=None)),
    "an end that is text": lambda s: s.rs256(claims(exp="never")),
    "an end that is a list": lambda s: s.rs256(claims(exp=[1])),
    "claims that are no object": lambda s: s.rs256([1]),
    "a header that is no object": lambda _: assemble([], claims(), bytes),
    "an abyss": lambda _: "W1tb" * 30_000 + ".e30.e30",
    "taken out by Cloud Run": lambda s: (
        s.rs256(claims()).rpartition(".")[0] + ".SIGNATURE_REMOVED_BY_GOOGLE"
    ),
    "two parts": lambda s: s.rs256(claims()).rpartition(".")[0],
    "four parts": lambda s: s.rs256(claims()) + ".x",
    "no base64": lambda _: "!.!.!",
    "nothing": lambda _: "",
    "not ASCII": lambda _: "é.é.é",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_sound_is_refused_and_not_repeated(
    signer: Signer, tokens: GoogleTokens, name: str
) -> None:
    refused(tokens, FORGED[name](signer))


def test_no_token_with_one_sign_changed_is_taken(signer: Signer, tokens: GoogleTokens) -> None:
    token = signer.rs256(claims())
    # The last sign of a part also holds bits that no byte is made of: they are left alone.
    lasts = {len(token) - 1, *(i - 1 for i, sign in enumerate(token) if sign == ".")}
    for at in range(0, len(token), 3):
        if at not in lasts and token[at] != ".":
            other = "A" if token[at] != "A" else "B"
            refused(tokens, token[:at] + other + token[at + 1 :])


@given(st.text(max_size=80) | st.lists(st.text(max_size=30), min_size=3, max_size=3).map(".".join))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_at_all_is_more_than_refused(tokens: GoogleTokens, text: str) -> None:
    with pytest.raises(NotAuthentic):
        tokens.claims(text)


def test_keys_are_asked_for_once_an_hour(
    signer: Signer, tokens: GoogleTokens, clock: HandSetClock
) -> None:
    for _ in range(20):
        tokens.claims(signer.rs256(claims()))
    assert signer.asked == 1
    clock.advance(FRESH + timedelta(seconds=1))
    tokens.claims(signer.rs256(claims()))
    assert signer.asked == 2


def test_however_many_unknown_keys_are_named_keys_are_asked_for_once_a_minute(
    signer: Signer, tokens: GoogleTokens, clock: HandSetClock
) -> None:
    tokens.claims(signer.rs256(claims()))
    clock.advance(PAUSE)
    for number in range(50):
        refused(tokens, signer.rs256(claims(), kid=f"unknown-{number}"))
    assert signer.asked == 2
    tokens.claims(signer.rs256(claims()))
    assert signer.asked == 2


def test_a_new_key_is_taken_within_a_minute(
    signer: Signer, tokens: GoogleTokens, clock: HandSetClock
) -> None:
    signer.body = b'{"old": "pem"}'
    refused(tokens, signer.rs256(claims()))
    signer.body = None
    clock.advance(PAUSE)
    assert tokens.claims(signer.rs256(claims()))


BROKEN = {
    "an error": (500, None),
    "a redirect": (302, None),
    "no JSON": (200, b"<html>"),
    "a list": (200, b"[]"),
    "nothing": (200, b""),
    "no keys": (200, b"{}"),
    "too many": (200, b"{" + b",".join(b'"%d":"x"' % n for n in range(60)) + b"}"),
    "too much": (200, b'{"k":"' + b"x" * LONGEST_BODY + b'"}'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_without_keys_a_token_may_come_again_and_no_storm_is_raised(
    signer: Signer, tokens: GoogleTokens, name: str
) -> None:
    signer.status, signer.body = BROKEN[name]
    for _ in range(10):
        with pytest.raises(TransientError) as caught:
            tokens.claims(signer.rs256(claims()))
        assert caught.value.code == "signing_keys"
    assert signer.asked == 1


@pytest.mark.parametrize("name", BROKEN)
def test_while_keys_cannot_be_had_those_of_before_are_good(
    signer: Signer, tokens: GoogleTokens, clock: HandSetClock, name: str
) -> None:
    tokens.claims(signer.rs256(claims()))
    signer.status, signer.body = BROKEN[name]
    clock.advance(FRESH + PAUSE)
    for _ in range(10):
        assert tokens.claims(signer.rs256(claims()))
    assert signer.asked == 2


def test_keys_that_are_over_a_day_old_open_nothing_any_more(
    signer: Signer, tokens: GoogleTokens, clock: HandSetClock
) -> None:
    tokens.claims(signer.rs256(claims()))
    signer.status = 500
    clock.advance(GOOD_FOR + timedelta(seconds=1))
    with pytest.raises(TransientError):
        tokens.claims(signer.rs256(claims()))
    signer.status = 200
    clock.advance(PAUSE)
    assert tokens.claims(signer.rs256(claims()))


def test_a_signer_that_cannot_be_reached_is_no_reason_to_let_anybody_in(
    clock: HandSetClock, signer: Signer
) -> None:
    with requests.Session() as session:
        session.trust_env = False
        gone = PublicKeys("http://127.0.0.1:9/keys", session=session, clock=clock)
        with pytest.raises(TransientError):
            GoogleTokens(gone, algorithm="RS256").claims(signer.rs256(claims()))
