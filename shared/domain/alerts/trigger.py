"""From facts to when a cause falls due: no clock is asked, so that every sweep agrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.alerts.cause import Cause, Urgency
    from shared.domain.crm_directory import Salesperson, Stage, Team
    from shared.domain.opportunity import Opportunity
    from shared.domain.score import LeadScore

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one opportunity when its causes are judged."""

    opportunity: Opportunity
    score: LeadScore | None = None
    """The score that its record shows."""
    stage: Stage | None = None
    team: Team | None = None
    owner: Salesperson | None = None
    """None also where its owner is not among those who work in the CRM any more."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One cause that holds or will: it falls due by itself unless the facts change."""

    cause: Cause
    since: datetime
    """Moment of the facts from which on it counts: the last touch, the stage, the message."""
    dues: tuple[datetime, ...]
    """When each level is reached, rising; level 1 is the first."""
    urgency: Urgency
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the alert is explained by: days, thresholds, moments as text; nothing personal."""
    raise_until: datetime | None = None
    """Not raised any more from then on: what nobody did by then is old, and other causes' matter."""
    ends: datetime | None = None
    """From then on it holds no longer, by itself."""

    def level(self, now: datetime) -> int:
        """Give the level that is reached by now; 0: none yet, or none any more."""
        if self.ends is not None and self.ends <= now:
            return 0
        return sum(due <= now for due in self.dues)
