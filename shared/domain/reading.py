"""What the pipeline gives: opportunities as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import OpportunityState


@dataclass(frozen=True, slots=True)
class Reading:
    """One opportunity as it was read; `state` None: it is not in the CRM any more.

    `revision`: milliseconds since 1970 by the CRM's clock (ours, where it has none to ask) just
    before it was read, so that the state is at least as new as every change that was reported
    under a lower revision.
    """

    crm_lead_id: CrmLeadId
    revision: int
    state: OpportunityState | None
    changed_at: datetime | None = None
    """When it last changed, by the CRM's clock, as far as the CRM tells; not for what is gone."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of readings; `cursor` is None when there is nothing behind it."""

    readings: tuple[Reading, ...]
    cursor: str | None
    has_more: bool = False
    """There is more to be read at once, from `cursor`."""
