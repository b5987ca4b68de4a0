"""The door `webhooks`, through its real app."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import EmbeddedBus
from shared.errors import SettingsError, TransientError
from tests.functions.conftest import (
    SECRETS,
    VERIFY_TOKEN,
    World,
    announce,
    post_signed,
    problem,
)

if TYPE_CHECKING:
    from pathlib import Path

URL = "/api/webhooks/meta"


def handshake(token: str = VERIFY_TOKEN, challenge: str = "1158201444") -> dict[str, str]:
    return {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}


def test_the_handshake_answers_the_challenge_as_text(world: World) -> None:
    answer = world.door("webhooks").get(URL, query_string=handshake())
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.content_type.startswith("text/plain")


def test_a_wrong_verify_token_is_403(world: World) -> None:
    answer = world.door("webhooks").get(URL, query_string=handshake(token="guess"))
    assert answer.status_code == 403


def test_a_challenge_with_markup_is_never_echoed(world: World) -> None:
    answer = world.door("webhooks").get(
        URL, query_string=handshake(challenge="<script>alert(1)</script>")
    )
    assert answer.status_code == 400
    assert b"<script" not in answer.data


def test_announced_leads_are_on_the_bus_when_the_answer_comes(world: World) -> None:
    leads = world.make_leads(3)
    assert announce(world.door("webhooks"), leads).status_code == 200
    assert len(world.published()) == 3


@pytest.mark.parametrize("secret", SECRETS)
def test_every_secret_of_a_rotation_is_accepted(world: World, secret: str) -> None:
    """F41 at Meta's door."""
    assert announce(world.door("webhooks"), world.make_leads(), secret).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-Hub-Signature-256": "sha256=" + "0" * 64}])
def test_a_missing_or_wrong_signature_is_401_and_queues_nothing(
    world: World, headers: dict[str, str]
) -> None:
    """F40 at Meta's door."""
    answer = world.door("webhooks").post(URL, data=b'{"object":"page"}', headers=headers)
    assert answer.status_code == 401
    assert problem(answer)["code"] == "signature"
    assert len(world.published()) == 0


def test_a_body_over_one_mebibyte_is_413_before_it_is_read(world: World) -> None:
    answer = post_signed(world.door("webhooks"), b" " * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert problem(answer)["code"] == "too_large"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", "$"),
        (b"hello", "$"),
        (b"[]", "$"),
        (b'{"object":"page","entry":7}', "entry"),
        (b'{"object":"page","entry":[{"id":"1","changes":[{"field":"leadgen","value":[]}]}]}',
         "entry[0].changes[0].value"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_400_with_the_path_of_the_fault(
    world: World, body: bytes, path: str
) -> None:
    answer = post_signed(world.door("webhooks"), body)
    assert answer.status_code == 400
    assert problem(answer)["detail"].startswith(f"{path}:")


def test_one_bad_change_does_not_block_its_neighbours(world: World) -> None:
    good = world.make_leads(2)
    bad = {**good[0], "leadgen_id": {"$ne": 1}}
    assert announce(world.door("webhooks"), [good[0], bad, good[1]]).status_code == 200
    assert len(world.published()) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"object": "instagram", "entry": [{"id": "1", "changes": []}]},
        {"object": "page", "entry": [{"id": "1", "changes": [{"field": "feed", "value": {}}]}]},
    ],
)
def test_what_is_none_of_ours_is_accepted_and_queues_nothing(
    world: World, body: dict[str, object]
) -> None:
    assert post_signed(world.door("webhooks"), json.dumps(body).encode()).status_code == 200
    assert len(world.published()) == 0


def test_a_queue_that_is_down_is_503_so_that_meta_sends_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TransientError("the queue is down")

    door = world.door("webhooks")
    leads = world.make_leads()
    monkeypatch.setattr(EmbeddedBus, "publish", refuse)
    assert announce(door, leads).status_code == 503


def test_an_unexpected_error_is_500_without_its_text(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("canary sara@example.com")

    door = world.door("webhooks")
    leads = world.make_leads()
    monkeypatch.setattr(EmbeddedBus, "publish", break_down)
    answer = announce(door, leads)
    assert answer.status_code == 500
    assert b"canary" not in answer.data
    assert "canary" not in capsys.readouterr().out


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/etc", 404), ("PUT", URL, 405)])
def test_other_paths_and_methods_are_refused_in_one_shape(
    world: World, method: str, path: str, status: int
) -> None:
    answer = world.door("webhooks").open(path, method=method)
    assert answer.status_code == status
    assert problem(answer)["status"] == status


def test_a_missing_secret_stops_the_start_and_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("META_VERIFY_TOKEN")
    with pytest.raises(SettingsError, match="META_VERIFY_TOKEN"):
        world.door("webhooks")


def test_local_files_are_refused_on_cloud_run(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("K_SERVICE", "webhooks")
    with pytest.raises(SettingsError, match="QUEUE=pubsub"):
        world.door("webhooks")
