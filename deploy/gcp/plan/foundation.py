"""Google's services, and the accounts that everything runs as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.plan.command import Phase
from deploy.gcp.plan.target import account

if TYPE_CHECKING:
    from collections.abc import Iterable

    from deploy.gcp.manifest import Manifest
    from deploy.gcp.plan.target import Target

BUILDER = "suite-builder"
BUS = "suite-bus"
CLOCK = "suite-clock"
_ACCOUNTS = {
    BUILDER: "Builds the functions",
    BUS: "Pub/Sub calls functions as this",
    CLOCK: "Cloud Scheduler calls functions as this",
}
_SERVICES = (
    "artifactregistry",
    "cloudbuild",
    "cloudresourcemanager",
    "cloudscheduler",
    "firestore",
    "iam",
    "iamcredentials",
    "pubsub",
    "run",
    "secretmanager",
)


def services(target: Target) -> Phase:
    """Enable what is used."""
    names = (f"{name}.googleapis.com" for name in _SERVICES)
    return Phase("services", "Google's services", (target.gcloud("services", "enable", *names),))


def accounts(target: Target, manifests: Iterable[Manifest]) -> Phase:
    """Make an account for each function and for each caller, without any rights so far."""
    wanted = {account(m): f"Function {m.name}" for m in manifests} | _ACCOUNTS
    create = [
        target.gcloud(
            "iam", "service-accounts", "create", name, f"--display-name={says}", once=True
        )
        for name, says in wanted.items()
    ]
    builder = target.gcloud(
        *("projects", "add-iam-policy-binding", target.project),
        *(target.member(BUILDER), "--role=roles/run.builder", "--condition=None"),
    )
    note = "A new account takes up to a minute to be known everywhere: if a later command does"
    return Phase(
        "accounts",
        "Accounts: one a function, one a caller",
        (*create, builder),
        (f"{note} not find it, run the script again.",),
    )
