"""The whole plan: every phase in the order in which it has to be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.plan.foundation import accounts, services
from deploy.gcp.plan.functions import functions
from deploy.gcp.plan.memory import memory
from deploy.gcp.plan.secrets import secrets
from deploy.gcp.plan.topics import topics
from deploy.gcp.plan.triggers import triggers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from deploy.gcp.bundle import Bundle
    from deploy.gcp.plan.command import Phase
    from deploy.gcp.plan.target import Target

INDEX_FILE = "deploy/gcp/firestore.indexes.json"


def make_plan(target: Target, bundles: Sequence[Bundle], root: Path) -> tuple[Phase, ...]:
    """Give the phases of a deployment of `bundles`; `root` is the repository's folder.

    Rights come before what needs them: secrets' readers before the functions, functions before
    those who call them.
    """
    manifests = [bundle.manifest for bundle in bundles]
    return (
        services(target),
        accounts(target, manifests),
        memory(target, bundles, root / INDEX_FILE),
        secrets(target, manifests),
        topics(target, bundles),
        functions(target, bundles),
        triggers(target, manifests),
    )
