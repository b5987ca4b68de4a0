"""Every route with every kind of credential, limits, and headers, through the real apps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared import bootstrap, fronts, once
from shared.domain.signature import sign
from shared.entrypoint import HTTP_WITHIN_S
from shared.errors import SettingsError
from shared.web.actor import UNNAMED, actor_of
from tests.contracts.bus.events import announced
from tests.functions.conftest import SECRETS, World, post_signed, problem, push
from tests.functions.doors import HTTP_DOORS, MANIFESTS, Route, routes_of
from tests.functions.odoo_changes import post as post_from_odoo
from tests.functions.odoo_changes import report
from tests.odoo_reports import event, message
from tests.unit.google.signer import (
    AUDIENCE,
    CALLER,
    IAP_AUDIENCE,
    Signer,
    assertion,
    claims,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import Client, TestResponse

CLIENT = {"X-Forwarded-For": "203.0.113.9"}
PRIVATE = sorted(name for name, one in MANIFESTS.items() if not one.public)
INTERNAL = sorted(name for name, one in MANIFESTS.items() if one.is_internal)
PAGES = sorted(set(PRIVATE) - set(INTERNAL))


@pytest.fixture(scope="session", name="pair")
def _pair() -> Signer:
    return Signer()


@pytest.fixture
def signer(pair: Signer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Signer]:
    with serving(Signer(pair.rsa_key, pair.ec_key)) as served:
        monkeypatch.setattr(bootstrap, "CALLERS_KEYS", served.url)
        monkeypatch.setattr(bootstrap, "IAP_KEYS", served.url)
        monkeypatch.setenv("OIDC_AUDIENCE", AUDIENCE)
        monkeypatch.setenv("OIDC_CALLERS", f"other@example.iam.gserviceaccount.com,{CALLER}")
        monkeypatch.setenv("IAP_AUDIENCE", IAP_AUDIENCE)
        yield served
    once.close(bootstrap.settings())


def credentials(signer: Signer, door: str) -> dict[str, dict[str, str]]:
    """Give headers that must open nothing, by what is wrong with them."""
    stranger = "stranger@example.iam.gserviceaccount.com"
    if door in PAGES:
        header, prefix, token, said = "X-Goog-IAP-JWT-Assertion", "", signer.es256, assertion
    else:
        header, prefix, token, said = "Authorization", "Bearer ", signer.rs256, claims
    wrong = {
        "expired": token(said(iat=1, exp=2)),
        "another audience": token(said(aud="https://elsewhere.example")),
        "another issuer": token(said(iss="https://evil.example")),
        "HS256": signer.hs256_with_the_public_key(said()),
        "unsigned": token(said()).rpartition(".")[0] + ".",
        "no token": "x",
    }
    if door not in PAGES:
        wrong["another account"] = token(said(email=stranger))
        wrong["not verified"] = token(said(email_verified=False))
    named = {name: {header: prefix + one} for name, one in wrong.items()}
    return named | {
        "none": {},
        "the plain e-mail header": {"X-Goog-Authenticated-User-Email": f"x:{CALLER}"},
        "a basic password": {"Authorization": "Basic YTpi"},
    }


def right(signer: Signer, door: str) -> dict[str, str]:
    if door in PAGES:
        return {"X-Goog-IAP-JWT-Assertion": signer.es256(assertion())}
    return {"Authorization": f"Bearer {signer.rs256(claims())}"}


@pytest.mark.parametrize("door", PRIVATE)
def test_no_route_that_is_not_public_opens_without_the_right_credential(
    world: World, signer: Signer, door: str
) -> None:
    client, tried = world.door(door), 0
    for route in routes_of(door):
        for name, headers in credentials(signer, door).items():
            answer = client.open(route.example, method=route.method, headers=headers)
            assert answer.status_code in {401, 403}, f"{route} with {name}"
            tried += 1
    assert tried >= 9
    assert world.published() == []


@pytest.mark.parametrize("door", PRIVATE)
def test_the_right_credential_opens_every_route_that_is_not_public(
    world: World, signer: Signer, door: str
) -> None:
    client = world.door(door)
    for route in routes_of(door):
        headers = right(signer, door) | {"Sec-Fetch-Site": "same-origin"}
        answer = client.open(route.example, method=route.method, headers=headers)
        assert answer.status_code not in {401, 403}, route


UNSIGNED: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("GET", "/api/webhooks/meta"): [
        {"query_string": {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": word}}
        for word in ("", "wrong", "a-word-of-our", "é" * 1000)
    ],
    ("POST", "/api/webhooks/meta"): [
        {},
        {"headers": {"X-Hub-Signature-256": "sha256=" + "0" * 64}},
        {"headers": {"X-Hub-Signature": "sha1=" + "0" * 40}},
        {"headers": {"Authorization": "Bearer x"}},
    ],
    ("POST", "/api/privacy/meta-deletion"): [
        {},
        {"data": {"signed_request": "AAAA.e30"}},
        {"data": {"signed_request": "x" * 5000}},
        {"headers": {"Authorization": "Bearer x"}},
    ],
    ("GET", "/go/*"): [{}, {"headers": {"Authorization": "Bearer x"}}],
    ("POST", "/go/*"): [
        {},
        {"headers": {"Sec-Fetch-Site": "same-origin"}},
        {"headers": {"Sec-Fetch-Site": "same-origin", "Authorization": "Bearer x"}},
    ],
    ("POST", "/api/webhooks/odoo"): [
        {},
        {"headers": {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}},
        {"headers": {"Authorization": "Bearer x"}},
    ],
}
WITHOUT_A_LOCK = {("GET", "/api/health"), ("GET", "/api/privacy/deletions/*")}
"""Health tells a stranger nothing; of a deletion request only its code, which nobody guesses, tells."""


def test_every_public_route_asks_for_a_proof_of_its_own(world: World) -> None:
    public = [name for name, one in MANIFESTS.items() if one.public]
    assert public
    for name in public:
        client = world.door(name)
        for route in routes_of(name):
            if (route.method, route.path) in WITHOUT_A_LOCK:
                assert client.open(route.example, method=route.method).status_code in {200, 404}
                continue
            for wrong in UNSIGNED[route.method, route.path]:
                answer = client.open(route.example, method=route.method, **wrong)
                assert answer.status_code in {401, 403}, (route, wrong)
    assert world.published() == []


@pytest.fixture
def strict(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    monkeypatch.setenv("FAILURES_PER_MINUTE", "5")
    monkeypatch.setenv("REQUESTS_PER_MINUTE", "8")
    yield world
    once.close(bootstrap.settings())


def forge(door: Client, address: str = CLIENT["X-Forwarded-For"]) -> TestResponse:
    headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64, "X-Forwarded-For": address}
    return door.post("/api/webhooks/meta", data=b"{}", headers=headers)


def test_who_guesses_signatures_is_told_to_wait_and_nobody_else_is(strict: World) -> None:
    door = strict.door("webhooks")
    assert [forge(door).status_code for _ in range(7)] == [401] * 5 + [429] * 2
    limited = forge(door, "8.8.8.8, 203.0.113.9")
    assert (limited.status_code, problem(limited)["code"]) == (429, "too_many_requests")
    assert 1 <= int(limited.headers["Retry-After"]) <= 60
    assert "203.0.113" not in limited.get_data(as_text=True)
    assert forge(door, "203.0.113.10").status_code == 401


def test_what_is_signed_rightly_is_never_limited_whatever_its_address_did_before(
    strict: World,
) -> None:
    door, body = strict.door("webhooks"), b'{"object":"page","entry":[]}'
    while forge(door).status_code != 429:
        pass
    headers = {"X-Hub-Signature-256": sign(body, SECRETS[0]), **CLIENT}
    statuses = {
        door.post("/api/webhooks/meta", data=body, headers=headers).status_code for _ in range(50)
    }
    assert statuses == {200}
    odoo = {post_from_odoo(door, message(event(n)), **CLIENT).status_code for n in range(1, 30)}
    assert odoo == {200}


def test_pages_and_jobs_are_limited_by_all_requests(strict: World) -> None:
    for name, path, method in (("dashboards", "/ops", "GET"), ("housekeeping", "/jobs/x", "POST")):
        door = strict.door(name)
        statuses = [door.open(path, method=method, headers=CLIENT).status_code for _ in range(10)]
        assert statuses[8:] == [429, 429], name
        assert 429 not in statuses[:8], name
        once.close(bootstrap.settings())


def test_the_bus_is_not_limited(strict: World) -> None:
    door = strict.door("lead_event_handler")
    assert 429 not in {door.post("/", data=b"x", headers=CLIENT).status_code for _ in range(30)}


def test_this_machine_is_not_limited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILURES_PER_MINUTE", "1")
    door = world.door("webhooks")
    assert {forge(door, "203.0.113.9").status_code for _ in range(5)} == {401}
    once.close(bootstrap.settings())


@pytest.mark.parametrize("name", ["OIDC_AUDIENCE", "OIDC_CALLERS"])
def test_half_of_the_two_settings_stops_the_start(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    for door in INTERNAL:
        with pytest.raises(SettingsError, match="OIDC_AUDIENCE and OIDC_CALLERS"):
            world.door(door)
    once.close(bootstrap.settings())


def test_an_identity_reaches_the_handler_of_a_push(world: World, signer: Signer) -> None:
    door = world.door("lead_event_handler")
    assert push(door, announced(1)).status_code == 401
    assert door.post("/", data=b"x", headers=right(signer, "lead_event_handler")).status_code == 400


def test_who_acts_is_known_by_the_signed_assertion_alone(world: World, signer: Signer) -> None:
    found = bootstrap.settings()
    from flask import Request
    from werkzeug.test import EnvironBuilder

    headers = {"X-Goog-IAP-JWT-Assertion": signer.es256(assertion())}
    asked = Request(EnvironBuilder(headers=headers).get_environ())
    assert actor_of(asked, found).startswith("person-")
    assert actor_of(asked, world.settings) == UNNAMED
    assert fronts.person_gate(world.settings) is None


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_every_answer_of_every_door_has_the_headers_that_browsers_heed(world: World) -> None:
    for name in MANIFESTS:
        client = world.door(name)
        answers = [client.open(r.example, method=r.method) for r in routes_of(name)]
        for answer in (*answers, client.get("/not/there"), client.put("/")):
            headers = answer.headers
            assert HEADERS.items() <= dict(headers).items(), name
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
            assert "camera=()" in headers["Permissions-Policy"]
            assert {"Server", "X-Powered-By", "Access-Control-Allow-Origin"}.isdisjoint(
                headers.keys()
            )
            assert "Strict-Transport-Security" not in headers


def test_over_https_browsers_are_told_to_stay_there(world: World) -> None:
    door = world.door("dashboards")
    for answer in (
        door.get("/ops", headers={"X-Forwarded-Proto": "https"}),
        door.get("/ops", base_url="https://ops.example.com"),
    ):
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_an_http_door_begins_no_call_that_its_time_out_would_cut_off() -> None:
    for name in HTTP_DOORS:
        assert MANIFESTS[name].timeout_s > HTTP_WITHIN_S, name


def test_every_door_has_rules_of_who_may_come_in(world: World) -> None:
    import sys

    for name in MANIFESTS:
        world.door(name)
        assert sys.modules[f"functions.{name}.main"].FRONT.trusted_proxies == 0


def test_a_route_is_named_by_its_door_its_method_and_its_path() -> None:
    assert str(Route("dashboards", "GET", "/a/*")) == "dashboards GET /a/*"
    assert Route("dashboards", "GET", "/a/*").example == "/a/12"


def test_the_helpers_of_this_page_send_what_is_taken(world: World) -> None:
    door = world.door("webhooks")
    assert report(door, event()).status_code == 200
    assert post_signed(door, b'{"object":"page","entry":[]}').status_code == 200
