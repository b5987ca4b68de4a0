"""Secrets: their names and who may read each; their values are never in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.plan.command import Phase
from deploy.gcp.plan.target import account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.gcp.manifest import Manifest
    from deploy.gcp.plan.target import Target


def secrets(target: Target, manifests: Sequence[Manifest]) -> Phase:
    """Make each secret without a value; a function may read its own and no others."""
    names = sorted({name for manifest in manifests for name in target.secrets_of(manifest)})
    create = [
        target.gcloud("secrets", "create", name, "--replication-policy=automatic", once=True)
        for name in names
    ]
    readers = [
        target.gcloud(
            *("secrets", "add-iam-policy-binding", name, target.member(account(manifest))),
            *("--role=roles/secretmanager.secretAccessor", "--condition=None"),
        )
        for manifest in manifests
        for name in target.secrets_of(manifest)
    ]
    notes = (
        "Give each secret its value before the functions are deployed, for instance:",
        *(
            f"  gcloud secrets versions add {name} --data-file=- --project={target.project}"
            for name in names
        ),
    )
    return Phase("secrets", "Secrets, without their values", (*create, *readers), notes)
