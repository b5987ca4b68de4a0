"""Our pictures of the CRM's opportunities: one document each, moved on by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.opportunity import Opportunity, opportunity_key
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from shared.domain.document import Document
    from shared.domain.ids import CrmLeadId
    from shared.ports import Memory

OPPORTUNITIES = "opportunities"


@dataclass(frozen=True, slots=True)
class StoredOpportunity:
    """A picture as it was read, with the version that a write has to name."""

    picture: Opportunity
    version: str


class Opportunities:
    """Read and replace pictures."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def find(self, tenant: str, crm_lead_id: CrmLeadId) -> StoredOpportunity | None:
        """Read a picture, or None; raises UnknownVersion for what is none."""
        document = self._memory.get(OPPORTUNITIES, opportunity_key(tenant, crm_lead_id))
        return StoredOpportunity(opportunity_of(document), document.version) if document else None

    def replace(self, before: StoredOpportunity | None, picture: Opportunity) -> bool:
        """Store a picture in the place of `before`; False if another was stored meanwhile."""
        data = _data(picture)
        try:
            if before is None:
                self._memory.create(OPPORTUNITIES, picture.key, data)
            else:
                self._memory.put(OPPORTUNITIES, picture.key, data, if_version=before.version)
        except (AlreadyThere, VersionConflict):
            return False
        return True


def opportunity_of(document: Document) -> Opportunity:
    """Read a picture from its document; raises UnknownVersion for what is none."""
    try:
        return Opportunity.model_validate(document.data)
    except ValidationError:
        raise UnknownVersion("an opportunity that this code cannot read") from None


def _data(picture: Opportunity) -> dict[str, object]:
    data = picture.model_dump(mode="json", exclude_none=True)
    return data | {"seen_at": moment_text(picture.seen_at)}
