"""What goes wrong with one team or person stops nobody else's alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.domain.opportunity import Named
from shared.log import facts_of
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, STAGE, TEAM, at, set_to

if TYPE_CHECKING:
    import pytest

    from tests.swept_world import SweptWorld

CLOSED, ITS_LEADER, ITS_OWNER = 5, 50, 51
NEVER = {
    "closed": [
        {"from": f"{year}-01-01", "to": f"{year}-12-31", "name": "-"} for year in (2026, 2027)
    ]
}
"""A team that was given up: nothing is worked there for a year and more."""


def with_a_closed_team(world: SweptWorld) -> None:
    world.keep_directory(
        CrmDirectory(
            stages=(Stage(id=STAGE, name="Qualified"),),
            teams=(
                Team(id=CLOSED, name="Old", leader_id=ITS_LEADER, member_ids=(ITS_OWNER,)),
                Team(id=TEAM, name="Sales", leader_id=LEADER, member_ids=(OWNER, LEADER)),
            ),
            salespeople=tuple(
                Salesperson(id=number, name=str(number), email=f"{number}@example.com")
                for number in (OWNER, LEADER, DEFAULT_MANAGER, ITS_LEADER, ITS_OWNER)
            ),
            read_at=world.clock.now(),
        )
    )
    of_it = {"team": Named(id=CLOSED, name="Old"), "owner": Named(id=ITS_OWNER, name="x")}
    contacted = at("2026-11-08 11:00")
    world.record(10, created_at=at("2026-11-22 10:00"), **of_it)
    world.record(11, created_at=at("2026-11-08 10:00"), last_contact_at=contacted, **of_it)


def test_a_team_that_never_works_again_stops_nobody_elses_alerts(
    world: SweptWorld, caplog: pytest.LogCaptureFixture
) -> None:
    with_a_closed_team(world)
    world.sweep_at("2026-11-22 14:00")
    assert [reader for _, _, reader in world.told(10)] == [ITS_OWNER]

    world.set_to(set_to(teams={str(CLOSED): {"calendar": NEVER}}))
    contacted = at("2026-11-08 11:00")
    world.record(12, created_at=at("2026-11-22 10:00"))
    world.record(13, created_at=at("2026-11-08 10:00"), last_contact_at=contacted)
    for moment in ("2026-11-22 14:30", "2026-11-22 14:35", "2026-11-23 08:35"):
        world.sweep_at(moment)

    assert ("new_not_contacted", "owner", OWNER) in world.told()
    assert f"digest:{OWNER}:2026-11-23" in world.bus.keys
    assert {"alert not told", "digest not sent"} <= {one.message for one in caplog.records}
    errors = {(facts_of(one) or {}).get("error") for one in caplog.records}
    assert errors == {"bad_input"}


def test_a_digest_goes_out_though_one_of_its_alerts_cannot_climb(world: SweptWorld) -> None:
    with_a_closed_team(world)
    contacted = at("2026-11-08 11:00")
    world.record(13, created_at=at("2026-11-08 10:00"), last_contact_at=contacted)
    world.sweep_at("2026-11-22 14:00")
    theirs = [one for one in world.alerts(11) if one.awaits_digest]
    assert theirs
    for one in theirs:
        stored = world.book.find(one.id)
        assert stored is not None
        world.book.change(
            stored,
            lambda alert: alert.model_copy(update={"reader_id": OWNER, "delegated_to": OWNER}),
        )

    world.set_to(set_to(teams={str(CLOSED): {"calendar": NEVER}}))
    world.sweep_at("2026-11-23 08:35")
    world.sweep_at("2026-11-24 08:35")
    assert any(one.told for one in world.alerts(13))
    assert {f"digest:{OWNER}:2026-11-23", f"digest:{OWNER}:2026-11-24"} <= world.bus.keys
