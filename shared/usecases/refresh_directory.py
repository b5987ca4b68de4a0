"""Keep our copy of the CRM's stages, teams and salespeople fresh."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.crm_directory import CrmDirectory

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports import Memory, Pipeline

CRM_DIRECTORY = "crm_directory"
FRESH = timedelta(hours=1)


def refresh_directory(pipeline: Pipeline, memory: Memory, tenant: str, now: datetime) -> None:
    """Read the directory if ours is older than an hour; of two at once the last one stays."""
    if not _is_fresh(read_directory(memory, tenant), now):
        data = pipeline.directory().model_dump(mode="json", exclude_none=True)
        memory.put(CRM_DIRECTORY, tenant, data)


def read_directory(memory: Memory, tenant: str) -> CrmDirectory | None:
    """Give our copy; None where there is none that this code can read."""
    document = memory.get(CRM_DIRECTORY, tenant)
    if document is None:
        return None
    try:
        return CrmDirectory.model_validate(document.data)
    except ValidationError:
        return None


def _is_fresh(directory: CrmDirectory | None, now: datetime) -> bool:
    return directory is not None and now - directory.read_at < FRESH
