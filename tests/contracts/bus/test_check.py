"""Whether a bus would take events, found out without publishing any."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest
import requests

from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.messaging.pubsub import PubSubBus
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from shared.errors import PermanentError, TransientError
from tests.contracts.bus.scripted_google import (
    GivenCredentials,
    GivenTime,
    Reply,
    ScriptedGoogle,
    google_error,
)
from tests.contracts.bus.worlds import Listener

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contracts.bus.worlds import OpenWorld

MAY = Reply(body={"permissions": ["pubsub.topics.publish"]})


def google(*replies: Reply) -> tuple[PubSubBus, ScriptedGoogle]:
    time, session = GivenTime(), requests.Session()
    script = ScriptedGoogle(time, *replies)
    session.mount("https://", script)
    bus = PubSubBus("acme", session=session, credentials=GivenCredentials())
    return bus, script


def test_a_topic_that_is_there_is_no_trouble(open_world: OpenWorld) -> None:
    open_world(Listener("leads")).bus.check(Topic.LEAD_EVENTS)


def test_google_is_asked_for_the_right_and_sent_no_message() -> None:
    bus, script = google(MAY)
    bus.check(Topic.LEAD_EVENTS)
    [request] = script.requests
    assert request.url is not None
    assert request.url.endswith("/v1/projects/acme/topics/lead-events:testIamPermissions")
    assert json.loads(request.body or b"") == {"permissions": ["pubsub.topics.publish"]}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(body={}), "not_allowed"),
        (google_error(403, "PERMISSION_DENIED", reason="SERVICE_DISABLED"), "not_enabled"),
    ],
)
def test_a_missing_right_is_named(reply: Reply, code: str) -> None:
    bus, _ = google(reply)
    with pytest.raises(PermanentError) as caught:
        bus.check(Topic.LEAD_EVENTS)
    assert caught.value.code == code


def test_no_answer_from_google_is_said_at_once() -> None:
    bus, script = google(Reply(fails_with=requests.ConnectionError))
    with pytest.raises(TransientError):
        bus.check(Topic.LEAD_EVENTS)
    assert len(script.requests) == 1


def test_a_queue_whose_file_cannot_be_written_says_so(tmp_path: Path) -> None:
    file = tmp_path / "queue.db"
    bus = EmbeddedBus(file, clock=SystemClock(), rng=Random(1))
    bus.check(Topic.LEAD_EVENTS)
    bus.close()
    file.write_bytes(b"no database")
    for rest in tmp_path.glob("queue.db-*"):
        rest.unlink()
    with pytest.raises((PermanentError, TransientError)):
        EmbeddedBus(file, clock=SystemClock(), rng=Random(1)).check(Topic.LEAD_EVENTS)


def test_an_unknown_topic_is_named(tmp_path: Path) -> None:
    bus = EmbeddedBus(tmp_path / "queue.db", clock=SystemClock(), rng=Random(1))
    with pytest.raises(PermanentError) as caught:
        bus.check("elsewhere")  # type: ignore[arg-type]
    bus.close()
    assert caught.value.code == "no_topic"
