"""Messages that the lead handler gave up, through the real doors and the embedded queue."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from deploy.gcp.manifest import read_manifests
from deploy.local.doors import FUNCTIONS
from deploy.local.subscriptions import subscriptions
from shared import bootstrap, log, remedies
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, wsgi_deliverer
from shared.domain.dead_letter import letter_of_lead
from shared.domain.event import Message, MetaLeadAnnounced, Topic
from shared.domain.ids import lead_key
from shared.domain.ledger import LeadState
from shared.domain.replay import Selection
from shared.errors import TransientError
from tests.dead_letters import announcement, dead, push
from tests.functions.conftest import NOW, World, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.messaging.embedded import Subscription
    from shared.domain.replay import Run
    from shared.usecases.list_dead import Dead

FIXTURES = Path(__file__).parents[2] / "functions/dead_letter_handler/fixtures"
ROUNDS = 12
LISTENERS = (
    *("lead_event_handler", "lead_qualification_agent", "action_runner"),
    "dead_letter_handler",
)


def what_is_dead(world: World) -> Dead:
    return remedies.list_dead(world.settings)()


def send_again(world: World) -> Run:
    return remedies.replay(world.settings)(Selection(letters=True), who="test")


def event_of(lead: Mapping[str, Any]) -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant="default",
        page_id=lead["page_id"],
        leadgen_id=lead["leadgen_id"],
        announced_at=NOW,
    )


def deliver_all(world: World, *, kills: str = "") -> None:
    """Deliver as the local run does, three attempts each without waits, until nothing is left."""
    bus = bootstrap.bus(world.settings)
    assert isinstance(bus, EmbeddedBus)
    doors = {name: world.door(name).application for name in LISTENERS}
    deliver = wsgi_deliverer(doors)

    def carry(one: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        return 500 if one.endpoint == kills else deliver(one, headers, body)

    hurried = [
        replace(one, min_backoff_s=0.0, max_backoff_s=0.0, max_attempts=3)
        for one in subscriptions(read_manifests(FUNCTIONS))
    ]
    courier = Courier(bus.queue, hurried, carry, rng=Random(1))
    for _ in range(ROUNDS):
        courier.deliver_due()
    assert all(depth.open == 0 for name, depth in courier.depth().items() if "probe" not in name)


@pytest.mark.parametrize("name", [file.name for file in sorted(FIXTURES.glob("*.json"))])
def test_the_door_takes_each_fixture(world: World, name: str) -> None:
    body = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    assert world.door("dead_letter_handler").post("/", json=body).status_code == 204
    (letter,) = what_is_dead(world).letters
    assert (letter.topic, letter.attempts) == (Topic.LEAD_EVENTS, 100)
    assert letter.given_up_by == "lead-event-handler"


def test_f21_the_same_death_told_twice_is_one_letter(world: World) -> None:
    """F21, through the door."""
    door = world.door("dead_letter_handler")
    for name in ("dead_lead.json", "dead_lead_once_more.json"):
        door.post("/", json=json.loads((FIXTURES / name).read_text(encoding="utf-8")))
    (letter,) = what_is_dead(world).letters
    assert letter.times == 2


def test_what_pubsub_never_sends_is_refused(world: World) -> None:
    door = world.door("dead_letter_handler")
    assert problem(door.post("/", data=b"{}"))["code"] == "bad_input"
    assert door.get("/").status_code == 405
    assert door.post("/", data=b"x" * (17 * 1024 * 1024)).status_code == 413


def test_the_largest_message_of_pubsub_is_kept(world: World) -> None:
    answer = push(world.door("dead_letter_handler"), dead(Message(b"\xff" * 10_000_000)))
    assert answer.status_code == 204
    assert what_is_dead(world).letters[0].size_bytes == 10_000_000


def test_nothing_is_acknowledged_before_it_is_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise TransientError("the disk is slow", code="memory_busy")

    door = world.door("dead_letter_handler")
    monkeypatch.setattr(type(bootstrap.memory(world.settings)), "create", fails)
    assert problem(push(door, dead(announcement(1))))["code"] == "memory_busy"


def test_no_strangers_word_is_logged(world: World) -> None:
    canary = Message(b"Canary Person", {"type": "Canary", "Canary": "Person", "version": "Canary"})
    lines = StringIO()
    log.configure(lines)
    push(world.door("dead_letter_handler"), dead(canary))
    assert "invocation" in lines.getvalue()
    assert "Canary" not in lines.getvalue()


def test_f19_poison_is_kept_and_its_neighbours_go_in(world: World) -> None:
    """F19: bytes, wrong schemas, a newer version and a huge one among good leads."""
    bus = bootstrap.bus(world.settings)
    poison = [
        Message(b"\x00\xff\xfe", {}),
        Message(b"{", {"type": "MetaLeadAnnounced", "version": "1"}),
        Message(b'{"tenant": 7}', {"type": "MetaLeadAnnounced", "version": "1"}),
        Message(b"{}", {"type": "MetaLeadAnnounced", "version": "99"}),
        Message(b"x" * 9_000_000, {"type": "MetaLeadAnnounced", "version": "1"}),
    ]
    leads = world.make_leads(4)
    for number, message in enumerate(poison):
        bus.republish(Topic.LEAD_EVENTS, [message])
        bus.publish(Topic.LEAD_EVENTS, [event_of(lead) for lead in leads[number : number + 1]])
    deliver_all(world)
    assert [entry.state for lead in leads if (entry := world.entry(lead))] == [LeadState.DONE] * 4
    letters = what_is_dead(world).letters
    assert sorted(one.size_bytes for one in letters) == sorted(len(one.data) for one in poison)
    assert {one.reason for one in letters} == {"bad_input", "unknown_version"}


def test_f20_a_message_that_kills_its_handler_each_time_is_kept_and_can_be_sent_again(
    world: World,
) -> None:
    """F20: given up after the last attempt, kept, and taken in when the handler is sound."""
    (lead,) = world.make_leads(1)
    bootstrap.bus(world.settings).publish(Topic.LEAD_EVENTS, [event_of(lead)])
    lines = StringIO()
    log.configure(lines)
    deliver_all(world, kills="lead_event_handler")
    (letter,) = what_is_dead(world).letters
    assert (letter.reason, letter.attempts) == ("not_taken", 3)
    assert letter.lead_key == lead_key("default", lead["page_id"], lead["leadgen_id"])
    assert letter.id == letter_of_lead(letter.lead_key)
    assert '"severity": "ERROR"' in lines.getvalue()  # what an alarm looks for
    assert "a message was given up" in lines.getvalue()
    assert world.entry(lead) is None
    assert [item.outcome.value for item in send_again(world).items] == ["sent_again"]
    deliver_all(world)
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.DONE
    assert what_is_dead(world).open_letters == 0


def test_a_dead_letter_that_dies_again_is_open_again(world: World) -> None:
    (lead,) = world.make_leads(1)
    bootstrap.bus(world.settings).publish(Topic.LEAD_EVENTS, [event_of(lead)])
    for times in (1, 2):
        deliver_all(world, kills="lead_event_handler")
        (letter,) = what_is_dead(world).letters
        assert letter.times == times
        send_again(world)
    deliver_all(world)
    assert what_is_dead(world).open_letters == 0


def test_while_the_dead_letters_cannot_be_stored_they_come_again(world: World) -> None:
    bootstrap.bus(world.settings).republish(Topic.LEAD_EVENTS, [Message(b"junk")])
    bus = bootstrap.bus(world.settings)
    assert isinstance(bus, EmbeddedBus)
    hurried = [
        replace(one, min_backoff_s=0.0, max_backoff_s=0.0, max_attempts=1)
        for one in subscriptions(read_manifests(FUNCTIONS))
    ]
    courier = Courier(bus.queue, hurried, lambda *_: 503, rng=Random(1))
    for _ in range(150):
        courier.deliver_due()
    assert courier.depth()["lead-events-dead-letters"].open == 1
