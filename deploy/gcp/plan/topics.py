"""Topics, their dead letters, and who may publish.

A topic for dead letters without a subscription loses them: each has one, which keeps them until
`triggers` has it push to the function that stores them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError
from deploy.gcp.manifest import FILE_NAME
from deploy.gcp.plan.command import Command, Phase
from deploy.gcp.plan.target import account
from shared.domain.event import Topic
from shared.usecases.keep_dead_letter import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deploy.gcp.bundle import Bundle
    from deploy.gcp.plan.target import Target

_KEEP_DEAD_LETTERS = "31d"
_KEEP_PENDING = "7d"
_PUBSUB = "--service=pubsub.googleapis.com"


def dead_letter_topic(topic: Topic) -> str:
    """Name the topic that takes what no function could take."""
    return f"{topic}-dead"


def dead_letter_subscription(topic: Topic) -> str:
    """Name the subscription to them; `SUFFIX` in shared/usecases/keep_dead_letter.py reads it."""
    return f"{topic}{SUFFIX}"


def topics(target: Target, bundles: Sequence[Bundle]) -> Phase:
    """Make every topic that is published to or heard; each publisher may publish to its own."""
    heard = heard_topics(bundles)
    used = [topic for topic in Topic if topic in heard | published_topics(bundles)]
    unheard = [topic for topic in used if topic not in heard]
    return Phase(
        "topics",
        "Topics, dead letters and publishers",
        (
            *(target.gcloud("pubsub", "topics", "create", topic, once=True) for topic in used),
            target.gcloud("beta", "services", "identity", "create", _PUBSUB),
            *(command for topic in used for command in _dead_letters(target, topic)),
            *_publishers(target, bundles),
        ),
        tuple(
            f"Nobody listens to {topic} yet: what is published there is not kept."
            for topic in unheard
        ),
    )


def heard_topics(bundles: Sequence[Bundle]) -> set[Topic]:
    """Give the topics that functions listen to; raises DeployError for one without publisher."""
    published = published_topics(bundles)
    for bundle in bundles:
        topic = bundle.manifest.topic
        if topic is not None and topic not in published:
            file = f"functions/{bundle.manifest.name}/{FILE_NAME}"
            raise DeployError(f"{file}: topic: nobody publishes to {topic}")
    return {bundle.manifest.topic for bundle in bundles if bundle.manifest.topic is not None}


def published_topics(bundles: Sequence[Bundle]) -> set[Topic]:
    """Give the topics that functions publish to, as their code says."""
    return {topic for bundle in bundles for topic in bundle.reached.publishes}


def _dead_letters(target: Target, topic: Topic) -> Iterator[Command]:
    dead, kept = dead_letter_topic(topic), f"--message-retention-duration={_KEEP_DEAD_LETTERS}"
    keep = ("--expiration-period=never", f"--message-retention-duration={_KEEP_PENDING}")
    subscription = dead_letter_subscription(topic)
    yield target.gcloud("pubsub", "topics", "create", dead, kept, once=True)
    yield target.gcloud("pubsub", "topics", "update", dead, kept)
    yield target.gcloud(
        *("pubsub", "subscriptions", "create", subscription, f"--topic={dead}"), *keep, once=True
    )
    yield target.gcloud("pubsub", "subscriptions", "update", subscription, *keep)
    yield _publisher(target, dead, target.pubsub_agent)


def _publishers(target: Target, bundles: Sequence[Bundle]) -> Iterator[Command]:
    for bundle in bundles:
        again = heard_topics(bundles) if bundle.reached.republishes else set[Topic]()
        for topic in sorted(bundle.reached.publishes | again):
            yield _publisher(target, topic, target.member(account(bundle.manifest)))


def _publisher(target: Target, topic: str, member: str) -> Command:
    binding = ("pubsub", "topics", "add-iam-policy-binding", topic)
    return target.gcloud(*binding, member, "--role=roles/pubsub.publisher")
