"""The door `webhooks` for Odoo's addon, through its real app."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import Headers

from shared import log
from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.system.clock import SystemClock
from shared.domain.event import OdooRecordChanged
from shared.domain.standard_webhooks import HEADERS
from shared.errors import SettingsError, TransientError
from tests.functions.conftest import ODOO_SECRETS, World, problem
from tests.functions.odoo_changes import URL, post, report
from tests.odoo_reports import STATE, event, message, signed, won

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import Client, TestResponse


@pytest.fixture(name="door")
def _door(world: World) -> Client:
    return world.door("webhooks")


@pytest.fixture(name="lines")
def _lines() -> StringIO:
    stream = StringIO()
    log.configure(stream)
    return stream


def last(lines: StringIO) -> dict[str, Any]:
    """Give the last line that was logged."""
    found: dict[str, Any] = json.loads(lines.getvalue().splitlines()[-1])
    return found


def refused(world: World, answer: TestResponse, code: str, status: int = 401) -> str:
    assert (answer.status_code, problem(answer)["code"]) == (status, code)
    assert world.published() == []
    return str(problem(answer)["detail"])


def test_changes_are_on_the_bus_when_the_answer_comes(world: World, door: Client) -> None:
    answer = report(door, event(1), won(2))
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == {"receiver": "meta-lead-ads-odoo", "accepted": 2, "refused": []}
    changes = world.published()
    assert [type(one) for one in changes] == [OdooRecordChanged] * 2
    assert [one.kind for one in changes if isinstance(one, OdooRecordChanged)] == [
        "updated", "won"
    ]  # fmt: skip


def test_all_changes_of_a_message_are_published_at_once(
    door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(EmbeddedBus, "publish", lambda *given: calls.append(len(given[2])))
    assert report(door, *(event(number) for number in range(1, 101))).status_code == 200
    assert calls == [100]


def test_the_ping_of_the_test_button_is_answered_and_publishes_nothing(
    door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedBus, "publish", lambda *_: 1 / 0)
    answer = report(door)
    assert answer.json == {"receiver": "meta-lead-ads-odoo", "accepted": 0, "refused": []}


@pytest.mark.parametrize("secrets", [ODOO_SECRETS[:1], ODOO_SECRETS[1:], ODOO_SECRETS])
def test_every_secret_of_a_rotation_is_accepted(
    world: World, door: Client, secrets: tuple[str, ...]
) -> None:
    """F41 at the addon's door."""
    assert post(door, message(event()), secrets=secrets).status_code == 200
    assert len(world.published()) == 1


def test_a_wrong_secret_is_told_as_such(world: World, door: Client) -> None:
    """F40 at the addon's door."""
    forged = post(door, message(event()), secrets=("whsec_" + "Zm9yZ2Vk" * 4,))
    refused(world, forged, "not_authentic")


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_refused_and_named(world: World, door: Client, name: str) -> None:
    body = message(event())
    headers = {key: value for key, value in now_signed(body).items() if key != name}
    assert name in refused(world, door.post(URL, data=body, headers=headers), "not_authentic")


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_there_twice_is_refused(world: World, door: Client, name: str) -> None:
    body = message(event())
    headers = Headers(now_signed(body))
    headers.add(name, headers[name])
    refused(world, door.post(URL, data=body, headers=headers), "not_authentic")


def now_signed(body: bytes) -> dict[str, str]:
    return signed(body, ODOO_SECRETS[0], at=SystemClock().now())


@pytest.mark.parametrize(
    ("age", "words"), [(timedelta(hours=2), "behind"), (timedelta(hours=-2), "ahead of")]
)
def test_an_old_message_is_refused_with_how_old_it_is(
    world: World, door: Client, age: timedelta, words: str
) -> None:
    answer = post(door, message(event()), at=SystemClock().now() - age)
    detail = refused(world, answer, "timestamp")
    assert words in detail
    assert any(f"{seconds} s" in detail for seconds in range(7198, 7203))


def test_an_exact_copy_is_refused_and_the_addons_own_repeat_is_taken(
    world: World, door: Client
) -> None:
    body, at = message(event()), SystemClock().now()
    assert post(door, body, at=at).status_code == 200
    assert len(world.published()) == 1
    refused(world, post(door, body, at=at), "replayed")
    assert post(door, body, at=at - timedelta(seconds=2)).status_code == 200
    assert len(world.published()) == 1


