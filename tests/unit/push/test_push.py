"""The parser of push requests and its builder."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.event import Message
from shared.errors import BadInput
from shared.push import Delivery, build_push, parse_push

PLAIN = {"Content-Type": "application/json"}
TOPIC = "projects/p/topics/lead-events"


def wrapped(**changes: Any) -> dict[str, Any]:
    message = {
        "data": base64.b64encode(b'{"a":1}').decode(),
        "attributes": {"type": "LeadStored", "version": "1"},
        "messageId": "136969346945",
        "message_id": "136969346945",
        "publishTime": "2026-11-22T17:05:07.439Z",
        "publish_time": "2026-11-22T17:05:07.439Z",
    }
    message.update(changes)
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def parse(document: object, headers: dict[str, str] | None = None) -> Delivery:
    return parse_push(headers or PLAIN, json.dumps(document).encode())


def fault(document: object) -> str:
    with pytest.raises(BadInput) as caught:
        parse(document)
    return caught.value.path


EXPECTED = Delivery(
    message=Message(data=b'{"a":1}', attributes={"type": "LeadStored", "version": "1"}),
    message_id="136969346945",
    attempt=None,
    subscription="projects/p/subscriptions/s",
    published_at="2026-11-22T17:05:07.439Z",
)


def test_a_plain_push_is_read() -> None:
    assert parse(wrapped()) == EXPECTED


def test_the_delivery_attempt_is_read() -> None:
    assert parse(wrapped() | {"deliveryAttempt": 5}).attempt == 5


def test_cloud_event_headers_change_nothing() -> None:
    headers, _ = build_push(EXPECTED, topic=TOPIC)
    assert parse(wrapped(), headers) == EXPECTED


@pytest.mark.parametrize("content_type", ["application/cloudevents+json; charset=utf-8", "text/x"])
def test_a_structured_cloud_event_is_read(content_type: str) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "//x", "type": "t", "data": wrapped()}
    assert parse(event, {"content-type": content_type}) == EXPECTED


def test_a_message_of_attributes_only_is_read() -> None:
    document = wrapped()
    del document["message"]["data"]
    assert parse(document).message == Message(b"", EXPECTED.message.attributes)


def test_a_message_without_attributes_is_read() -> None:
    document = wrapped()
    del document["message"]["attributes"]
    assert parse(document).message == Message(b'{"a":1}', {})


def test_the_old_names_alone_are_enough() -> None:
    document = wrapped()
    del document["message"]["messageId"], document["message"]["publishTime"]
    assert parse(document) == EXPECTED


def test_what_the_emulator_sends_is_read() -> None:
    body = (
        b'{"subscription":"projects\\/pr\\/subscriptions\\/src","message":{"publishTime":'
        b'"2026-11-22T17:05:07.439Z","data":"aGk=","publish_time":"2026-11-22T17:05:07.439Z",'
        b'"messageId":"1","attributes":{"type":"\xd8\xad\xd8\xaf\xd8\xab"},"message_id":"1"}}'
    )
    delivery = parse_push(PLAIN, body)
    assert delivery.message == Message(b"hi", {"type": "حدث"})
    assert delivery.subscription == "projects/pr/subscriptions/src"


@pytest.mark.parametrize(
    "body",
    [b"", b"{bad", b"\xff\xfe\xff", b"[" * 100_000, b"1" * 10_000, b"null", b"[]", b'"text"'],
    ids=["empty", "broken", "not-text", "deep", "long-number", "null", "list", "text"],
)
def test_a_body_that_is_no_json_object_is_refused_at_the_root(body: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        parse_push(PLAIN, body)
    assert caught.value.path == "$"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"data": 1}, "message.data"),
        ({"data": "a"}, "message.data"),
        ({"data": "a-_="}, "message.data"),
        ({"data": "é"}, "message.data"),
        ({"attributes": []}, "message.attributes"),
        ({"attributes": {"type": 1}}, "message.attributes.'type'"),
        ({"attributes": {"type": "\ud800"}}, "message.attributes.'type'"),
        ({"attributes": {"\ud800": "x"}}, "message.attributes"),
        ({"messageId": ""}, "message.messageId"),
        ({"messageId": 7}, "message.messageId"),
        ({"publishTime": None}, "message.publishTime"),
    ],
)
def test_a_fault_in_the_message_is_named(changes: dict[str, Any], path: str) -> None:
    assert fault(wrapped(**changes)) == path


@pytest.mark.parametrize("attempt", [0, -1, True, "5", 1.0])
def test_an_attempt_that_is_no_whole_number_from_1_is_refused(attempt: object) -> None:
    assert fault(wrapped() | {"deliveryAttempt": attempt}) == "deliveryAttempt"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, "message"),
        ({"message": []}, "message"),
        ({"message": {}}, "message.messageId"),
        (wrapped() | {"subscription": 1}, "subscription"),
        ({"specversion": "1.0"}, "data"),
        ({"specversion": "1.0", "data": {"message": 1}}, "data.message"),
    ],
)
def test_a_fault_in_the_envelope_is_named(document: object, path: str) -> None:
    assert fault(document) == path


def test_the_builder_writes_eventarcs_headers_and_pub_subs_body() -> None:
    headers, body = build_push(EXPECTED, topic=TOPIC)
    assert headers == {
        "content-type": "application/json",
        "ce-id": "136969346945",
        "ce-source": "//pubsub.googleapis.com/projects/p/topics/lead-events",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-specversion": "1.0",
        "ce-time": "2026-11-22T17:05:07.439Z",
    }
    assert json.loads(body) == wrapped()


texts = st.text(st.characters(exclude_categories=["Cs"]))
deliveries = st.builds(
    Delivery,
    message=st.builds(Message, st.binary(), st.dictionaries(texts, texts, max_size=5)),
    message_id=st.text("0123456789", min_size=1, max_size=20),
    attempt=st.none() | st.integers(1, 100),
    subscription=texts,
    published_at=st.just("2026-11-22T17:05:07.439Z"),
)


@given(deliveries)
def test_what_is_built_is_read_back_unchanged(delivery: Delivery) -> None:
    assert parse_push(*build_push(delivery, topic=TOPIC)) == delivery


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["message", "subscription", "data", "x"]), json_values))
def test_any_other_json_is_bad_input_and_nothing_else(document: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        parse(document)
