"""What every Bus does, whoever carries the messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import create_model

from shared.domain.event import Message, MetaLeadAnnounced, Topic, decode, encode
from shared.errors import PermanentError
from tests.contracts.bus.events import announced, number_of
from tests.contracts.bus.worlds import MAX_ATTEMPTS, Listener

if TYPE_CHECKING:
    from tests.contracts.bus.worlds import OpenWorld


def test_a_published_event_arrives_as_it_was(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    event = announced(1, tenant="شركة 🙂 \u200f<b>")
    world.bus.publish(Topic.LEAD_EVENTS, [event])
    (pushed,) = world.door.wait_for("leads", 1)
    assert pushed.delivery.message == encode(event)
    assert decode(pushed.delivery.message) == event


def test_a_message_published_again_arrives_byte_for_byte(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    strange = Message(b"\x00\xff not JSON", {"type": "Nobody", "شركة": "🙂"})
    world.bus.republish(Topic.LEAD_EVENTS, [strange, encode(announced(1))])
    pushed = world.door.wait_for("leads", 2)
    arrived = sorted((one.delivery.message for one in pushed), key=lambda one: one.data)
    assert arrived == [strange, encode(announced(1))]


def test_publishing_again_on_a_topic_that_does_not_exist_is_a_permanent_error(
    open_world: OpenWorld,
) -> None:
    world = open_world(Listener("leads"))
    with pytest.raises(PermanentError, match="no-such-topic") as caught:
        world.bus.republish(cast("Topic", "no-such-topic"), [encode(announced(1))])
    assert caught.value.code == "no_topic"


def test_a_delivery_says_what_it_is(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads", gives_up=True))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    delivery = world.door.wait_for("leads", 1)[0].delivery
    assert delivery.subscription == f"projects/{world.project}/subscriptions/leads"
    assert delivery.message_id.isdigit()
    assert datetime.fromisoformat(delivery.published_at).tzinfo is not None
    assert delivery.attempt in (1, None)  # the emulator leaves it out, the cloud does not


def test_a_delivery_is_json_of_known_length(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    headers = {k.lower(): v for k, v in world.door.wait_for("leads", 1)[0].headers.items()}
    assert headers["content-type"] == "application/json"
    assert int(headers["content-length"]) > 0


def test_a_thousand_events_in_one_call_all_arrive(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(n) for n in range(1000)])
    pushed = world.door.wait_for("leads", 1000, timeout_s=60)
    assert {number_of(one.delivery.message) for one in pushed} == set(range(1000))


def test_more_than_a_thousand_events_in_one_call_all_arrive(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(n) for n in range(1001)])
    pushed = world.door.wait_for("leads", 1001, timeout_s=60)
    assert {number_of(one.delivery.message) for one in pushed} == set(range(1001))


def test_every_event_has_its_own_message_id(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1), announced(1)])
    first, second = world.door.wait_for("leads", 2)
    assert first.delivery.message_id != second.delivery.message_id


def test_publishing_nothing_delivers_nothing(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.bus.publish(Topic.LEAD_EVENTS, [])
    world.bus.publish(Topic.LEAD_EVENTS, [announced(7)])
    assert [number_of(p.delivery.message) for p in world.door.wait_for("leads", 1)] == [7]


def test_a_refused_message_is_delivered_again_with_the_same_id(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    world.door.refuse("leads", times=2)
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    pushed = world.door.wait_for("leads", 3)
    assert len({one.delivery.message_id for one in pushed}) == 1
    assert all(one.delivery.message == encode(announced(1)) for one in pushed)
    assert world.door.stays_at("leads", 3, for_s=0.5)


def test_an_answer_after_the_deadline_comes_too_late(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    gate = world.door.hold("leads")
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    first, second = world.door.wait_for("leads", 2)
    gate.set()
    assert second.delivery.message_id == first.delivery.message_id
    assert second.at_s - first.at_s > world.ack_deadline_s * 0.9


def test_a_slow_door_holds_nobody_else_up(open_world: OpenWorld) -> None:
    world = open_world(Listener("slow"), Listener("swift"))
    gate = world.door.hold("slow")
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    world.bus.publish(Topic.LEAD_EVENTS, [announced(2)])
    numbers = [number_of(p.delivery.message) for p in world.door.wait_for("swift", 2)]
    gate.set()
    assert sorted(numbers) == [1, 2]


def test_what_is_always_refused_becomes_one_dead_letter(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads", gives_up=True))
    world.door.refuse("leads", times=100)
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    dead = world.door.wait_for("leads-dead", 1)[0].delivery
    refused = world.door.pushed("leads")
    assert len(refused) == MAX_ATTEMPTS
    assert dead.message.data == encode(announced(1)).data
    assert dead.message.attributes == {
        "type": "MetaLeadAnnounced",
        "version": "1",
        "CloudPubSubDeadLetterSourceDeliveryCount": str(MAX_ATTEMPTS),
        "CloudPubSubDeadLetterSourceSubscription": "leads",
        "CloudPubSubDeadLetterSourceSubscriptionProject": world.project,
        "CloudPubSubDeadLetterSourceTopicPublishTime": refused[0].delivery.published_at,
    }
    assert dead.message_id != refused[0].delivery.message_id
    assert dead.subscription.endswith("/leads-dead")
    assert world.door.stays_at("leads", MAX_ATTEMPTS, for_s=0.5)
    assert world.door.stays_at("leads-dead", 1, for_s=0.1)


def test_every_subscription_of_a_topic_hears_it(open_world: OpenWorld) -> None:
    world = open_world(Listener("scores"), Listener("rules"))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(n) for n in range(10)])
    scores = world.door.wait_for("scores", 10)
    rules = world.door.wait_for("rules", 10)
    ids = {one.delivery.message_id for one in scores}
    assert ids == {one.delivery.message_id for one in rules}
    assert len(ids) == 10


def test_a_subscription_of_another_topic_hears_nothing(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"), Listener("changes", topic=Topic.LEAD_CHANGES))
    world.bus.publish(Topic.LEAD_EVENTS, [announced(1)])
    world.door.wait_for("leads", 1)
    assert world.door.stays_at("changes", 0, for_s=0.3)


def test_a_topic_that_does_not_exist_is_a_permanent_error_naming_it(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    with pytest.raises(PermanentError, match="no-such-topic") as caught:
        world.bus.publish(cast("Topic", "no-such-topic"), [announced(1)])
    assert caught.value.code == "no_topic"


def test_attributes_of_any_script_arrive_as_they_were(open_world: OpenWorld) -> None:
    world = open_world(Listener("leads"))
    arabic = create_model("عميل🙂", __base__=MetaLeadAnnounced)
    event = arabic.model_validate(announced(1).model_dump())
    world.bus.publish(Topic.LEAD_EVENTS, [event])
    message = world.door.wait_for("leads", 1)[0].delivery.message
    assert message.attributes == {"type": "عميل🙂", "version": "1"}
