"""The functions themselves, each from its bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError
from deploy.gcp.plan.command import Command, Phase
from deploy.gcp.plan.foundation import BUILDER
from deploy.gcp.plan.target import account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from deploy.gcp.bundle import Bundle
    from deploy.gcp.manifest import Manifest
    from deploy.gcp.plan.target import Target

RUNTIME = "python313"
_SEPARATORS = (",", "@", "|", "~", ";")


def functions(target: Target, bundles: Sequence[Bundle]) -> Phase:
    """Deploy each bundle; the same command makes a service and brings it up to date."""
    lacking = missing(target, bundles)
    return Phase(
        "functions",
        "Functions, from build/ (python -m deploy bundle)",
        (
            *_have_values(target, bundles),
            *(_deploy(target, bundle.manifest) for bundle in bundles),
        ),
        tuple(
            f"{name} is not given: {', '.join(who)} would not start"
            for name, who in lacking.items()
        ),
    )


def _have_values(target: Target, bundles: Iterable[Bundle]) -> Iterator[Command]:
    """Ask for each secret's newest version: the script stops here when one has no value."""
    names = {name for bundle in bundles for name in target.secrets_of(bundle.manifest)}
    for name in sorted(names):
        yield target.gcloud("secrets", "versions", "describe", "latest", f"--secret={name}")


def missing(target: Target, bundles: Iterable[Bundle]) -> dict[str, list[str]]:
    """Give the variables that functions do not start without and that are not set."""
    found: dict[str, list[str]] = {}
    for bundle in bundles:
        needed = bundle.reached.requires - set(bundle.manifest.secrets)
        for name in sorted(needed - set(environment(target, bundle.manifest))):
            found.setdefault(name, []).append(bundle.manifest.name)
    return found


def environment(target: Target, manifest: Manifest) -> dict[str, str]:
    """Give a function's variables: those of its function.yaml that are set, and what the cloud fixes.

    THREADS is functions-framework's: with fewer of them than `concurrency`, calls wait in line.
    """
    mine = {
        name: target.environment[name]
        for name in manifest.environment
        if name in target.environment
    }
    return mine | {
        "STORE": "firestore",
        "QUEUE": "pubsub",
        "GOOGLE_CLOUD_PROJECT": target.project,
        "THREADS": str(manifest.concurrency),
    }


def _deploy(target: Target, manifest: Manifest) -> Command:
    who = "--allow-unauthenticated" if manifest.public else "--no-allow-unauthenticated"
    builder = f"projects/{target.project}/serviceAccounts/{target.email(BUILDER)}"
    secrets = ",".join(f"{name}={name}:latest" for name in target.secrets_of(manifest))
    return target.gcloud(
        *("run", "deploy", manifest.service, f"--function={manifest.name}"),
        *(f"--source=build/{manifest.name}", f"--base-image={RUNTIME}"),
        f"--region={target.region}",
        f"--service-account={target.email(account(manifest))}",
        f"--build-service-account={builder}",
        f"--ingress={'internal' if manifest.is_internal else 'all'}",
        *(who, f"--memory={manifest.memory}", f"--cpu={manifest.cpu:g}", "--cpu-boost"),
        *(f"--concurrency={manifest.concurrency}", f"--timeout={manifest.timeout_s}"),
        *(f"--min-instances={manifest.min_instances}", f"--max-instances={manifest.max_instances}"),
        f"--set-env-vars={_pairs(environment(target, manifest))}",
        f"--set-secrets={secrets}" if secrets else "--clear-secrets",
    )


def _pairs(values: Mapping[str, str]) -> str:
    """Join variables; where a value holds commas, by another sign (`gcloud topic escaping`)."""
    text = "".join(values.values())
    separator = next((sign for sign in _SEPARATORS if sign not in text), None)
    if separator is None:
        raise DeployError(f"a variable's value holds each of {' '.join(_SEPARATORS)}")
    joined = separator.join(f"{name}={value}" for name, value in values.items())
    return joined if separator == "," else f"^{separator}^{joined}"
