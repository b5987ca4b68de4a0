"""What an endpoint gets, checked by the standard's own library, and what its answers become."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook

from deploy.local.demo.chat.products import WEBHOOK_KEY
from deploy.local.demo.chat.server import DemoChat
from deploy.local.demo.faults import Rule
from shared.adapters.outgoing import SignedWebhooks
from shared.adapters.system.clock import SystemClock
from shared.domain.acting.action import action_key
from shared.domain.acting.channels import WebhookEndpoint
from shared.errors import BadInput, OutcomeUnknown, SuiteError, TransientError
from shared.guarded_https import Answer, GuardedHttps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = action_key("t", "rule:1")
NEW_KEY = b"the-key-that-comes-after-the-first"
TROUBLES: dict[str, tuple[type[SuiteError], str]] = {
    "400": (BadInput, "endpoint_refused"),
    "401": (BadInput, "endpoint_refused"),
    "302": (BadInput, "endpoint_refused"),
    "404": (BadInput, "endpoint_gone"),
    "410": (BadInput, "endpoint_gone"),
    "429": (TransientError, "endpoint_busy"),
    "500": (TransientError, "endpoint_unavailable"),
    "503": (TransientError, "endpoint_unavailable"),
    "504_after_commit": (TransientError, "endpoint_unavailable"),
    "drop_before_commit": (OutcomeUnknown, "endpoint_no_answer"),
    "drop_after_commit": (OutcomeUnknown, "endpoint_no_answer"),
}


class Receiver:
    """The demo's endpoint with its controls in reach."""

    def __init__(self, server: DemoChat) -> None:
        self.server = server
        self.caller = self.at(f"{server.url}/webhook/erp", (WEBHOOK_KEY,))

    def at(self, url: str, keys: tuple[bytes, ...]) -> SignedWebhooks:
        https = GuardedHttps(allows_loopback=True)
        return SignedWebhooks([WebhookEndpoint("erp", url, keys)], https, SystemClock())

    def call(self, key: str = KEY, payload: Mapping[str, object] | None = None) -> None:
        self.caller.call("erp", action_key("t", key), "lead.won", payload or {"crm_lead_id": 7})

    def bodies(self) -> list[Any]:
        return [one["body"] for one in self.server.inbox.messages()]


@pytest.fixture(scope="module")
def running() -> Iterator[DemoChat]:
    with DemoChat() as server:
        yield server


@pytest.fixture
def receiver(running: DemoChat) -> Receiver:
    running.faults.clear()
    running.faults.release()
    running.inbox.clear()
    return Receiver(running)


class Listening(GuardedHttps):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[Mapping[str, str], bytes]] = []

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.sent.append((headers, body))
        return Answer(204, b"")


def test_a_call_arrives_signed_with_type_time_and_data(receiver: Receiver) -> None:
    receiver.call(payload={"crm_lead_id": 7, "name": "زرقاء", "won": True, "value": 1.5, "x": None})
    (body,) = receiver.bodies()
    assert body["type"] == "lead.won"
    assert datetime.fromisoformat(body["timestamp"]).tzinfo == UTC
    assert body["data"] == {"crm_lead_id": 7, "name": "زرقاء", "won": True, "value": 1.5, "x": None}


@pytest.mark.parametrize("key", [WEBHOOK_KEY, NEW_KEY])
def test_the_standards_own_library_finds_each_key_right(key: bytes) -> None:
    listening = Listening()
    endpoint = WebhookEndpoint("erp", "https://erp.example.com/", (WEBHOOK_KEY, NEW_KEY))
    SignedWebhooks([endpoint], listening, SystemClock()).call("erp", KEY, "lead.won", {"a": 1})
    ((headers, raw),) = listening.sent
    given = Webhook(base64.b64encode(key).decode()).verify(raw, dict(headers))
    assert given["data"] == {"a": 1}
    assert headers["webhook-id"] == KEY


def test_the_same_key_is_the_same_call(receiver: Receiver) -> None:
    for _ in range(2):
        receiver.call()
    receiver.call("another")
    assert len(receiver.bodies()) == 2


def test_after_an_unclear_end_the_same_call_again_is_one(receiver: Receiver) -> None:
    receiver.server.faults.order(Rule("drop_after_commit"))
    with pytest.raises(OutcomeUnknown):
        receiver.call()
    receiver.call()
    assert len(receiver.bodies()) == 1


def test_a_wrong_secret_is_refused(receiver: Receiver) -> None:
    with pytest.raises(BadInput) as raised:
        receiver.at(f"{receiver.server.url}/webhook/erp", (NEW_KEY,)).call("erp", KEY, "x", {})
    assert raised.value.code == "endpoint_refused"
    assert receiver.bodies() == []


@pytest.mark.parametrize("fault", TROUBLES)
def test_a_trouble_becomes_an_error_that_says_what_happens_next(
    receiver: Receiver, fault: str
) -> None:
    receiver.server.faults.order(Rule(fault))
    kind, code = TROUBLES[fault]
    with pytest.raises(SuiteError) as raised:
        receiver.call()
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert "127.0.0.1" not in str(raised.value)


def test_a_redirect_is_followed_nowhere(receiver: Receiver) -> None:
    receiver.server.faults.order(Rule("302"))
    with pytest.raises(BadInput):
        receiver.call()
    assert receiver.server.inbox.messages() == []


def test_the_names_are_those_of_the_settings(receiver: Receiver) -> None:
    assert list(receiver.caller.endpoints()) == ["erp"]
    with pytest.raises(BadInput) as raised:
        receiver.caller.call("nowhere", KEY, "x", {})
    assert raised.value.code == "endpoint_unknown"


@pytest.mark.parametrize("payload", [{"x": float("nan")}, {"x": "y" * 20_000}, {"x": {1, 2}}])
def test_what_cannot_be_sent_is_refused_before_anything_is_sent(
    receiver: Receiver, payload: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as raised:
        receiver.call(payload=payload)
    assert raised.value.code == "endpoint_refused"
    assert receiver.bodies() == []


def test_an_endpoint_inside_a_private_network_is_not_called(receiver: Receiver) -> None:
    """As it is in the cloud, where nothing on the own machine is reached either."""
    at = WebhookEndpoint("erp", f"{receiver.server.url}/webhook/erp", (WEBHOOK_KEY,))
    guarded = SignedWebhooks([at], GuardedHttps(), SystemClock())
    with pytest.raises(BadInput) as raised:
        guarded.call("erp", KEY, "lead.won", {})
    assert raised.value.code == "endpoint_private"
    assert receiver.bodies() == []
