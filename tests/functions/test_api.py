"""The function api through its real app: health, Meta's callback, the page of a request."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared import bootstrap, log, privacy
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.signed_request import ALGORITHM, sign_request
from shared.errors import SettingsError, TransientError
from shared.usecases.deletion_requests import DELETION_REQUESTS
from shared.version import VERSION
from tests.functions.conftest import PUBLIC_URL, SECRETS, problem

if TYPE_CHECKING:
    from werkzeug.test import Client, TestResponse

    from tests.functions.conftest import World

CALLBACK = "/api/privacy/meta-deletion"
PAGE = "/api/privacy/deletions"
FIXTURE = Path(__file__).parents[2] / "functions/api/fixtures/deletion_request.json"
ARABIC = re.compile("[\u0600-\u06ff]")


def request_of(secret: str = SECRETS[0], **changes: object) -> str:
    asked = json.loads(FIXTURE.read_text(encoding="utf-8"))
    asked["issued_at"] = int(SystemClock().now().timestamp())
    return sign_request(json.dumps(asked | changes).encode(), secret)


def ask(door: Client, signed_request: str | None = None) -> TestResponse:
    form = {"signed_request": request_of() if signed_request is None else signed_request}
    return door.post(CALLBACK, data=form)


def code_of(door: Client) -> str:
    body: dict[str, str] = json.loads(ask(door).data)
    return body["confirmation_code"]


def look(door: Client, code: str, **headers: str) -> TestResponse:
    return door.get(f"{PAGE}/{code}", headers=headers)


def test_the_fixture_is_a_request_of_metas_kind() -> None:
    asked: dict[str, Any] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    assert asked["algorithm"] == ALGORITHM
    assert datetime.fromtimestamp(asked["issued_at"], tz=None).year == 2026  # noqa: DTZ006


def test_health_says_that_memory_answers_and_which_release_it_is(world: World) -> None:
    answer = world.door("api").get("/api/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "version": VERSION})


def test_health_tells_strangers_nothing_of_what_is_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    door = world.door("api")

    def broken(*_: object) -> None:
        raise TransientError("the disk at /secret/place is gone", code="memory_io")

    monkeypatch.setattr(SqliteMemory, "get", broken)
    answer = door.get("/api/health")
    assert (answer.status_code, problem(answer)["code"]) == (503, "unhealthy")
    assert "secret" not in answer.text
    facts = [log.facts_of(line) or {} for line in caplog.records]
    assert "memory_io" in {fact.get("error") for fact in facts}


@pytest.mark.parametrize("secret", SECRETS)
def test_metas_callback_gets_an_address_and_a_code(world: World, secret: str) -> None:
    answer = ask(world.door("api"), request_of(secret))
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    body = json.loads(answer.data)
    assert set(body) == {"url", "confirmation_code"}
    assert body["url"] == f"{PUBLIC_URL}{PAGE}/{body['confirmation_code']}"
    assert body["confirmation_code"].isalnum()


def test_the_callback_erases_nothing_and_notes_the_request(world: World) -> None:
    code = code_of(world.door("api"))
    document = bootstrap.memory(world.settings).get(DELETION_REQUESTS, code)
    assert document is not None
    assert "218471" not in json.dumps(document.data)


@pytest.mark.parametrize(
    "signed_request",
    ["", "a.b", "." * 50, "x" * 5000, request_of("forged"), request_of(algorithm="none"), "\ud800"],
    ids=["none", "short", "dots", "long", "forged", "no algorithm", "odd"],
)
def test_what_meta_did_not_sign_is_refused_without_being_repeated(
    world: World, signed_request: str
) -> None:
    text = signed_request.encode("utf-8", "replace").decode()
    answer = ask(world.door("api"), text)
    assert (answer.status_code, problem(answer)["status"]) == (401, 401)
    assert not text or text not in answer.text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"signed_request", b"{}", b"%zz=&&=" * 1000])
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "?"],
)  # fmt: skip
def test_garbage_is_never_a_fault_of_ours(world: World, body: bytes, kind: str) -> None:
    answer = world.door("api").post(CALLBACK, data=body, content_type=kind)
    assert answer.status_code in {400, 401}


def test_a_body_that_is_too_large_is_not_read(world: World) -> None:
    answer = world.door("api").post(CALLBACK, data={"signed_request": "x" * 2_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_of_a_request_is_in_the_readers_language(world: World, language: str) -> None:
    door = world.door("api")
    code = code_of(door)
    page = look(door, code, **{"Accept-Language": language})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.text
    assert code in page.text
    heading = re.findall("<h1>(.+?)</h1>", page.text)[0]
    assert bool(ARABIC.search(heading)) is (language == "ar")
    other = {"ar": "en", "en": "ar"}[language]
    assert door.get(f"{PAGE}/{code}?lang={other}").headers["Content-Language"] == other


def test_the_page_says_when_a_person_has_answered(world: World) -> None:
    door = world.door("api")
    code = code_of(door)
    assert 'data-state="received"' in look(door, code).text

    assert privacy.deletion_requests(world.settings).answer(code)
    assert 'data-state="done"' in look(door, code).text


def test_every_wrong_code_gets_the_same_page(world: World) -> None:
    door = world.door("api")
    wrong = ["0" * 32, "a", "A" * 32, "%00", "..", "x" * 500, "٣" * 32, code_of(door)[:-1]]
    pages = [look(door, code, **{"Accept-Language": "en"}) for code in wrong]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


def test_a_page_is_under_a_strict_policy_and_its_style_is_as_it_was_digested(world: World) -> None:
    page = look(world.door("api"), "0" * 32)
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    sheet = (FIXTURE.parents[1] / "static/deletion.css").read_text(encoding="utf-8")
    assert f"<style>{sheet}</style>" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/health", 405),
        ("GET", CALLBACK, 405),
        ("GET", "/api/privacy", 404),
        ("GET", f"{PAGE}", 404),
        ("GET", f"{PAGE}/a/b", 404),
        ("DELETE", f"{PAGE}/a", 405),
        ("POST", "/api/webhooks/meta", 404),
    ],
)
def test_there_is_nothing_else_here(world: World, method: str, path: str, status: int) -> None:
    assert world.door("api").open(path, method=method).status_code == status


@pytest.mark.parametrize("name", ["META_APP_SECRET", "PUBLIC_URL"])
def test_the_door_does_not_open_without_what_it_needs(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=name):
        world.door("api")
