"""Who may come in: what sound tokens must say, and who is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.domain.rate_limit import RateLimit
from shared.errors import NotAuthentic, TooManyRequests
from shared.usecases.front_door import LONGEST_TOKEN, CallerGate, FrontDoor, PersonGate
from tests.unit.google.signer import AUDIENCE, CALLER, IAP_AUDIENCE, PERSON, assertion, claims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.usecases.front_door import HeaderValues


class Sound:
    """Takes every token as signed, and gives what the test wants it to say."""

    def __init__(self, said: Mapping[str, object]) -> None:
        self._said = said

    def claims(self, token: str) -> Mapping[str, object]:
        assert token == "sound"
        return self._said


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def sending(**values: Sequence[str]) -> HeaderValues:
    return lambda name: values.get(name.lower().replace("-", "_"), [])


BEARER = sending(authorization=["Bearer sound"])
IAP = sending(x_goog_iap_jwt_assertion=["sound"])


def callers(said: Mapping[str, object]) -> CallerGate:
    return CallerGate(Sound(said), (AUDIENCE,), (CALLER,))


def code_of(gate: CallerGate | PersonGate, header: HeaderValues) -> str:
    with pytest.raises(NotAuthentic) as caught:
        gate(header)
    assert CALLER not in str(caught.value)
    assert PERSON not in str(caught.value)
    return caught.value.code


def test_the_account_that_is_named_comes_in() -> None:
    callers(claims())(BEARER)
    callers(claims(iss="accounts.google.com"))(sending(authorization=["bearer  sound"]))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aud": AUDIENCE + "/"}, "identity_token"),
        ({"aud": "https://jobs.example.co"}, "identity_token"),
        ({"aud": [AUDIENCE]}, "identity_token"),
        ({"aud": None}, "identity_token"),
        ({"iss": "https://accounts.google.com.evil.example"}, "identity_token"),
        ({"iss": ["https://accounts.google.com"]}, "identity_token"),
        ({"iss": None}, "identity_token"),
        ({"email_verified": None}, "identity_token"),
        ({"email_verified": False}, "identity_token"),
        ({"email_verified": "true"}, "identity_token"),
        ({"email": None}, "identity_token"),
        ({"email": [CALLER]}, "identity_token"),
        ({"email": "other@project.iam.gserviceaccount.com"}, "wrong_caller"),
        ({"email": CALLER.upper()}, "wrong_caller"),
    ],
)
def test_a_token_for_or_about_somebody_else_is_refused(
    changes: dict[str, object], code: str
) -> None:
    assert code_of(callers(claims(**changes)), BEARER) == code


@pytest.mark.parametrize(
    "given",
    [[], [""], ["sound"], ["Basic sound"], ["Bearer"], ["Bearer sound", "Bearer sound"],
     ["Bearer " + "x" * LONGEST_TOKEN]],
)  # fmt: skip
def test_a_header_without_one_bearer_token_is_refused(given: list[str]) -> None:
    assert code_of(callers(claims()), sending(authorization=given)) == "identity_token"


def people(**changes: object) -> PersonGate:
    return PersonGate(Sound(assertion(**changes)), (IAP_AUDIENCE,))


def test_a_person_has_one_name_that_is_no_personal_data() -> None:
    name = people().person(IAP)
    assert name == people(email=PERSON.lower()).person(IAP)
    assert name != people(email="other@example.org").person(IAP)
    assert name.startswith("person-")
    assert len(name) == 23
    assert "zarqaa" not in name.lower()


@pytest.mark.parametrize(
    "changes",
    [{"aud": "/projects/123/global/backendServices/4567"}, {"iss": "https://accounts.google.com"},
     {"email": None}, {"email": ""}],
)  # fmt: skip
def test_an_assertion_for_another_service_is_refused(changes: dict[str, object]) -> None:
    assert code_of(people(**changes), IAP) == "identity_token"


def test_the_plain_email_header_counts_for_nothing() -> None:
    spoofed = sending(x_goog_authenticated_user_email=[f"accounts.google.com:{PERSON}"])
    assert code_of(people(), spoofed) == "identity_token"


def door(per_minute: int = 2, *, all_of_them: bool = False) -> FrontDoor:
    requests = RateLimit(per_minute) if all_of_them else None
    return FrontDoor(1, NoonClock(), RateLimit(per_minute), requests)


def test_who_failed_too_often_is_told_to_wait() -> None:
    front, failure = door(), NotAuthentic("x", code="signature")
    front.refused("a", failure)
    front.refused("a", failure)
    with pytest.raises(TooManyRequests) as caught:
        front.refused("a", failure)
    assert caught.value.retry_after_s == 30
    front.refused("b", failure)


def test_who_holds_a_key_is_not_counted_however_wrong_the_clock_is() -> None:
    front = door()
    for code in ("timestamp", "replayed") * 20:
        front.refused("a", NotAuthentic("x", code=code))
    front.refused("a", NotAuthentic("x"))


def test_failures_do_not_keep_anybody_from_coming_in_where_only_they_are_counted() -> None:
    front = door(1)
    front.refused("a", NotAuthentic("x"))
    for _ in range(100):
        front.admit("a", BEARER)


def test_where_all_requests_are_counted_the_limit_comes_before_the_gate() -> None:
    front = door(all_of_them=True)
    front.admit("a", BEARER)
    front.admit("a", BEARER)
    with pytest.raises(TooManyRequests):
        front.admit("a", BEARER)


def test_who_cannot_be_told_apart_from_others_is_not_limited() -> None:
    front = door(1, all_of_them=True)
    for _ in range(100):
        front.admit(None, BEARER)
        front.refused(None, NotAuthentic("x"))
