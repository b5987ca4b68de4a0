"""Stages, teams and people laid out by number, to go with a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.trigger import Known

if TYPE_CHECKING:
    from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
    from shared.domain.opportunity import Opportunity
    from shared.domain.score import LeadScore


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Stages, teams and people by number, as they are now: how they were is not known."""

    stages: dict[int, Stage]
    teams: dict[int, Team]
    people: dict[int, Salesperson]

    @classmethod
    def of(cls, directory: CrmDirectory) -> KnownPeople:
        """Lay a directory out by number."""
        return cls(
            {one.id: one for one in directory.stages},
            {one.id: one for one in directory.teams},
            {one.id: one for one in directory.salespeople},
        )

    def known(self, picture: Opportunity, score: LeadScore | None) -> Known:
        """Put a picture, its score and the directory together."""
        state = picture.state
        return Known(
            picture,
            score=score,
            stage=self.stages.get(state.stage.id) if state and state.stage else None,
            team=self.teams.get(state.team.id) if state and state.team else None,
            owner=self.people.get(state.owner.id) if state and state.owner else None,
        )
