"""Publishing over REST: limits, retries within the deadline, errors in plain words, no gRPC."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError

from shared.adapters.messaging.pubsub import PubSubBus
from shared.adapters.messaging.pubsub.wire import MAX_BYTES, publish_bodies
from shared.domain.event import Message, Topic, encode
from shared.errors import PermanentError, SuiteError, TooLarge, TransientError
from tests.contracts.bus.embedded_queue import chance
from tests.contracts.bus.events import announced
from tests.contracts.bus.scripted_google import (
    GivenCredentials,
    GivenTime,
    Reply,
    ScriptedGoogle,
    google_error,
)
from tests.gcp.emulators import free_port

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 10.0


@pytest.fixture
def time() -> GivenTime:
    return GivenTime()


def make_bus(
    google: ScriptedGoogle, time: GivenTime, credentials: GivenCredentials | None = None
) -> PubSubBus:
    session = requests.Session()
    session.mount("https://", google)
    return PubSubBus(
        "proj",
        timeout_s=TIMEOUT_S,
        session=session,
        credentials=credentials or GivenCredentials(),
        rng=chance(1),
        monotonic=time.monotonic,
        sleep=time.sleep,
    )


def publish_one(bus: PubSubBus) -> None:
    bus.publish(Topic.LEAD_EVENTS, [announced(1)])


def error_of(bus: PubSubBus) -> SuiteError:
    with pytest.raises(SuiteError) as caught:
        publish_one(bus)
    return caught.value


def test_the_request_is_what_pub_sub_documents(time: GivenTime) -> None:
    google = ScriptedGoogle(time)
    publish_one(make_bus(google, time))
    (request,) = google.requests
    assert request.method == "POST"
    assert (
        request.url == "https://pubsub.googleapis.com/v1/projects/proj/topics/lead-events:publish"
    )
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["Content-Type"] == "application/json"
    (message,) = google.sent()[0]
    assert base64.b64decode(message["data"]) == encode(announced(1)).data
    assert message["attributes"] == {"type": "MetaLeadAnnounced", "version": "1"}


def test_one_token_serves_many_publishings(time: GivenTime) -> None:
    credentials = GivenCredentials()
    bus = make_bus(ScriptedGoogle(time), time, credentials)
    for _ in range(5):
        publish_one(bus)
    assert credentials.refreshed == 1


def test_a_thousand_events_are_one_request_and_one_more_makes_two(time: GivenTime) -> None:
    google = ScriptedGoogle(time)
    bus = make_bus(google, time)
    bus.publish(Topic.LEAD_EVENTS, [announced(n) for n in range(1000)])
    assert [len(messages) for messages in google.sent()] == [1000]
    bus.publish(Topic.LEAD_EVENTS, [announced(n) for n in range(1001)])
    assert [len(messages) for messages in google.sent()] == [1000, 1000, 1]


def test_requests_stay_below_ten_megabytes_and_in_order() -> None:
    messages = [Message(bytes([n]) * 1_000_000, {"n": str(n)}) for n in range(20)]
    bodies = list(publish_bodies(messages))
    assert all(len(body) < 10_000_000 for body in bodies)
    assert len(bodies) == 3
    sent = [part for body in bodies for part in _messages(body)]
    assert [int(part["attributes"]["n"]) for part in sent] == list(range(20))


def _messages(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body)["messages"]
    return found


def test_a_message_that_no_request_can_hold_is_too_large() -> None:
    with pytest.raises(TooLarge):
        list(publish_bodies([Message(b"x" * MAX_BYTES)]))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(time: GivenTime, status: int) -> None:
    google = ScriptedGoogle(time, google_error(status, "UNAVAILABLE"), Reply(status), Reply())
    publish_one(make_bus(google, time))
    assert len(google.requests) == 3
    assert len(time.slept_s) == 2


@pytest.mark.parametrize(
    "failure",
    [requests.ConnectionError, requests.ReadTimeout, requests.exceptions.ChunkedEncodingError],
)
def test_a_broken_connection_is_tried_again(time: GivenTime, failure: type[Exception]) -> None:
    google = ScriptedGoogle(time, Reply(fails_with=failure), Reply())
    publish_one(make_bus(google, time))
    assert len(google.requests) == 2


def test_waits_grow_at_random_and_all_ends_within_the_deadline(time: GivenTime) -> None:
    google = ScriptedGoogle(time, google_error(503, "UNAVAILABLE"))
    started_s = time.now_s
    error = error_of(make_bus(google, time))
    assert isinstance(error, TransientError)
    assert error.code == "pubsub_unavailable"
    assert time.now_s - started_s < TIMEOUT_S
    longest = [min(2.0, 0.1 * 2**n) for n in range(len(time.slept_s))]
    assert all(slept <= most for slept, most in zip(time.slept_s, longest, strict=True))
    assert len(time.slept_s) >= 5


def test_each_request_may_take_only_what_is_left_of_the_deadline(time: GivenTime) -> None:
    google = ScriptedGoogle(time, Reply(503, takes_s=4.0))
    error_of(make_bus(google, time))
    assert [connect for connect, _ in google.timeouts] == [3.0] * 2 + [google.timeouts[2][0]]
    reads = [read for _, read in google.timeouts]
    assert reads[0] == TIMEOUT_S
    assert reads == sorted(reads, reverse=True)
    assert 0 < reads[2] < TIMEOUT_S - 8.0


def test_how_long_pub_sub_asks_us_to_wait_is_heeded(time: GivenTime) -> None:
    google = ScriptedGoogle(time, Reply(429, headers={"Retry-After": "3"}), Reply())
    publish_one(make_bus(google, time))
    assert time.slept_s == [3.0]


def test_a_wait_longer_than_the_deadline_is_passed_on(time: GivenTime) -> None:
    google = ScriptedGoogle(time, Reply(429, headers={"Retry-After": "60"}))
    error = error_of(make_bus(google, time))
    assert isinstance(error, TransientError)
    assert error.retry_after_s == 60.0
    assert time.slept_s == []


@pytest.mark.parametrize(
    ("reply", "code", "says"),
    [
        (google_error(404, "NOT_FOUND"), "no_topic", "gcloud pubsub topics create lead-events"),
        (google_error(403, "PERMISSION_DENIED"), "not_allowed", "roles/pubsub.publisher"),
        (
            google_error(403, "PERMISSION_DENIED", reason="SERVICE_DISABLED"),
            "not_enabled",
            "gcloud services enable pubsub.googleapis.com",
        ),
        (google_error(400, "INVALID_ARGUMENT"), "refused", "400 INVALID_ARGUMENT"),
        (Reply(400, b"<html>"), "refused", "400"),
        (Reply(413, b"[]"), "refused", "413"),
        (Reply(302, {"error": "x"}, {"Location": "https://x.example"}), "refused", "302"),
    ],
)
def test_what_cannot_pass_is_not_tried_again_and_says_what_to_do(
    time: GivenTime, reply: Reply, code: str, says: str
) -> None:
    google = ScriptedGoogle(time, reply)
    error = error_of(make_bus(google, time))
    assert isinstance(error, PermanentError)
    assert error.code == code
    assert says in str(error)
    assert len(google.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        google_error(400, "ali@example.com"),
        google_error(404, "NOT_FOUND"),
        google_error(503, "UNAVAILABLE"),
        Reply(fails_with=requests.ConnectionError),
    ],
)
def test_nothing_that_google_wrote_comes_through(time: GivenTime, reply: Reply) -> None:
    error = error_of(make_bus(ScriptedGoogle(time, reply), time))
    assert "ali@" not in str(error)
    assert "token-1" not in str(error)


def test_a_token_that_was_refused_is_renewed_once(time: GivenTime) -> None:
    credentials = GivenCredentials()
    google = ScriptedGoogle(time, google_error(401, "UNAUTHENTICATED"), Reply())
    publish_one(make_bus(google, time, credentials))
    sent = [request.headers["Authorization"] for request in google.requests]
    assert sent == ["Bearer token-1", "Bearer token-2"]


def test_credentials_that_google_goes_on_refusing_are_a_permanent_error(time: GivenTime) -> None:
    google = ScriptedGoogle(time, google_error(401, "UNAUTHENTICATED"))
    error = error_of(make_bus(google, time))
    assert isinstance(error, PermanentError)
    assert error.code == "no_credentials"
    assert len(google.requests) == 2


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (DefaultCredentialsError("secret"), PermanentError, "no_credentials"),  # type: ignore[no-untyped-call]
        (RefreshError("secret"), PermanentError, "no_credentials"),  # type: ignore[no-untyped-call]
    ],
)
def test_a_token_that_will_never_come_is_a_permanent_error(
    time: GivenTime, failure: Exception, kind: type[Exception], code: str
) -> None:
    google = ScriptedGoogle(time)
    error = error_of(make_bus(google, time, GivenCredentials(failure)))
    assert isinstance(error, kind)
    assert error.code == code
    assert "secret" not in str(error)
    assert google.requests == []


@pytest.mark.parametrize(
    "failure",
    [TransportError("secret"), RefreshError("secret", retryable=True)],  # type: ignore[no-untyped-call]
)
def test_a_token_that_does_not_come_now_is_tried_again(time: GivenTime, failure: Exception) -> None:
    google = ScriptedGoogle(time)
    publish_one(make_bus(google, time, GivenCredentials(failure)))
    assert len(google.requests) == 1
    assert len(time.slept_s) == 1


def test_the_emulator_needs_no_credentials(time: GivenTime) -> None:
    google = ScriptedGoogle(time)
    session = requests.Session()
    session.mount("http://", google)
    bus = PubSubBus("proj", emulator_host="127.0.0.1:8085", session=session)
    publish_one(bus)
    assert google.requests[0].url == (
        "http://127.0.0.1:8085/v1/projects/proj/topics/lead-events:publish"
    )
    assert "Authorization" not in google.requests[0].headers


def test_nobody_listening_is_a_transient_error_within_the_deadline() -> None:
    bus = PubSubBus("proj", timeout_s=0.3, emulator_host=f"127.0.0.1:{free_port()}")
    error = error_of(bus)
    bus.close()
    assert isinstance(error, TransientError)
    assert "ConnectionError" in str(error)


def in_a_fresh_interpreter(code: str) -> list[str]:
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout.split()


BUILD = "from shared.adapters.messaging.pubsub import PubSubBus; bus = PubSubBus('proj')"
FETCH = """
from google.auth.credentials import Credentials
class Given(Credentials):
    def refresh(self, request): self.token = 'x'
from shared.adapters.messaging.pubsub.token import GoogleToken
GoogleToken(Given()).header(bus._session, timeout_s=1)
"""


@pytest.mark.parametrize("code", [BUILD, BUILD + FETCH], ids=["build", "token"])
def test_no_grpc_and_no_pub_sub_library_is_loaded(code: str) -> None:
    loaded = in_a_fresh_interpreter(code)
    heavy = ("grpc", "google.cloud.", "google.api_core", "google.protobuf")
    assert [name for name in loaded if name.startswith(heavy)] == []


def test_google_auth_is_not_loaded_before_a_token_is_needed() -> None:
    assert [name for name in in_a_fresh_interpreter(BUILD) if name.startswith("google.auth")] == []


def test_importing_loads_not_even_requests() -> None:
    loaded = in_a_fresh_interpreter("import shared.adapters.messaging.pubsub")
    assert "requests" not in loaded