def test_a_copy_with_one_of_two_signatures_taken_out_is_still_a_copy(
    world: World, door: Client
) -> None:
    body, at = message(event()), SystemClock().now()
    assert post(door, body, secrets=ODOO_SECRETS, at=at).status_code == 200
    world.published()
    for secret in ODOO_SECRETS:
        refused(world, post(door, body, secrets=(secret,), at=at), "replayed")


def test_what_was_not_taken_may_come_again_as_it_is(
    world: World, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TransientError("the queue is down")

    body, at = message(event()), SystemClock().now()
    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedBus, "publish", refuse)
        refused(world, post(door, body, at=at), "unavailable", 503)
    assert post(door, body, at=at).status_code == 200
    assert len(world.published()) == 1


def test_of_copies_at_the_same_moment_at_least_one_is_taken(world: World, door: Client) -> None:
    body, at = message(event()), SystemClock().now()
    with ThreadPoolExecutor(8) as pool:
        statuses = [*pool.map(lambda _: post(door, body, at=at).status_code, range(8))]
    assert set(statuses) <= {200, 401}
    assert statuses.count(200) == len(world.published()) >= 1


@pytest.mark.parametrize(
    "encode",
    [
        gzip.compress,
        lambda body: body.decode().encode("utf-16"),
        lambda body: json.dumps(json.loads(body), indent=1).encode(),
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body + b"\n",
    ],
    ids=["gzip", "utf-16", "indented", "byte order mark", "line end"],
)
def test_a_message_encoded_anew_on_its_way_is_refused(
    world: World, door: Client, encode: Callable[[bytes], bytes]
) -> None:
    body = message(event())
    answer = door.post(URL, data=encode(body), headers=now_signed(body))
    refused(world, answer, "not_authentic")


@pytest.mark.parametrize("body", [b"", b"hello", gzip.compress(message(event())), b"[]", b"{}"])
def test_a_signed_message_that_is_none_is_400(world: World, door: Client, body: bytes) -> None:
    refused(world, post(door, body), "bad_input", 400)


def test_a_message_over_one_mebibyte_is_413_before_it_is_read(world: World, door: Client) -> None:
    huge = message(event(padding="x" * 1024 * 1024))
    refused(world, post(door, huge), "too_large", 413)


def test_a_message_of_a_newer_addon_waits_at_the_sender(world: World, door: Client) -> None:
    answer = report(door, event(), version=2)
    assert "version 2" in refused(world, answer, "unknown_version", 503)


def test_a_refused_event_does_not_keep_its_neighbours_back(world: World, door: Client) -> None:
    answer = report(door, event(1), event(2, kind="sang"), event(3, state={}), won(4))
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["accepted"] == 2
    assert [one["id"] for one in answer.json["refused"]] == [f"{2:032x}", f"{3:032x}"]
    assert all(one["reason"] for one in answer.json["refused"])
    assert len(world.published()) == 2


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_is_405_and_says_which_is_right(door: Client, method: str) -> None:
    answer = door.open(URL, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_the_log_line_counts_by_kind_and_holds_no_content(door: Client, lines: StringIO) -> None:
    title = STATE | {"title": "Canary of Sara, 0501234567"}
    report(door, event(1, state=title), won(2), won(3), event(4, kind="Canary", state=title))
    said = last(lines)
    assert {name: said[name] for name in said if name.startswith("kind_")} == {
        "kind_updated": 1, "kind_won": 2
    }  # fmt: skip
    assert (said["status"], said["accepted"], said["refused"]) == (200, 3, 1)
    assert said["database"] == "6a0b5bd8-c1f4-4e1a-9b3d-1c697a9f0e57"
    assert "Canary" not in json.dumps(said)
    assert "Villa" not in json.dumps(said)


def test_what_is_refused_is_counted_by_its_code(door: Client, lines: StringIO) -> None:
    post(door, message(event()), at=SystemClock().now() - timedelta(hours=1))
    said = last(lines)
    assert (said["severity"], said["status"], said["error"]) == ("INFO", 401, "timestamp")


@pytest.mark.parametrize("value", [None, "whsec_c2hvcnQ=", "a-word-of-ours"])
def test_without_a_sound_secret_the_door_does_not_open(
    world: World, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("ODOO_WEBHOOK_SECRET")
    else:
        monkeypatch.setenv("ODOO_WEBHOOK_SECRET", value)
    with pytest.raises(SettingsError, match="ODOO_WEBHOOK_SECRET"):
        world.door("webhooks")
