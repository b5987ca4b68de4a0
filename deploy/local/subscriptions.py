"""Who hears what in the local run: the push subscriptions of the cloud, with shorter waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.messaging.embedded import Subscription
from shared.usecases.keep_dead_letter import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deploy.gcp.manifest import Manifest

MIN_BACKOFF_S = 1.0
MAX_BACKOFF_S = 60.0
"""Shorter than the cloud's 10 to 600 s, as a person is watching; yet 100 attempts take three quarters of
an hour: no message is given up while its channel is held back, nor during a short outage."""


def subscriptions(manifests: Iterable[Manifest]) -> list[Subscription]:
    """Give one for each function that hears a topic, and those to the dead letters of all of these."""
    read = tuple(manifests)
    topics = sorted({manifest.topic for manifest in read if manifest.topic is not None})
    own = [one for manifest in read for one in _own(manifest)]
    return own + [one for manifest in read for one in _dead_letters(manifest, topics)]


def _own(manifest: Manifest) -> Iterator[Subscription]:
    wish = manifest.subscription
    if manifest.topic is not None and wish is not None and wish.max_attempts is not None:
        yield Subscription(
            name=manifest.name,
            topic=manifest.topic,
            endpoint=manifest.name,
            dead_letter_topic=f"{manifest.topic}-dead",
            max_attempts=wish.max_attempts,
            min_backoff_s=MIN_BACKOFF_S,
            max_backoff_s=MAX_BACKOFF_S,
            ack_deadline_s=wish.ack_deadline_s,
            concurrency=manifest.concurrency,
        )


def _dead_letters(manifest: Manifest, topics: Iterable[str]) -> Iterator[Subscription]:
    wish = manifest.subscription
    if manifest.trigger != "dead_letters" or wish is None:
        return
    for topic in topics:
        yield Subscription(
            name=f"{topic}{SUFFIX}",
            topic=f"{topic}-dead",
            endpoint=manifest.name,
            min_backoff_s=MIN_BACKOFF_S,
            max_backoff_s=MAX_BACKOFF_S,
            ack_deadline_s=wish.ack_deadline_s,
            concurrency=manifest.concurrency,
        )
