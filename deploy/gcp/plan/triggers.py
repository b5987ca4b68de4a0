"""What calls the functions: push subscriptions and schedules, each with Google's identity token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.plan.command import Command, Phase
from deploy.gcp.plan.foundation import BUS, CLOCK
from deploy.gcp.plan.topics import dead_letter_subscription, dead_letter_topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deploy.gcp.manifest import Manifest, Schedule, Subscription
    from deploy.gcp.plan.target import Target
    from shared.domain.event import Topic

_JOB_RETRIES = 3


def triggers(target: Target, manifests: Sequence[Manifest]) -> Phase:
    """Let the bus and the clock call their functions, and tell them to."""
    heard = sorted({manifest.topic for manifest in manifests if manifest.topic is not None})
    return Phase(
        "triggers",
        "Push subscriptions and schedules",
        (
            _signer(target),
            *(command for manifest in manifests for command in _subscription(target, manifest)),
            *(
                command
                for manifest in manifests
                for command in _dead_letters(target, manifest, heard)
            ),
            *(command for manifest in manifests for command in _schedules(target, manifest)),
        ),
    )


def _signer(target: Target) -> Command:
    """Let Pub/Sub sign tokens as the bus's account (projects before April 2021 need it said)."""
    return target.gcloud(
        *("iam", "service-accounts", "add-iam-policy-binding", target.email(BUS)),
        *(target.pubsub_agent, "--role=roles/iam.serviceAccountTokenCreator", "--condition=None"),
    )


def _subscription(target: Target, manifest: Manifest) -> Iterator[Command]:
    if manifest.topic is None or manifest.subscription is None:
        return
    name = manifest.service
    flags = (
        *_push(target, manifest, manifest.subscription),
        f"--dead-letter-topic={dead_letter_topic(manifest.topic)}",
        f"--max-delivery-attempts={manifest.subscription.max_attempts}",
        "--expiration-period=never",
    )
    yield _invoker(target, manifest, BUS)
    yield target.gcloud(
        *("pubsub", "subscriptions", "create", name, f"--topic={manifest.topic}"),
        *flags,
        once=True,
    )
    yield target.gcloud("pubsub", "subscriptions", "update", name, *flags)
    yield target.gcloud(
        *("pubsub", "subscriptions", "add-iam-policy-binding", name),
        *(target.pubsub_agent, "--role=roles/pubsub.subscriber"),
    )


def _dead_letters(target: Target, manifest: Manifest, heard: Sequence[Topic]) -> Iterator[Command]:
    """Push what the subscriptions to the dead letters hold, for as long as it takes."""
    if manifest.trigger != "dead_letters" or manifest.subscription is None:
        return
    yield _invoker(target, manifest, BUS)
    for topic in heard:
        name = dead_letter_subscription(topic)
        flags = _push(target, manifest, manifest.subscription)
        yield target.gcloud("pubsub", "subscriptions", "update", name, *flags)


def _push(target: Target, manifest: Manifest, wish: Subscription) -> tuple[str, ...]:
    url = target.url(manifest)
    return (
        f"--push-endpoint={url}/",
        f"--push-auth-service-account={target.email(BUS)}",
        f"--push-auth-token-audience={url}",
        f"--ack-deadline={wish.ack_deadline_s}",
        f"--min-retry-delay={wish.min_backoff_s}s",
        f"--max-retry-delay={wish.max_backoff_s}s",
    )


def _schedules(target: Target, manifest: Manifest) -> Iterator[Command]:
    if manifest.schedules:
        yield _invoker(target, manifest, CLOCK)
    for schedule in manifest.schedules:
        job, flags = f"{manifest.service}-{schedule.name}", _job(target, manifest, schedule)
        yield target.gcloud("scheduler", "jobs", "create", "http", job, *flags, once=True)
        yield target.gcloud("scheduler", "jobs", "update", "http", job, *flags)


def _job(target: Target, manifest: Manifest, schedule: Schedule) -> tuple[str, ...]:
    url = target.url(manifest)
    return (
        f"--location={target.region}",
        f"--schedule={schedule.cron}",
        f"--time-zone={target.time_zone}",
        f"--uri={url}{schedule.path}",
        "--http-method=POST",
        f"--oidc-service-account-email={target.email(CLOCK)}",
        f"--oidc-token-audience={url}",
        f"--attempt-deadline={schedule.deadline_s}s",
        f"--max-retry-attempts={_JOB_RETRIES}",
    )


def _invoker(target: Target, manifest: Manifest, caller: str) -> Command:
    return target.gcloud(
        *("run", "services", "add-iam-policy-binding", manifest.service),
        *(f"--region={target.region}", target.member(caller), "--role=roles/run.invoker"),
    )
