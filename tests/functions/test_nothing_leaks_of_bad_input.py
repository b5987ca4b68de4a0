"""Canaries in what is sent, set and logged wrongly: refused, named, and never repeated."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared import bootstrap, log
from shared import settings as settings_module
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription, wsgi_deliverer
from shared.domain.event import Topic
from shared.domain.signature import sign
from shared.errors import SettingsError
from tests.functions.canaries import (
    ANSWER,
    EMAIL,
    EVERYTHING,
    NAME,
    PHONES,
    Watch,
    announced,
    assert_nothing_leaked,
    lead_of,
    take_in,
    watching,
)
from tests.functions.conftest import World, announce, post_signed, push

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def watch(capfd: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    with watching(capfd) as watch:
        yield watch


PERSONAL = json.dumps({"object": EVERYTHING, NAME: ANSWER, "entry": [{EMAIL: EVERYTHING}]})
HEADERS = {
    "X-Forwarded-For": EVERYTHING.encode().decode("latin-1"),
    "X-Cloud-Trace-Context": EMAIL,
    "User-Agent": EMAIL,
    "Cookie": f"who={EMAIL}",
}


def test_a_forged_webhook_full_of_personal_data_is_refused_in_silence(
    world: World, watch: Watch
) -> None:
    forged = sign(PERSONAL.encode(), ANSWER)
    door = world.door("webhooks")
    for headers in (HEADERS, HEADERS | {"X-Hub-Signature-256": forged}):
        answer = watch.note(door.post("/api/webhooks/meta", data=PERSONAL, headers=headers))
        assert answer.status_code == 401
    assert_nothing_leaked(world, watch, forged, forged.removeprefix("sha256="))


CHANGES: tuple[object, ...] = (
    EVERYTHING,
    {"field": NAME, EMAIL: ANSWER},
    {"field": "leadgen", "value": EVERYTHING},
    {"field": "leadgen", "value": {"leadgen_id": EVERYTHING, "page_id": EMAIL, NAME: ANSWER}},
)


def test_a_signed_webhook_with_personal_data_where_ids_should_be_is_not_repeated(
    world: World, watch: Watch
) -> None:
    door = world.door("webhooks")
    for change in CHANGES:
        entry = [{"id": EMAIL, "changes": [change]}]
        body = json.dumps({"object": "page", "entry": entry}).encode()
        assert watch.note(post_signed(door, body)).status_code in {200, 400}
    assert_nothing_leaked(world, watch, "sha256=")


def test_a_handshake_with_a_wrong_word_and_strange_paths_and_methods_are_answered_in_silence(
    world: World, watch: Watch
) -> None:
    door = world.door("webhooks")
    given = {"hub.mode": "subscribe", "hub.verify_token": EMAIL, "hub.challenge": EVERYTHING}
    right = given | {"hub.verify_token": "a-word-of-ours"}
    for query in (given, right, {"hub.mode": NAME}):
        watch.note(door.get("/api/webhooks/meta", query_string=query))
    watch.note(door.get(f"/{EMAIL}/{PHONES[0]}"))
    watch.note(door.open("/api/webhooks/meta", method="CANARIYA"))
    watch.note(world.door("dashboards").get("/ops", query_string={"state": NAME, "cursor": EMAIL}))
    assert {one.status_code for one in watch.answers} == {400, 403, 404, 405}
    assert_nothing_leaked(world, watch)


MALFORMED = {
    "not JSON": EVERYTHING,
    "no message": json.dumps({NAME: EVERYTHING}),
    "not base64": json.dumps({"message": {"data": EVERYTHING, "messageId": "1"}}),
    "no event": json.dumps(
        {"message": {"attributes": {"type": NAME, "version": EMAIL}, "messageId": "1",
                     "publishTime": "x"}}
    ),
    "attribute": json.dumps({"message": {"attributes": {NAME: 1}, "messageId": "1"}}),
    "wrong fields": json.dumps(
        {
            "message": {
                "attributes": {"type": "MetaLeadAnnounced", "version": "1"},
                "data": base64.b64encode(json.dumps({NAME: ANSWER, "tenant": 1}).encode()).decode(),
                "messageId": "1",
                "publishTime": "x",
            }
        }
    ),
}  # fmt: skip


def test_a_malformed_push_full_of_personal_data_is_refused_in_silence(
    world: World, watch: Watch
) -> None:
    door = world.door("lead_event_handler")
    for body in MALFORMED.values():
        answer = watch.note(door.post("/", data=body, content_type="application/json"))
        assert answer.status_code in {400, 422}
    assert_nothing_leaked(world, watch)


def test_an_unexpected_error_is_named_by_type_and_place_only_and_its_message_dies_silent(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        try:
            raise ValueError(EVERYTHING)
        except ValueError as error:
            raise RuntimeError(f"{world.meta.access_token} {EVERYTHING}") from error

    lead = lead_of(world)
    watch.note(announce(world.door("webhooks"), [lead]))
    monkeypatch.setattr("shared.usecases.take_in_lead.decide", fail)
    door = world.door("lead_event_handler")
    bus = bootstrap.bus(world.settings)
    assert isinstance(bus, EmbeddedBus)
    once = Subscription("door", Topic.LEAD_EVENTS, "door", "lead-events-dead", max_attempts=1)
    courier = Courier(bus.queue, [once], wsgi_deliverer({"door": door.application}), rng=Random(1))
    assert courier.deliver_due() == 1
    assert courier.depth()["door"].dead == 1
    watch.note(push(door, announced(lead)))
    assert "RuntimeError" in watch.cloud.getvalue()
    assert_nothing_leaked(world, watch)


def test_a_wrong_setting_is_named_without_its_value(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {
        "PORT": EMAIL, "TIME_ZONE": NAME, "DEFAULT_COUNTRY": NAME, "TENANT": EMAIL, "STORE": NAME,
        "ODOO_URL": f"http://{world.odoo.api_key}:x@localhost", "META_GRAPH_URL": EVERYTHING,
        "META_APP_SECRET": f"{world.meta.app_secret},,", "META_ACCESS_TOKEN": " ",
    }  # fmt: skip
    for name, value in wrong.items():
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            with pytest.raises(SettingsError, match=name) as refused:
                world.door("lead_event_handler")
        watch.said.append("".join(traceback.format_exception_only(refused.value)))
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__
    watch.said.append(repr(settings_module.read()))
    assert_nothing_leaked(world, watch)


def test_libraries_log_at_will_and_are_not_repeated(world: World, watch: Watch) -> None:
    take_in(world, watch, lead_of(world))
    assert "urllib3" in watch.cloud.getvalue()  # it does log each request, with its address
    for name in ("urllib3.connectionpool", "google.auth", "requests", "root"):
        logger = logging.getLogger(name)
        logger.debug("GET /v26.0/1?access_token=%s", world.meta.access_token)
        try:
            raise OSError(EVERYTHING)
        except OSError:
            logger.exception(EVERYTHING, stack_info=True, extra={"facts": {"who": EVERYTHING}})
    assert_nothing_leaked(world, watch)


def test_facts_with_personal_data_or_tokens_are_cleaned_before_any_formatter_sees_them(
    world: World, watch: Watch
) -> None:
    for text in (EMAIL, *PHONES, f"for {EMAIL} at {PHONES[1]}"):
        log.error("failed", detail=text)
    log.warning("failed", detail="Bearer EAAG0000000000canaryXX")
    assert_nothing_leaked(world, watch, "EAAG0000000000canaryXX")
