"""The use cases about personal data: erase, export, purge, and Meta's deletion requests.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.ports import Tidy

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.usecases.check_health import CheckHealth
    from shared.usecases.deletion_requests import DeletionRequests, ReceiveDeletionRequest
    from shared.usecases.erase_person import ErasePerson
    from shared.usecases.export_person import ExportPerson
    from shared.usecases.prove_retention import ProveRetention
    from shared.usecases.purge import Purge


def erase_person(found: Settings) -> ErasePerson:
    """Give the use case that erases a person, or one lead."""
    from shared.usecases.erase_person import ErasePerson

    memory = bootstrap.memory(found)
    return ErasePerson(
        memory,
        bootstrap.crm(found),
        bootstrap.clock(),
        SystemRandom(),
        found.tenant,
        tidy=memory if isinstance(memory, Tidy) else None,
        retention=timedelta(days=found.retention_days),
    )


def export_person(found: Settings) -> ExportPerson:
    """Give the use case that collects what we hold on a person."""
    from shared.usecases.export_person import ExportPerson

    return ExportPerson(bootstrap.memory(found), bootstrap.clock(), SystemRandom(), found.tenant)


def purge(found: Settings) -> Purge:
    """Give the use case that removes what was kept long enough."""
    from shared.usecases.purge import Purge

    memory = bootstrap.memory(found)
    return Purge(
        memory,
        bootstrap.clock(),
        found.tenant,
        timedelta(days=found.retention_days),
        tidy=memory if isinstance(memory, Tidy) else None,
    )


def prove_retention(found: Settings) -> ProveRetention:
    """Give the use case that looks for what should be gone."""
    from shared.usecases.prove_retention import ProveRetention

    retention = timedelta(days=found.retention_days)
    return ProveRetention(bootstrap.memory(found), bootstrap.clock(), found.tenant, retention)


def receive_deletion_request(found: Settings) -> ReceiveDeletionRequest:
    """Give the use case that takes Meta's data deletion callback."""
    from shared.usecases.deletion_requests import ReceiveDeletionRequest

    found.require("META_APP_SECRET", "PUBLIC_URL")
    return ReceiveDeletionRequest(
        bootstrap.memory(found),
        bootstrap.clock(),
        found.meta_app_secret or (),
        found.tenant,
        found.public_url or "",
    )


def deletion_requests(found: Settings) -> DeletionRequests:
    """Give the use case that shows and answers deletion requests."""
    from shared.usecases.deletion_requests import DeletionRequests

    return DeletionRequests(bootstrap.memory(found), bootstrap.clock(), found.tenant)


def check_health(found: Settings) -> CheckHealth:
    """Give the use case that tells whether the suite is well."""
    from shared.usecases.check_health import CheckHealth

    return CheckHealth(bootstrap.memory(found))
