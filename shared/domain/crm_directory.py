"""Stages, teams and salespeople of the CRM: what a page or an alert needs to speak of them."""

from __future__ import annotations

from shared.domain.values import Moment, StoredValue


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


class CrmDirectory(StoredValue):
    """One document of the collection `crm_directory`, by tenant."""

    stages: tuple[Stage, ...] = ()
    teams: tuple[Team, ...] = ()
    salespeople: tuple[Salesperson, ...] = ()
    read_at: Moment
