"""Stages, teams and salespeople of Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.odoo.pipeline.rows import moment, text, whole
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.odoo_client import Ref

if TYPE_CHECKING:
    from datetime import datetime

    from shared.adapters.odoo.pipeline.rows import Row
    from shared.odoo_client import OdooClient

STAGES_AT_MOST = 500
TEAMS_AT_MOST = 500
PEOPLE_AT_MOST = 2000
"""The directory is one document: ten times what large companies have, and far below its limit."""
_STAGE = ("name", "sequence", "is_won", "rotting_threshold_days", "team_ids", "team_id")
_TEAM = ("name", "user_id", "member_ids")
_PERSON = ("name", "email", "lang", "tz", "out_of_office_from", "out_of_office_to")


def read_directory(client: OdooClient, now: datetime) -> CrmDirectory:
    """Read all three; archived ones are left out."""
    people = _rows(client, "res.users", _PERSON, PEOPLE_AT_MOST, [("share", "=", False)])
    return CrmDirectory(
        stages=tuple(map(_stage, _rows(client, "crm.stage", _STAGE, STAGES_AT_MOST))),
        teams=tuple(map(_team, _rows(client, "crm.team", _TEAM, TEAMS_AT_MOST))),
        salespeople=tuple(map(_salesperson, people)),
        read_at=now,
    )


def _rows(
    client: OdooClient, model: str, names: tuple[str, ...], limit: int, domain: Any = ()
) -> list[dict[str, object]]:
    fields = client.fields(model)
    there = [name for name in names if name in fields]
    return client.search_read(model, list(domain), there, order="id", limit=limit)


def _stage(row: Row) -> Stage:
    return Stage(
        id=whole(row["id"]),
        name=text(row["name"]) or "",
        sequence=whole(row["sequence"]),
        is_won=bool(row["is_won"]),
        rotting_after_days=whole(row.get("rotting_threshold_days") or 0),
        team_ids=_ids(row.get("team_ids", row.get("team_id"))),
    )


def _team(row: Row) -> Team:
    leader = row["user_id"]
    return Team(
        id=whole(row["id"]),
        name=text(row["name"]) or "",
        leader_id=leader.id if isinstance(leader, Ref) else None,
        member_ids=_ids(row["member_ids"]),
    )


def _salesperson(row: Row) -> Salesperson:
    return Salesperson(
        id=whole(row["id"]),
        name=text(row["name"]) or "",
        email=text(row.get("email")),
        language=text(row.get("lang")),
        time_zone=text(row.get("tz")),
        absent_from=moment(row.get("out_of_office_from")),
        absent_until=moment(row.get("out_of_office_to")),
    )


def _ids(value: object) -> tuple[int, ...]:
    if isinstance(value, Ref):
        return (value.id,)
    return tuple(sorted(value)) if isinstance(value, list) else ()
