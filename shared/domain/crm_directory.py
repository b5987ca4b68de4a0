"""Stages, teams and salespeople of the CRM: what a page or an alert needs to speak of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime


class Stage(StoredValue):
    """A column of the pipeline."""

    id: int
    name: str
    sequence: int = 0
    is_won: bool = False
    rotting_after_days: int = 0
    """Odoo's own threshold; 0 means none."""
    team_ids: tuple[int, ...] = ()
    """Empty: every team's."""


class Team(StoredValue):
    """A sales team."""

    id: int
    name: str
    leader_id: int | None = None
    member_ids: tuple[int, ...] = ()


class Salesperson(StoredValue):
    """A user who may own leads."""

    id: int
    name: str
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    absent_from: Moment | None = None
    """Out of office by the CRM's own word, where it has one (Odoo 19); None: nothing is said."""
    absent_until: Moment | None = None
    """None with `absent_from` set: no end is known."""

    def is_absent(self, moment: datetime) -> bool:
        """Tell whether the CRM says that this person is out of office at a moment."""
        begins, ends = self.absent_from, self.absent_until
        return begins is not None and begins <= moment and (ends is None or moment <= ends)


class CrmDirectory(StoredValue):
    """One document of the collection `crm_directory`, by tenant."""

    stages: tuple[Stage, ...] = ()
    teams: tuple[Team, ...] = ()
    salespeople: tuple[Salesperson, ...] = ()
    read_at: Moment
