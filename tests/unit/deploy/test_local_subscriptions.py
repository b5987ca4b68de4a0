"""The local run's subscriptions are the cloud's, with shorter waits."""

from __future__ import annotations

from pathlib import Path
from random import Random

from deploy.gcp.manifest import read_manifests
from deploy.gcp.plan.topics import dead_letter_subscription, dead_letter_topic
from deploy.local.subscriptions import subscriptions
from shared.domain.event import Topic
from shared.usecases.acting.attempt import WINDOW

MANIFESTS = read_manifests(Path(__file__).parents[3] / "functions")
FOUND = {one.name: one for one in subscriptions(MANIFESTS)}
HEARD = {one.topic for one in MANIFESTS if one.topic is not None}


def test_each_function_that_hears_a_topic_has_one_that_gives_up_to_its_dead_letters() -> None:
    one = FOUND["lead_event_handler"]
    assert (one.topic, one.endpoint) == (Topic.LEAD_EVENTS, "lead_event_handler")
    assert one.dead_letter_topic == dead_letter_topic(Topic.LEAD_EVENTS)
    assert one.max_attempts == 100


def test_the_dead_letters_of_every_heard_topic_go_to_their_function_and_are_never_given_up() -> (
    None
):
    dead = {dead_letter_subscription(topic): topic for topic in HEARD}
    assert dead
    for name, topic in dead.items():
        one = FOUND[name]
        assert (one.topic, one.endpoint) == (dead_letter_topic(topic), "dead_letter_handler")
        assert one.dead_letter_topic is None


def test_there_are_no_others() -> None:
    handlers = {one.name for one in MANIFESTS if one.topic is not None}
    assert set(FOUND) == handlers | {dead_letter_subscription(topic) for topic in HEARD}


def test_no_action_is_given_up_while_its_channel_is_held_back() -> None:
    one, rng = FOUND["action_runner"], Random(7)
    waited_s = sum(one.backoff_s(attempt, rng) for attempt in range(1, one.max_attempts))
    assert waited_s > 3 * WINDOW.total_seconds()
